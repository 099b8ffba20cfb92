"""Write CSV files that are safe to open in a spreadsheet."""

import codecs
from typing import Any, BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

# OWASP, "CSV Injection": a spreadsheet evaluates a cell that begins with one of these, also in #
# full-width or small form, or after invisible characters and some that it reads as quotes. An #
# apostrophe is included, so that the guarding is reversible.
_SKIPPED = r"[\pC\pZ\pM\x{115F}\x{1160}\x{2800}\x{3164}\x{FFA0}'\"]*"
_RUNS = r"[=+\-@＝＋－＠﹦﹢﹣﹫]"
_STARTS_A_FORMULA = rf"^(?:[\t\r\n]|{_SKIPPED}{_RUNS})"
_LINE_BREAK = r"[\r\n\v\f\x{85}\x{2028}\x{2029}]"
_LINE_STARTS_A_FORMULA = rf"{_LINE_BREAK}{_SKIPPED}{_RUNS}"
_TEXTS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
# a telephone number in ITU-T E.164 form: it may be an id that users look up
_PHONE_NUMBER = r"^\+[0-9]{7,15}$"


def as_csv(frame: pd.DataFrame, file: BinaryIO, *, header: bool = True) -> None:
    """Write the frame and its index as CSV in UTF-8; without a header, to append rows.

    The file begins with a byte-order mark; without it Excel assumes a legacy code page. A text that
    a spreadsheet would read as a formula, on any of its lines, gets a leading apostrophe, in cells
    and headers alike; removing one apostrophe restores the text. Every text is quoted, so that none
    is split into several cells. Numbers are unchanged, and so are telephone numbers such as
    +491701234567.
    """
    index = frame.index
    columns = [index, *(frame.iloc[:, place] for place in range(frame.shape[1]))]
    names = [str(index.name or ""), *map(str, frame.columns)]
    arrays = [pa.array(column, from_pandas=True) for column in columns]
    table_as_csv(pa.table(arrays, names), file, header=header)


def table_as_csv(table: pa.Table, file: BinaryIO, *, header: bool = True) -> None:
    """Write an Arrow table as `as_csv` writes a frame."""
    names = _neutral(pa.array(table.column_names)).to_pylist()
    safe = pa.table([_safe(column) for column in table.columns], names)
    if header:
        file.write(codecs.BOM_UTF8)
    csv.write_csv(safe, file, csv.WriteOptions(include_header=header))


def unguarded(text: str) -> str:
    """Return the original of a text written by `as_csv`."""
    bare = text.removeprefix("'")
    return bare if _neutral(pa.array([bare]))[0].as_py() == text else text


def _safe(column: pa.ChunkedArray) -> pa.ChunkedArray:
    is_coded = pa.types.is_dictionary(column.type)
    kind = column.type.value_type if is_coded else column.type
    if not any(is_text(kind) for is_text in _TEXTS):
        return _neutral(column.cast(kind))
    # each text is looked at once
    coded = column if is_coded else column.cast(pa.string()).dictionary_encode()
    chunks = [
        _neutral(chunk.dictionary.cast(pa.string())).take(chunk.indices) for chunk in coded.chunks
    ]
    return pa.chunked_array(chunks, pa.string())


def _neutral(cells: Any) -> Any:
    if pa.types.is_boolean(cells.type):  # as Python and pandas format them
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
