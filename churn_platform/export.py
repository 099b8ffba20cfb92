"""CSV files for people, who open them with a spreadsheet."""

from typing import Any, BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

# OWASP, "CSV Injection": a spreadsheet runs a cell that begins with one of these
_STARTS_A_FORMULA = r"^[=+\-@\t\r\n]"


def as_csv(frame: pd.DataFrame, file: BinaryIO, *, header: bool = True) -> None:
    """Write the frame and its index as CSV in UTF-8; without a header, more rows of such a file.

    A text that a spreadsheet would take for a formula gets an apostrophe in front, in cells and
    headers alike, and every text is quoted, so that none is cut into several cells. Numbers stay
    numbers.
    """
    index = frame.index
    columns = [index, *(frame.iloc[:, place] for place in range(frame.shape[1]))]
    names = [str(index.name or ""), *map(str, frame.columns)]
    safe = _neutral(pa.array(names)).to_pylist()
    table = pa.table([_neutral(pa.array(column, from_pandas=True)) for column in columns], safe)
    csv.write_csv(table, file, csv.WriteOptions(include_header=header))


def _neutral(cells: Any) -> Any:
    if pa.types.is_boolean(cells.type):  # as Python and pandas write them
        return pc.if_else(cells, "True", "False")
    if not pa.types.is_string(cells.type):
        return cells
    is_formula = pc.match_substring_regex(cells, _STARTS_A_FORMULA)
    return pc.if_else(is_formula, pc.binary_join_element_wise("'", cells, ""), cells)
