"""Numeric columns: from text to floating point, within what the contract allows."""

import math
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from churn_platform.analysis.parsing.cells import (
    Cells,
    Mask,
    Reading,
    is_nothing,
    read_blank,
    read_cells,
)
from churn_platform.analysis.parsing.number_format import NumberFormat
from churn_platform.analysis.parsing.written import TRUE_MINUS, bare_number
from churn_platform.config.contracts.column import Column

DECIMAL_COMMA: Final = "decimal_comma"
_ENDLESS: Final = {sign + word for sign in ("", "+", "-") for word in ("inf", "infinity")}
_DIGITS: Final = {".": r"^[0-9]{1,15}(\.[0-9]{1,15})?$", ",": "^[0-9]{1,15}$"}
"""By decimal sign: what has one reading only, is finite, and needs no repair."""
_LARGEST_WHOLE: Final = 2.0**53
"""Above it not every whole number is a floating-point one."""

Numbers = npt.NDArray[np.float64]


def read_numbers(text: pd.Series, column: Column, number_format: NumberFormat) -> Cells:
    """Read a numeric column; a number outside the contract's range keeps its value and is marked.

    Blanks that are a product are left for `fill_products`.
    """
    number_format = number_format_for(column, number_format)
    read = partial(read_number, column=column, number_format=number_format)
    cells = read_cells(
        text, read, np.float64, partial(_simple, column=column, number_format=number_format)
    )
    _check_range(cells, column)
    return cells


def number_format_for(column: Column, number_format: NumberFormat) -> NumberFormat:
    """Return the signs of a column: its own decimal sign, or the file's signs."""
    return number_format if column.decimal is None else NumberFormat(column.decimal, is_known=True)


def _simple(texts: Any, column: Column, number_format: NumberFormat) -> tuple[Mask, Numbers]:
    """Return which texts are digits, with a point as the decimal sign, and their numbers."""
    known = pc.match_substring_regex(texts, _DIGITS[number_format.decimal])
    if column.missing:
        known = pc.and_not(known, pc.is_in(texts, pa.array(column.missing)))
    return known.to_numpy(zero_copy_only=False), texts.filter(known).cast("float64").to_numpy()


def read_number(text: str, column: Column, number_format: NumberFormat) -> Reading:
    """Read one number; a word for nothing or for infinity is a blank."""
    if is_nothing(text, column) or text == "-":
        return read_blank(text, column)
    if number_format.is_plain(text):
        return _finite(text, text, column, number_format)
    if text.casefold() in _ENDLESS:
        return read_blank(text, column, "infinite")
    if column.format and (bare := bare_number(text, column.format)) not in (None, text):
        value, marks = _read_digits(bare or "", column, number_format)
        return value, marks if value is None else (*marks, "format")
    return _read_digits(text, column, number_format)


def _read_digits(text: str, column: Column, number_format: NumberFormat) -> Reading:
    digits = text.replace(TRUE_MINUS, "-", 1) if text.startswith(TRUE_MINUS) else text
    if number_format.is_plain(digits):
        return _finite(digits, digits, column, number_format)
    group_sign = number_format.group_sign(digits)
    if group_sign is None:
        return None, ("not_a_number",)
    if number_format.has_two_readings(digits):
        return None, ("ambiguous_number",)
    value, marks = _finite(digits.replace(group_sign, ""), digits, column, number_format)
    return value, (*marks, "thousands")


def _finite(digits: str, text: str, column: Column, number_format: NumberFormat) -> Reading:
    number = float(digits.replace(",", "."))
    if math.isinf(number):  # such as 1e999
        return read_blank(text, column, "infinite")
    has_comma = number_format.decimal == "," and "," in text
    return number, (DECIMAL_COMMA,) if has_comma else ()


def fill_products(cells: Cells, column: Column, factors: Sequence[Cells]) -> None:
    """Put the product of its factors where a cell was blank, if all of them can be used."""
    blank = cells.marks.pop("product", None)
    if blank is None:
        return
    with np.errstate(over="ignore"):  # an endless product is none
        product = np.prod([_usable(each) for each in factors], axis=0)
    product = np.round(product) if column.whole else product
    known = np.isfinite(product)
    cells.values[blank] = np.where(known, product, np.nan)[blank]
    cells.mark("blank", blank & known & (product == 0))
    cells.mark("imputed", blank & known & (product != 0))
    cells.mark("blank_not_allowed", blank & ~known)
    _check_range(cells, column)


def _usable(cells: Cells) -> Numbers:
    return np.where(cells.broken, np.nan, cells.values)


def _check_range(cells: Cells, column: Column) -> None:
    values = cells.values
    low, high = column.low, column.high
    outside: Mask = np.zeros(len(values), dtype=np.bool_)
    if low is not None:
        outside |= values < low
    if high is not None:
        outside |= values > high
    if column.whole:
        outside |= np.abs(values) > _LARGEST_WHOLE
        cells.mark("not_whole", np.isfinite(values) & (values != np.floor(values)))
    cells.mark("out_of_range", outside)
