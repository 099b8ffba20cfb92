"""Categories, flags and the target: from text to the contract's values, or to 0 and 1."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from churn_platform.analysis.parsing.cells import (
    Cells,
    Reading,
    is_nothing,
    read_blank,
    read_cells,
)
from churn_platform.config.contracts.column import Column

Reader = Callable[[str], Reading]


def read_categories(text: pd.Series, column: Column) -> Cells:
    """Read a category; another case, spacing or listed spelling of a value is a repair."""
    return read_cells(text, category_reader(column), np.object_)


def category_reader(column: Column) -> Reader:
    """Return what reads one text as one of the column's values."""
    values = set(column.values)
    spellings = {_folded(spelling): value for spelling, value in column.spellings.items()}
    spellings |= {_folded(value): value for value in column.values}

    def read(cell: str) -> Reading:
        if cell in values:
            return cell, ()
        if (value := spellings.get(_folded(cell))) is not None:
            return value, ("respelled",)
        if is_nothing(cell, column):
            return read_blank(cell, column)
        return None, ("value_not_allowed",)

    return read


def read_flags(text: pd.Series, column: Column) -> Cells:
    """Read a flag as 1.0 or 0.0."""
    return read_cells(text, flag_reader(column), np.float64)


def flag_reader(column: Column) -> Reader:
    """Return what reads one text as 1.0 or 0.0."""
    numbers = _as_numbers(column)

    def read(cell: str) -> Reading:
        if (number := numbers.get(_folded(cell))) is not None:
            return number, ()
        if not is_nothing(cell, column):
            return None, ("value_not_allowed",)
        value, marks = read_blank(cell, column)
        return numbers.get(_folded(value or "")), marks

    return read


def read_target(text: pd.Series, column: Column) -> Cells:
    """Read the target as 1.0 or 0.0; whose label is blank has none and breaks no rule."""
    numbers = _as_numbers(column)

    def read(cell: str) -> Reading:
        if (number := numbers.get(_folded(cell))) is not None:
            return number, ()
        return None, () if is_nothing(cell, column) else ("label_not_recognised",)

    return read_cells(text, read, np.float64)


def _as_numbers(column: Column) -> dict[str, float]:
    return {_folded(word): 1.0 for word in column.yes} | {_folded(word): 0.0 for word in column.no}


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
