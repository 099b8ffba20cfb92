"""The cells of one column: the value of each, the rules it met, and how it is read."""

from abc import ABC, abstractmethod
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

    values: npt.NDArray[Any] | pd.Categorical
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


class ColumnRule(ABC):
    """How one column of a contract is read: one text, one JSON value, or a whole column of text.

    A text gives the same value and the same marks alone and in a column.
    """

    def __init__(self, column: Column) -> None:
        self.column = column

    @abstractmethod
    def text(self, text: str) -> Reading:
        """Read one trimmed text."""

    def json(self, value: float) -> Reading:
        """Read a number or a boolean of a JSON object, as the text that a file has of it."""
        return self.text(text_of(value))

    def table(self, text: pd.Series) -> Cells:
        """Read a column of trimmed text, (n_rows,); each distinct text once."""
        codes, found = distinct(text)
        values = np.empty(len(found))
        known, easy = self._plain(found)
        values[known], others = easy, np.flatnonzero(~known)
        marks: dict[str, Mask] = {}
        each = found.take(pa.array(others)).to_pylist()
        for place, one in zip(others.tolist(), each, strict=True):
            value, rules = self.text(one)
            values[place] = self._number(value)
            for rule in rules:
                marks.setdefault(rule, np.zeros(len(found), dtype=np.bool_))[place] = True
        cells = Cells(values, marks)
        for rule, rows in self._range_marks(values).items():
            cells.mark(rule, rows)
        return Cells(values[codes], {rule: rows[codes] for rule, rows in cells.marks.items()})

    def _number(self, value: Any) -> float:
        """Return a value as it stands in an array; NaN for none."""
        return np.nan if value is None else float(value)

    def _plain(self, texts: Any) -> tuple[Mask, npt.NDArray[Any]]:
        """Say which of an Arrow array of texts are read together, and their values."""
        return np.zeros(len(texts), dtype=np.bool_), np.empty(0)

    def _range_marks(self, _values: npt.NDArray[Any]) -> dict[str, Mask]:
        """Return which values the contract does not allow, by rule."""
        return {}

    def is_nothing(self, text: str) -> bool:
        """Return whether a text means in this column that there is nothing."""
        folded = text.casefold()
        return is_blank(folded) or folded in self.column.missing_words

    def blank(self, text: str, how: str = "na") -> Reading:
        """Read a cell that holds nothing, or a word for nothing, which `how` names.

        A product is worked out once its factors are known, so it is only marked here.
        """
        marks, blank = (how,) if text else (), self.column.blank
        if blank == "refuse":
            return None, (*marks, "blank_not_allowed")
        if isinstance(blank, BlankValue):
            return blank.value, (*marks, "blank")
        return None, (*marks, blank)


def distinct(text: pd.Series) -> tuple[npt.NDArray[np.intp], Any]:
    """Return the distinct texts as an Arrow array, in order of appearance, and each row's place."""
    # not by pandas: its factorize takes "a" and "a\0b" for one text
    encoded = pa.array(text.array, pa.string()).dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    return encoded.indices.to_numpy().astype(np.intp), encoded.dictionary


def text_of(value: float) -> str:
    """Return the text that a file has of a number or a boolean; 3.0 is "3"."""
    is_whole = isinstance(value, float) and value.is_integer()
    return str(int(value) if is_whole else value)


def is_blank(folded: str) -> bool:
    """Return whether a case-folded text means that there is nothing."""
    return folded in _BLANKS
