"""The cells of one column, read one by one: the value of each, and the rules it met."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from churn_platform.config.contracts.column import BlankValue, Column

Mask = npt.NDArray[np.bool_]
Reading = tuple[Any, tuple[str, ...]]
"""A value, None where there is none, and the names of the rules met on the way to it."""

RULES: Final = (
    "not_a_customer",
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


def distinct(text: pd.Series) -> tuple[npt.NDArray[np.intp], Any]:
    """Return the distinct texts as an Arrow array, in order of appearance, and each row's place."""
    # not by pandas: its factorize takes "a" and "a\0b" for one text
    encoded = pa.array(text.array, pa.string()).dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    return encoded.indices.to_numpy().astype(np.intp), encoded.dictionary


def read_cells(
    text: pd.Series,
    read: Callable[[str], Reading],
    dtype: npt.DTypeLike,
    simple: Callable[[Any], tuple[Mask, npt.NDArray[Any]]] | None = None,
) -> Cells:
    """Read every distinct text once.

    Args:
        text: of one column.
        read: reads one text.
        dtype: of the values.
        simple: says which of the distinct texts break no rule and need no repair, and their values;
            those are not read one by one.
    """
    codes, found = distinct(text)
    values = np.empty(len(found), dtype=dtype)
    others = np.arange(len(found))
    if simple is not None:
        known, easy = simple(found)
        values[known], others = easy, np.flatnonzero(~known)
    marks: dict[str, Mask] = {}
    for place, value in zip(others.tolist(), found.take(pa.array(others)).to_pylist(), strict=True):
        values[place], rules = read(value)
        for rule in rules:
            marks.setdefault(rule, np.zeros(len(found), dtype=np.bool_))[place] = True
    return Cells(values[codes], {rule: rows[codes] for rule, rows in marks.items()})


def is_blank(folded: str) -> bool:
    """Return whether a case-folded text means that there is nothing."""
    return folded in _BLANKS


def is_nothing(text: str, column: Column) -> bool:
    """Return whether a text means in this column that there is nothing."""
    folded = text.casefold()
    return is_blank(folded) or folded in column.missing_words


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
