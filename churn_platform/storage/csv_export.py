"""CSV files for people, who open them with a spreadsheet."""

import codecs
from typing import Any, BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

# OWASP, "CSV Injection": a spreadsheet runs a cell that begins with one of these, also in full
# width or as a small form, after signs that nobody sees, and some that it takes for quotes. An
# apostrophe counts among them, so that no text looks like another one that was guarded.
_SKIPPED = r"[\pC\pZ\pM\x{115F}\x{1160}\x{2800}\x{3164}\x{FFA0}'\"]*"
_RUNS = r"[=+\-@＝＋－＠﹦﹢﹣﹫]"
_STARTS_A_FORMULA = rf"^(?:[\t\r\n]|{_SKIPPED}{_RUNS})"
_LINE_BREAK = r"[\r\n\v\f\x{85}\x{2028}\x{2029}]"
_LINE_STARTS_A_FORMULA = rf"{_LINE_BREAK}{_SKIPPED}{_RUNS}"
# a telephone number as ITU-T E.164 writes it: a number, and an id that has to be found again
_PHONE_NUMBER = r"^\+[0-9]{7,15}$"


def as_csv(frame: pd.DataFrame, file: BinaryIO, *, header: bool = True) -> None:
    """Write the frame and its index as CSV in UTF-8; without a header, more rows of such a file.

    The file begins with a byte-order mark, without which Excel takes it for a legacy code page. A
    text that a spreadsheet would take for a formula, on any of its lines, gets an apostrophe in
    front, in cells and headers alike: taking one apostrophe away gives the text back. Every text is
    quoted, so that none is cut into several cells. Numbers stay numbers, and so do telephone
    numbers such as +491701234567.
    """
    index = frame.index
    columns = [index, *(frame.iloc[:, place] for place in range(frame.shape[1]))]
    names = [str(index.name or ""), *map(str, frame.columns)]
    safe = _neutral(pa.array(names)).to_pylist()
    table = pa.table([_neutral(pa.array(column, from_pandas=True)) for column in columns], safe)
    if header:
        file.write(codecs.BOM_UTF8)
    csv.write_csv(table, file, csv.WriteOptions(include_header=header))


def unguarded(text: str) -> str:
    """Return the text that `as_csv` wrote as this one."""
    bare = text.removeprefix("'")
    return bare if _neutral(pa.array([bare]))[0].as_py() == text else text


def _neutral(cells: Any) -> Any:
    if pa.types.is_boolean(cells.type):  # as Python and pandas write them
        return pc.if_else(cells, "True", "False")
    if not pa.types.is_string(cells.type):
        return cells
    is_formula = pc.match_substring_regex(cells, _STARTS_A_FORMULA)
    if pc.any(is_formula).as_py():
        is_number = pc.match_substring_regex(cells, _PHONE_NUMBER)
        is_formula = pc.and_not(is_formula, is_number)
    if pc.any(pc.match_substring_regex(cells, _LINE_BREAK)).as_py():
        is_formula = pc.or_(is_formula, pc.match_substring_regex(cells, _LINE_STARTS_A_FORMULA))
    return pc.if_else(is_formula, pc.binary_join_element_wise("'", cells, ""), cells)
