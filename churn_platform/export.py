"""CSV files for people, who open them with a spreadsheet."""

import csv
from typing import Any, BinaryIO

import pandas as pd

# OWASP, "CSV Injection": a spreadsheet runs a cell that begins with one of these
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(frame: pd.DataFrame, file: BinaryIO, *, header: bool = True) -> None:
    """Write the frame and its index as CSV in UTF-8; without a header, more rows of such a file.

    A text that a spreadsheet would take for a formula gets an apostrophe in front, in cells and
    headers alike, and every text is quoted, so that none is cut into several cells. Numbers stay
    as they are.
    """
    safe = frame.map(_neutral).rename(index=_neutral, columns=_neutral)
    safe = safe.rename_axis(index=_neutral, columns=_neutral)
    safe.to_csv(
        file, header=header, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n", encoding="utf-8"
    )


def _neutral(cell: Any) -> Any:
    is_formula = isinstance(cell, str) and cell.startswith(_STARTS_A_FORMULA)
    return f"'{cell}" if is_formula else cell
