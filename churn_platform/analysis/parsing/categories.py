"""Categories, flags and the target: from text to the contract's values, or to 0 and 1."""

import numpy as np
import pandas as pd

from churn_platform.analysis.coded import categorical
from churn_platform.analysis.parsing.cells import Cells, ColumnRule, Reading
from churn_platform.config.contracts.column import Column


class CategoryRule(ColumnRule):
    """Reads a category; another case, spacing or listed spelling of a value is a repair."""

    def __init__(self, column: Column) -> None:
        super().__init__(column)
        self._values = set(column.values)
        self._codes = {value: code for code, value in enumerate(sorted(self._values))}
        self._spellings = {_folded(other): value for other, value in column.spellings.items()}
        self._spellings |= {_folded(value): value for value in column.values}

    def text(self, text: str) -> Reading:
        """Read one trimmed text."""
        if text in self._values:
            return text, ()
        if (value := self._spellings.get(_folded(text))) is not None:
            return value, ("respelled",)
        return self.blank(text) if self.is_nothing(text) else (None, ("value_not_allowed",))

    def table(self, text: pd.Series) -> Cells:
        """Read a column of trimmed text, (n_rows,), as a categorical."""
        cells = super().table(text)
        codes = np.nan_to_num(cells.values, nan=-1).astype(np.intp)
        return Cells(categorical(codes, list(self._codes)), cells.marks)

    def _number(self, value: str | None) -> float:
        return np.nan if value is None else self._codes[value]


class FlagRule(ColumnRule):
    """Reads a flag as 1.0 or 0.0."""

    def __init__(self, column: Column) -> None:
        super().__init__(column)
        words = ((column.yes, 1.0), (column.no, 0.0))
        self._numbers = {_folded(word): number for each, number in words for word in each}

    def text(self, text: str) -> Reading:
        """Read one trimmed text."""
        if (number := self._numbers.get(_folded(text))) is not None:
            return number, ()
        return self._other(text)

    def json(self, value: float) -> Reading:
        """Read a number or a boolean; 1 and true are 1.0 unless the contract says otherwise."""
        found = super().json(value)
        is_flag = found[1] == ("value_not_allowed",) and value in (0, 1)
        return (float(value), ()) if is_flag else found

    def _other(self, text: str) -> Reading:
        if not self.is_nothing(text):
            return None, ("value_not_allowed",)
        value, marks = self.blank(text)
        return self._numbers.get(_folded(value or "")), marks


class TargetRule(FlagRule):
    """Reads the target as 1.0 or 0.0; whose label is blank has none and breaks no rule."""

    def _other(self, text: str) -> Reading:
        return None, () if self.is_nothing(text) else ("label_not_recognised",)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
