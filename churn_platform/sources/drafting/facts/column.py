"""Facts that are counted in one column of text, before anything is guessed."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from churn_platform.analysis.parsing.number_format import NumberFormat
from churn_platform.analysis.parsing.numbers import NumberRule
from churn_platform.config.contracts.column import LARGEST_WHOLE, Column
from churn_platform.sources.drafting.facts.decimals import (
    column_signs,
    digits_of,
    two_signs,
    with_decimal,
)
from churn_platform.sources.drafting.facts.words import words
from churn_platform.sources.drafting.facts.writing import NUMBER_SHARE, Writing, writing_of

Numbers = npt.NDArray[np.float64]

_SEMICOLON: Final = ";"
"""The field delimiter where the comma is the decimal sign, as office programs write it."""


@dataclass(frozen=True, eq=False)
class Facts:
    """One column: its trimmed text, and its numbers, NaN where it has none.

    `counts` are rows by text, most frequent first; `strays` are rows by text that is not a number.
    Both exclude blanks. `unique_share` is the share of rows, duplicates counted once, whose text is
    unique.
    """

    header: str
    text: pd.Series
    counts: dict[str, int]
    numbers: Numbers
    strays: dict[str, int]
    unique_share: float
    writing: Writing = Writing()

    @property
    def rows(self) -> int:
        """Number of rows of the table."""
        return len(self.text)

    @cached_property
    def blanks(self) -> int:
        """Number of rows that are empty or have a word for missing."""
        return self.rows - sum(self.counts.values())

    @property
    def missing(self) -> int:
        """Number of rows without a number, excluding other text."""
        return int(np.isnan(self.numbers).sum()) - sum(self.strays.values())

    @cached_property
    def words(self) -> list[str]:
        """The words of the header."""
        return words(self.header)

    @cached_property
    def known(self) -> Numbers:
        """The distinct numbers, ascending."""
        return np.unique(self.numbers[~np.isnan(self.numbers)])

    @property
    def are_numbers(self) -> bool:
        """Whether almost every text is a number."""
        count = int((~np.isnan(self.numbers)).sum())
        return count > 0 and count >= NUMBER_SHARE * (count + sum(self.strays.values()))

    @property
    def are_whole(self) -> bool:
        """Whether every number is an integer that a float represents exactly."""
        is_whole = (self.known == np.floor(self.known)) & (np.abs(self.known) <= LARGEST_WHOLE)
        return bool(is_whole.all())


def facts_of(table: pd.DataFrame, number_format: NumberFormat) -> list[Facts]:
    """Return the facts of every column of a table of trimmed text."""
    first = ~table.duplicated().to_numpy()
    return [_facts(str(header), table[header], first, number_format) for header in table.columns]


def _facts(
    header: str, text: pd.Series, first: npt.NDArray[np.bool_], number_format: NumberFormat
) -> Facts:
    counts = Counter(text)
    writing = _writing(counts, number_format)
    column = _any_number(writing)
    rule = NumberRule(column, number_format)
    numbers: dict[str, float] = {}
    strays: dict[str, int] = {}
    for one, rows in counts.items():
        value, marks = (None, ()) if writing.problem else rule.text(one)
        numbers[one] = np.nan if value is None else value
        if value is None and "missing" not in marks:
            strays[one] = rows
    # "None" may be a value of its own, such as no offer, and is not a blank here
    filled = {
        one: rows
        for one, rows in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if not rule.is_nothing(one) or one.casefold() == "none"
    }
    once = Counter(text[first])
    alone = sum(1 for one in filled if once[one] == 1)
    values = np.array([numbers[one] for one in text], dtype=np.float64)
    unique_share = alone / max(int(first.sum()), 1)
    return Facts(header, text, filled, values, strays, unique_share, writing)


def _any_number(writing: Writing) -> Column:
    how = {"format": writing.format, "missing": writing.missing, "decimal": writing.decimal}
    return Column.model_validate(
        {"name": "any", "kind": "numeric", "header": "any", "blank": "missing", **how}
    )


def _writing(counts: Counter[str], number_format: NumberFormat) -> Writing:
    writing = writing_of(counts)
    if not writing.is_of_numbers:
        return writing
    if column_signs(writing, counts) is None:
        return replace(writing, problem=two_signs(counts))
    return with_decimal(writing, counts, number_format)


def number_format_of(
    table: pd.DataFrame, delimiter: str | None = None
) -> tuple[NumberFormat, list[str]]:
    """Return the table's number format, and examples that can be read in two ways.

    If the columns disagree or do not tell, the field delimiter decides: a decimal comma goes with
    semicolons, a point with anything else. So an ambiguous number such as "1,889" is read with a
    thousands separator unless the delimiter is a semicolon.
    """
    convention = "," if delimiter == _SEMICOLON else "."
    digits: list[str] = []
    found: set[str] = set()
    for header in table.columns:
        counts = Counter(table[header])
        writing = writing_of(counts)
        if writing.is_of_numbers:
            own = column_signs(writing, counts)
            found |= {own.decimal} if own and own.is_known else set()
            digits += digits_of(writing, counts) if own and not own.is_known else []
    if len(found) == 1:
        return NumberFormat(found.pop(), is_known=True), []
    either = (
        NumberFormat(convention, is_known=False),
        NumberFormat("." if convention == "," else ",", False),
    )
    unsure = [
        one
        for one in digits
        if any(number_format.has_two_readings(one) for number_format in either)
    ]
    return NumberFormat(convention, is_known=bool(found or unsure)), unsure
