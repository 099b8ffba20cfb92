"""Numeric columns: from text to floating point, within what the contract allows."""

import math
import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from churn_platform.analysis.parsing.cells import Cells, ColumnRule, Mask, Reading
from churn_platform.analysis.parsing.number_format import NumberFormat
from churn_platform.analysis.parsing.written import TRUE_MINUS, bare_number
from churn_platform.config.contracts.column import Column

DECIMAL_COMMA: Final = "decimal_comma"
_ENDLESS: Final = {sign + word for sign in ("", "+", "-") for word in ("inf", "infinity")}
_DIGITS: Final = {".": r"^[0-9]{1,15}(\.[0-9]{1,15})?$", ",": "^[0-9]{1,15}$"}
"""By decimal sign: what has one reading only, is finite, and needs no repair."""
_CODE: Final = re.compile("[+-]?0[0-9]")
"""Begins with a zero more than a number needs: "00" for nothing is not the number 0."""

Numbers = npt.NDArray[np.float64]


class NumberRule(ColumnRule):
    """Reads a numeric column; a number outside the contract's range keeps its value and is marked.

    Blanks that are a product are left for `fill_products`. A word for nothing that is a number,
    such as -999, is that number however it is written.
    """

    def __init__(self, column: Column, number_format: NumberFormat) -> None:
        super().__init__(column)
        own = column.decimal
        self._format = number_format if own is None else NumberFormat(own, is_known=True)
        self._missing = frozenset(
            float(word.replace(",", "."))
            for word in column.missing
            if self._format.is_plain(word) and not _CODE.match(word)
        )

    def text(self, text: str) -> Reading:
        """Read one trimmed text; a word for nothing or for infinity is a blank."""
        if self.is_nothing(text) or text == "-":
            return self.blank(text)
        if self._format.is_plain(text):
            return self._finite(text, text)
        if text.casefold() in _ENDLESS:
            return self.blank(text, "infinite")
        words = self.column.format
        if words and (bare := bare_number(text, words)) not in (None, text):
            value, marks = self._digits(bare or "")
            return value, marks if value is None else (*marks, "format")
        return self._digits(text)

    def json(self, value: float) -> Reading:
        """Read a number of a JSON object; a boolean is none."""
        if isinstance(value, bool):
            return None, ("not_a_number",)
        try:
            number = float(value)
        except OverflowError:  # JSON has whole numbers of any length
            number = math.inf
        if not math.isfinite(number):
            return self.text("inf")
        return self._in_range(number, str(value))

    def _digits(self, text: str) -> Reading:
        digits = text.replace(TRUE_MINUS, "-", 1) if text.startswith(TRUE_MINUS) else text
        if self._format.is_plain(digits):
            return self._finite(digits, digits)
        group_sign = self._format.group_sign(digits)
        if group_sign is None:
            return None, ("not_a_number",)
        if self._format.has_two_readings(digits):
            return None, ("ambiguous_number",)
        value, marks = self._finite(digits.replace(group_sign, ""), digits)
        return value, (*marks, "thousands")

    def _finite(self, digits: str, text: str) -> Reading:
        number = float(digits.replace(",", "."))
        if math.isinf(number):  # such as 1e999
            return self.blank(text, "infinite")
        has_comma = self._format.decimal == "," and "," in text
        return self._in_range(number, text, (DECIMAL_COMMA,) if has_comma else ())

    def _in_range(self, number: float, text: str, marks: tuple[str, ...] = ()) -> Reading:
        if number in self._missing:
            return self.blank(text)
        broken = self.column.range_marks(number).items()
        return number, (*marks, *(rule for rule, is_broken in broken if is_broken))

    def _plain(self, texts: Any) -> tuple[Mask, Numbers]:
        """Say which of the texts are digits, with a point if that is the decimal sign; read those.

        What stands for nothing is left to be read alone.
        """
        matched = pc.match_substring_regex(texts, _DIGITS[self._format.decimal])
        if self.column.missing:
            matched = pc.and_not(matched, pc.is_in(texts, pa.array(self.column.missing)))
        numbers = texts.filter(matched).cast("float64").to_numpy()
        known = matched.to_numpy(zero_copy_only=False)
        if self._missing:
            is_value = ~np.isin(numbers, list(self._missing))
            known[np.flatnonzero(known)] = is_value
            numbers = numbers[is_value]
        return known, numbers

    def _range_marks(self, values: Numbers) -> dict[str, Mask]:
        return self.column.range_marks(values)


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
    for rule, rows in column.range_marks(cells.values).items():
        cells.mark(rule, rows)


def _usable(cells: Cells) -> Numbers:
    return np.where(cells.broken, np.nan, cells.values)
