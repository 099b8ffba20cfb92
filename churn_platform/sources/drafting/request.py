"""The request of `make contract`."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from churn_platform.config.contracts.sections import Reading
from churn_platform.config.source_location import shown
from churn_platform.sources.drafting.facts.words import snake_name

OPTIONS: Final = {
    "source": "path or URL of the table",
    "id": "the column of customer ids",
    "target": "the column that says who left",
    "yes": "the values of that column that mean leaving, separated by commas",
    "name": "name of the data set, in file names and reports",
    "out": "the file to write; it ends in .toml",
    "sheet": "the sheet of a workbook",
    "encoding": "of a text file, such as cp1252",
    "decimal": "sign before the decimals of numbers: . or ,",
}
"""The options of the command, apart from whether a file may be replaced."""
_USAGE = (
    "make contract SOURCE=my.csv [ID=..] [TARGET=..] [YES=..] [NAME=..] [OUT=..] [SHEET=..]"
    " [ENCODING=..] [DECIMAL=..] [FORCE=1]"
)
_LONGEST_NAME = 40


class CommandError(Exception):
    """An invalid option of the command; the message is one line."""


@dataclass(frozen=True)
class Request:
    """The command's options; `leaving` are the target's values that mean churned."""

    source: str
    name: str
    out: Path
    identifier: str | None
    target: str | None
    leaving: tuple[str, ...] | None
    reading: Reading

    @property
    def settings(self) -> list[str]:
        """The lines of `.env` that configure this table; a password is left out."""
        contract, source = shlex.quote(str(self.out)), shlex.quote(shown(self.source))
        return [f"CHURN_CONTRACT={contract}", f"CHURN_SOURCE={source}"]


def read_request(given: Mapping[str, str], force: bool = False) -> Request:
    """Parse the given `OPTIONS`; an empty one counts as not given.

    Raises:
        CommandError: no source, a malformed value, or a file that would be replaced.
    """
    if not (source := given.get("source", "").strip()):
        raise CommandError(f"SOURCE is missing; expected {_USAGE}")
    name = given.get("name") or name_of(source)
    out = Path(given.get("out") or f"{name}.toml").expanduser()
    if out.suffix != ".toml":
        raise CommandError(f"OUT={out}: expected a name that ends in .toml")
    if out.exists() and not force:
        raise CommandError(f"{out}: already exists; choose another OUT= or give FORCE=1")
    columns = given.get("id") or None, given.get("target") or None
    leaving = tuple(filter(None, map(str.strip, given.get("yes", "").split(",")))) or None
    return Request(source, name, out, *columns, leaving, _reading(given))


def _reading(given: Mapping[str, str]) -> Reading:
    decimal = given.get("decimal") or None
    if decimal not in (None, ".", ","):
        raise CommandError(f"DECIMAL={decimal}: expected . or ,")
    return Reading(
        sheet=given.get("sheet") or None, encoding=given.get("encoding") or None, decimal=decimal
    )


def name_of(source: str) -> str:
    """Return a data set's name in snake case, from the last part of a path or URL."""
    path = unquote(urlsplit(source).path) if "://" in source else source
    return snake_name(Path(path).name.split(".")[0], "table", _LONGEST_NAME)
