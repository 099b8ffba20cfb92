"""The cells of one column, read one by one: the value of each, and the rules it met."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from churn_platform.contracts.column import BlankValue, Column

Mask = npt.NDArray[np.bool_]
Reading = tuple[Any, tuple[str, ...]]
"""A value, None where there is none, and the names of the rules met on the way to it."""

RULES: Final = (
    "blank_id",
    "conflicting_id",
    "blank_not_allowed",
    "not_a_number",
    "ambiguous_number",
    "out_of_range",
    "not_whole",
    "value_not_allowed",
    "label_not_recognised",
)
"""The rules that send a row to the quarantine; any other rule is a repair."""

_BLANKS: Final = {"", "na", "n/a", "#n/a", "<na>", "nan", "null", "none"}


@dataclass(frozen=True)
class Cells:
    """The values of one column and, for each rule that was met, the rows where it was."""

    values: npt.NDArray[Any]
    marks: dict[str, Mask]

    def mark(self, rule: str, rows: Mask) -> None:
        """Add rows to a rule's."""
        if rows.any():
            self.marks[rule] = self.marks.get(rule, False) | rows

    @property
    def broken(self) -> Mask:
        """The rows where a rule is broken."""
        rows = np.zeros(len(self.values), dtype=np.bool_)
        for rule in self.marks.keys() & set(RULES):
            rows |= self.marks[rule]
        return rows


def read_cells(text: pd.Series, read: Callable[[str], Reading], dtype: npt.DTypeLike) -> Cells:
    """Read every distinct text once."""
    places: dict[str, int] = {}  # pandas.factorize takes "a" and "a\0b" for one text
    codes = np.array([places.setdefault(value, len(places)) for value in text], dtype=np.intp)
    readings = [read(value) for value in places]
    values = np.array([value for value, _ in readings], dtype=dtype)[codes]
    names = dict.fromkeys(name for _, marks in readings for name in marks)
    marks = {name: np.array([name in each for _, each in readings])[codes] for name in names}
    return Cells(values, marks)


def is_blank(folded: str) -> bool:
    """Say whether a case-folded text means that there is nothing."""
    return folded in _BLANKS


def read_blank(text: str, column: Column, how: str = "na") -> Reading:
    """Read a cell that holds nothing, or a word for nothing, which `how` names.

    A product is worked out once its factors are known, so it is only marked here.
    """
    marks = (how,) if text else ()
    if column.blank == "refuse":
        return None, (*marks, "blank_not_allowed")
    if isinstance(column.blank, BlankValue):
        return column.blank.value, (*marks, "blank")
    return None, (*marks, column.blank)
