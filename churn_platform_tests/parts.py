"""A frame that is read in parts, as a large table is."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Answer = TypeVar("Answer")


class Parts:
    """Gives a frame `rows` rows at a time."""

    def __init__(self, frame: pd.DataFrame, rows: int) -> None:
        self._frame, self._rows = frame.reset_index(drop=True), rows

    @property
    def columns(self) -> list[str]:
        """The names of the frame's columns."""
        return list(self._frame.columns)

    def __len__(self) -> int:
        return len(self._frame)

    def map(
        self, ask: Callable[[pd.DataFrame], Answer], columns: Sequence[str] | None = None
    ) -> Iterator[Answer]:
        """Yield what is answered for each part."""
        for start in range(0, max(len(self), 1), self._rows):
            part = self._frame.iloc[start : start + self._rows].reset_index(drop=True)
            yield ask(part if columns is None else part[list(columns)])

    def where(self, rows: NDArray[np.bool_]) -> "Parts":
        """Return these rows alone."""
        return Parts(self._frame[rows], self._rows)

    def beside(self, name: str, values: NDArray[Any]) -> "Parts":
        """Return the frame with one more column."""
        return Parts(self._frame.assign(**{name: values}), self._rows)
