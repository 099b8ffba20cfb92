"""Detect the decimal sign of one column's numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from churn_platform.analysis.parsing.number_format import NumberFormat, recognised
from churn_platform.analysis.parsing.written import bare_number
from churn_platform.sources.drafting.facts.words import listed
from churn_platform.sources.drafting.facts.writing import NUMBER_SHARE, Writing

_ONES: Final = str.maketrans("023456789", "111111111")


def with_decimal(writing: Writing, texts: Mapping[str, int], table: NumberFormat) -> Writing:
    """Return the writing with the column's decimal sign if it differs from the table's."""
    own = column_signs(writing, texts)
    if own is None or not own.is_known or own.decimal == table.decimal:
        return writing
    return replace(writing, decimal=own.decimal)


def digits_of(writing: Writing, texts: Iterable[str]) -> list[str]:
    """Return the texts without units and other marks next to the digits."""
    if not writing.format:
        return list(texts)
    return [bare_number(one, writing.format) or one for one in texts]


def column_signs(writing: Writing, texts: Mapping[str, int]) -> NumberFormat | None:
    """Return the number format that fits almost all numbers of a column, or None.

    A format is certain if some number can be read only in that format.
    """
    rows = {",": 0, ".": 0}
    for text, digits in zip(texts, digits_of(writing, texts), strict=True):
        if sign := _only_sign(_shape(digits)):
            rows[sign] += texts[text]
    usual = max(rows, key=rows.__getitem__)
    if not rows[usual]:
        return NumberFormat(".", is_known=False)
    is_one = rows[usual] >= NUMBER_SHARE * sum(rows.values())
    return NumberFormat(usual, is_known=True) if is_one else None


def _shape(digits: str) -> str:
    """Return the part of a number that shows its format; many numbers share it."""
    return digits[:1] + digits[1:].translate(_ONES)


@lru_cache(maxsize=4_096)
def _only_sign(shape: str) -> str | None:
    alone = recognised([shape], None)
    return alone.decimal if alone.is_known else None


def two_signs(texts: Iterable[str]) -> str:
    """Return why a column with both decimal signs cannot be used."""
    return f"numbers with both decimal signs, such as {listed(list(texts), 2)}"
