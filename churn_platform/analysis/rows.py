"""A table of any size, as the analysis sees it: a frame, or parts of one that come one by one."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Answer = TypeVar("Answer")
Mask = NDArray[np.bool_]
Values = NDArray[Any]


class Table(Protocol):
    """A table that is read a part at a time; its parts in order are its rows in order."""

    @property
    def columns(self) -> Sequence[str]:
        """The names of its columns."""

    def __len__(self) -> int:
        """How many rows it has."""

    def map(
        self, ask: Callable[[pd.DataFrame], Answer], columns: Sequence[str] | None = None
    ) -> Iterator[Answer]:
        """Yield what is answered for each part, in order, if it has these columns (None: all)."""

    def where(self, rows: Mask) -> "Table":
        """Return the table of these rows alone; (n_rows,)."""

    def beside(self, name: str, values: Values) -> "Table":
        """Return the table with one more column, its last; (n_rows,)."""


Rows = pd.DataFrame | Table


def mapped(
    rows: Rows, ask: Callable[[pd.DataFrame], Answer], columns: Sequence[str] | None = None
) -> Iterator[Answer]:
    """Yield what `ask` answers for each part of a table; a frame is one part.

    Args:
        rows: any number of them; without rows there is one empty part.
        ask: of a part with the columns. It may run in another process: a function of a module, or
            a `functools.partial` of one.
        columns: which the parts have, in this order; all when not given.
    """
    if isinstance(rows, pd.DataFrame):
        yield ask(rows if columns is None else rows[list(columns)])
    else:
        yield from rows.map(ask, columns)


def where(rows: Rows, mask: Mask) -> Rows:
    """Return the rows of the mask, (n_rows,), alone."""
    return rows[mask] if isinstance(rows, pd.DataFrame) else rows.where(mask)


def beside(rows: Rows, name: str, values: Values) -> Rows:
    """Return the rows with one more column, (n_rows,), the last."""
    if isinstance(rows, pd.DataFrame):
        return rows.assign(**{name: values})
    return rows.beside(name, values)


def gathered(
    rows: Rows, ask: Callable[[pd.DataFrame], Any], columns: Sequence[str] | None = None
) -> Values:
    """Return an answer for each row, (n_rows,), from the array that is answered for each part."""
    return np.concatenate([np.asarray(part) for part in mapped(rows, ask, columns)])


def first(rows: Rows, columns: Sequence[str]) -> pd.DataFrame:
    """Return some columns of the first part that has rows; of a frame, of all of it."""
    part = pd.DataFrame()
    for part in mapped(rows, _itself, columns):
        if len(part):
            break
    return part


def whole(rows: Rows, columns: Sequence[str]) -> pd.DataFrame:
    """Return some columns of all rows as one frame; for few and narrow columns only."""
    if isinstance(rows, pd.DataFrame):
        return rows[list(columns)]
    return stacked(list(rows.map(_itself, columns)))


def stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of all frames, of the same columns, numbered from 0.

    A categorical stays one, with the values of all of them.
    """
    kinds = {}
    for name in frames[0].columns:
        if all(frame[name].dtype == "category" for frame in frames):
            values = {value for frame in frames for value in frame[name].cat.categories}
            kinds[name] = pd.CategoricalDtype(sorted(values))
    return pd.concat([frame.astype(kinds) for frame in frames], ignore_index=True)


class Chain:
    """Tables one after the other, as one.

    Args:
        tables: one at least.
        columns: that all of them have; the others are left out.
    """

    def __init__(self, tables: Sequence[Rows], columns: Sequence[str]) -> None:
        self._tables, self.columns = tables, columns

    def __len__(self) -> int:
        return sum(map(len, self._tables))

    def map(
        self, ask: Callable[[pd.DataFrame], Answer], columns: Sequence[str] | None = None
    ) -> Iterator[Answer]:
        """Yield what is answered for each part of each table."""
        for rows in self._tables:
            yield from mapped(rows, ask, self.columns if columns is None else columns)

    def where(self, rows: Mask) -> "Chain":
        """Return these rows alone, (n_rows,)."""
        masks = np.split(rows, np.cumsum([len(table) for table in self._tables])[:-1])
        chosen = [where(table, mask) for table, mask in zip(self._tables, masks, strict=True)]
        return Chain(chosen, self.columns)

    def beside(self, name: str, values: Values) -> "Chain":
        """Return the table with one more column, (n_rows,)."""
        parts = np.split(values, np.cumsum([len(table) for table in self._tables])[:-1])
        wider = [beside(table, name, part) for table, part in zip(self._tables, parts, strict=True)]
        return Chain(wider, [*self.columns, name])


def together(tables: Sequence[Rows], columns: Sequence[str]) -> Rows:
    """Return the rows of all tables, one table after the other, with these columns."""
    frames = [table[list(columns)] for table in tables if isinstance(table, pd.DataFrame)]
    if len(frames) == len(tables):
        return stacked(frames)
    return Chain(tables, columns)


def _itself(part: pd.DataFrame) -> pd.DataFrame:
    return part
