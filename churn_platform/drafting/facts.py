"""What can be counted in one column of text, before anything is guessed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from churn_platform.analysis.cleaning.cells import is_blank
from churn_platform.analysis.cleaning.numbers import read_number
from churn_platform.analysis.cleaning.signs import Signs, recognised
from churn_platform.contracts.column import Column
from churn_platform.drafting.words import words

Numbers = npt.NDArray[np.float64]

_NUMBER_SHARE: Final = 0.98
_LARGEST_WHOLE: Final = 2.0**53
_ANY_NUMBER: Final = Column(name="any", kind="numeric", header="any", blank="missing")
_POINT, _COMMA = Signs(".", is_known=True), Signs(",", is_known=True)


@dataclass(frozen=True, eq=False)
class Facts:
    """One column: its trimmed text, and what it is as numbers, NaN where there is none.

    `counts` are rows by text, most first; `strays` are rows by text that is no number. Both leave
    blanks out. `unique_share` is the share of rows, repeated ones counted once, with a text that no
    other has.
    """

    header: str
    text: pd.Series
    counts: dict[str, int]
    numbers: Numbers
    strays: dict[str, int]
    unique_share: float

    @property
    def rows(self) -> int:
        """Rows of the table."""
        return len(self.text)

    @cached_property
    def blanks(self) -> int:
        """Rows that hold nothing, or a word for nothing."""
        return self.rows - sum(self.counts.values())

    @property
    def missing(self) -> int:
        """Rows without a number, but for those that hold something else."""
        return int(np.isnan(self.numbers).sum()) - sum(self.strays.values())

    @cached_property
    def words(self) -> list[str]:
        """Words of the header."""
        return words(self.header)

    @cached_property
    def known(self) -> Numbers:
        """The different numbers, ascending."""
        return np.unique(self.numbers[~np.isnan(self.numbers)])

    @property
    def are_numbers(self) -> bool:
        """Whether almost every text is a number."""
        count = int((~np.isnan(self.numbers)).sum())
        return count > 0 and count >= _NUMBER_SHARE * (count + sum(self.strays.values()))

    @property
    def are_whole(self) -> bool:
        """Whether every number is whole and within what floating point holds exactly."""
        is_whole = (self.known == np.floor(self.known)) & (np.abs(self.known) <= _LARGEST_WHOLE)
        return bool(is_whole.all())


def facts_of(table: pd.DataFrame, signs: Signs) -> list[Facts]:
    """Return the facts of every column of a table of trimmed text."""
    first = ~table.duplicated().to_numpy()
    return [_facts(str(header), table[header], first, signs) for header in table.columns]


def _facts(header: str, text: pd.Series, first: npt.NDArray[np.bool_], signs: Signs) -> Facts:
    counts = Counter(text)
    numbers: dict[str, float] = {}
    strays: dict[str, int] = {}
    for one, rows in counts.items():
        value, marks = read_number(one, _ANY_NUMBER, signs)
        numbers[one] = np.nan if value is None else value
        if value is None and "missing" not in marks:
            strays[one] = rows
    # "None" may be a value of its own, such as no offer at all, and so is none of the blanks here
    filled = {
        one: rows
        for one, rows in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if not is_blank(one.casefold()) or one.casefold() == "none"
    }
    once = Counter(text[first])
    alone = sum(1 for one in filled if once[one] == 1)
    values = np.array([numbers[one] for one in text], dtype=np.float64)
    return Facts(header, text, filled, values, strays, alone / max(int(first.sum()), 1))


def signs_of(table: pd.DataFrame) -> tuple[Signs, list[str]]:
    """Return the signs of the table's numbers, and examples of what has two readings in them.

    A number that may be grouped or decimal, such as "1,889" alone, is read as grouped.
    """
    numeric = [text for header in table.columns if (text := _numeric_texts(table[header]))]
    signs = recognised(chain.from_iterable(numeric), None)
    unsure = [
        one
        for one in chain.from_iterable(numeric)
        if not signs.is_plain(one) and (sign := signs.group_sign(one)) and signs.is_ambiguous(sign)
    ]
    return (Signs(signs.decimal, is_known=True) if unsure else signs), unsure


def _numeric_texts(text: pd.Series) -> list[str]:
    counts = Counter(text)
    filled = {one: rows for one, rows in counts.items() if not is_blank(one.casefold())}
    numbers = [one for one in filled if _POINT.is_number(one) or _COMMA.is_number(one)]
    return numbers if _rows(numbers, filled) >= _NUMBER_SHARE * sum(filled.values()) else []


def _rows(texts: Iterable[str], counts: dict[str, int]) -> int:
    return sum(counts[one] for one in texts)
