"""Check that a file is the customer table, in one pass over its rows and little memory."""

from dataclasses import dataclass
from pathlib import Path

from churn_platform.config.contracts.contract import Contract
from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.formats.format import Caps, Format
from churn_platform.sources.formats.table import match_table, open_table, recognise_format


@dataclass(frozen=True)
class Checked:
    """A readable file: its size, its format, and the headers that are not used.

    `excluded` are the headers that the contract excludes, `unknown` those it does not name.
    """

    rows: int
    columns: int
    format: Format
    excluded: tuple[str, ...]
    unknown: tuple[str, ...]


def check_table(path: Path, name: str, contract: Contract, caps: Caps) -> Checked:
    """Read a file once and describe it; errors call it `name`.

    The headers must be the contract's, in any order and any spelling that `match_headers` accepts;
    additional columns are allowed.

    Raises:
        ColumnsRefused: the columns are not the contract's.
        SourceRefused: the file is not a table, is damaged, has no rows or rows of unequal length,
            or is above a limit.
    """
    form = recognise_format(path, name, contract.reading, contract, caps)
    table = open_table(path, name, form, caps)
    matched = match_table(table, name, contract)
    rows = sum(len(part[0]) for part in table.parts)
    if not rows:
        raise SourceRefused(f"{name}: no rows below the header; expected at least one")
    return Checked(rows, len(table.headers), form, matched.excluded, matched.unknown)
