"""Whether a file is the customer table at all: one pass over its rows, in little memory."""

from dataclasses import dataclass
from pathlib import Path

from churn_platform.config.contracts.contract import Contract
from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.formats.format import Caps, Format
from churn_platform.sources.formats.table import match_table, open_table, recognise_format


@dataclass(frozen=True)
class Checked:
    """A file that can be read: its size, its format, and the headers that are not used.

    `excluded` are those that the contract says are of no use, `unknown` those that it does not
    name.
    """

    rows: int
    columns: int
    format: Format
    excluded: tuple[str, ...]
    unknown: tuple[str, ...]


def check_table(path: Path, name: str, contract: Contract, caps: Caps) -> Checked:
    """Read a file through once and say what it is; `name` is what errors call it.

    The headers must be the contract's, in any order and spelling that `match_headers` accepts;
    further columns do not matter.

    Raises:
        ColumnsRefused: the columns are not the contract's.
        SourceRefused: anything else: not a table, damaged, no rows, rows of another length, or
            above a cap.
    """
    form = recognise_format(path, name, contract.reading, contract, caps)
    table = open_table(path, name, form, caps)
    matched = match_table(table, name, contract)
    rows = sum(len(part[0]) for part in table.parts)
    if not rows:
        raise SourceRefused(f"{name}: no rows below the header; expected at least one")
    return Checked(rows, len(table.headers), form, matched.excluded, matched.unknown)
