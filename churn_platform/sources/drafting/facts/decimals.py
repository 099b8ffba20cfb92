"""Which decimal sign the numbers of one column are written with."""

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
    """Return the writing with the column's decimal sign, where it is not the table's."""
    own = column_signs(writing, texts)
    if own is None or not own.is_known or own.decimal == table.decimal:
        return writing
    return replace(writing, decimal=own.decimal)


def digits_of(writing: Writing, texts: Iterable[str]) -> list[str]:
    """Return the texts without what stands beside their digits."""
    if not writing.format:
        return list(texts)
    return [bare_number(one, writing.format) or one for one in texts]


def column_signs(writing: Writing, texts: Mapping[str, int]) -> NumberFormat | None:
    """Return the signs that almost all numbers of a column agree with; None if there are none.

    A sign is known where some number can be read no other way.
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
    """Return what of a number its signs are recognised by, which many numbers share."""
    return digits[:1] + digits[1:].translate(_ONES)


@lru_cache(maxsize=4_096)
def _only_sign(shape: str) -> str | None:
    alone = recognised([shape], None)
    return alone.decimal if alone.is_known else None


def two_signs(texts: Iterable[str]) -> str:
    """Return why a column is of no use whose numbers have both decimal signs."""
    return f"numbers with both decimal signs, such as {listed(list(texts), 2)}"
