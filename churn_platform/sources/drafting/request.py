"""What `make contract` was asked for."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from churn_platform.config.contracts.sections import Reading
from churn_platform.config.source_location import shown
from churn_platform.sources.drafting.facts.words import snake_name

KEYS = ("SOURCE", "ID", "TARGET", "YES", "NAME", "OUT", "SHEET", "ENCODING", "DECIMAL", "FORCE")
_USAGE = (
    "make contract SOURCE=my.csv [ID=..] [TARGET=..] [YES=..] [NAME=..] [OUT=..] [SHEET=..]"
    " [ENCODING=..] [DECIMAL=..] [FORCE=1]"
)
_LONGEST_NAME = 40


class CommandError(Exception):
    """The command was given something that it cannot use; one line."""


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line; `leaving` are the target's values of who left."""

    source: str
    name: str
    out: Path
    identifier: str | None
    target: str | None
    leaving: tuple[str, ...] | None
    reading: Reading

    @property
    def settings(self) -> list[str]:
        """The lines of `.env` that make this table the platform's; a password is left out."""
        contract, source = shlex.quote(str(self.out)), shlex.quote(shown(self.source))
        return [f"CHURN_CONTRACT={contract}", f"CHURN_SOURCE={source}"]


def read_request(arguments: Sequence[str]) -> Request:
    """Read `KEY=value` arguments.

    Raises:
        CommandError: an unknown key, no source, or a file that would be replaced.
    """
    given = dict(one.partition("=")[::2] for one in arguments)
    if odd := sorted(set(given) - set(KEYS)):
        raise CommandError(f"{odd[0]!r} is not known; expected {_USAGE}")
    if not (source := given.get("SOURCE", "").strip()):
        raise CommandError(f"SOURCE is missing; expected {_USAGE}")
    name = given.get("NAME") or name_of(source)
    out = Path(given.get("OUT") or f"{name}.toml").expanduser()
    if out.suffix != ".toml":
        raise CommandError(f"OUT={out}: expected a name that ends in .toml")
    if out.exists() and given.get("FORCE") != "1":
        raise CommandError(f"{out}: exists already; choose another OUT=, or replace it by FORCE=1")
    columns = given.get("ID") or None, given.get("TARGET") or None
    leaving = tuple(filter(None, map(str.strip, given.get("YES", "").split(",")))) or None
    return Request(source, name, out, *columns, leaving, _reading(given))


def _reading(given: Mapping[str, str]) -> Reading:
    decimal = given.get("DECIMAL") or None
    if decimal not in (None, ".", ","):
        raise CommandError(f"DECIMAL={decimal}: expected . or ,")
    return Reading(
        sheet=given.get("SHEET") or None, encoding=given.get("ENCODING") or None, decimal=decimal
    )


def name_of(source: str) -> str:
    """Return a data set's name in snake case, from the last part of a path or URL."""
    path = unquote(urlsplit(source).path) if "://" in source else source
    return snake_name(Path(path).name.split(".")[0], "table", _LONGEST_NAME)
