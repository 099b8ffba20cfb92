"""A table of any size, as the analysis sees it: a frame, or parts of one that come one by one."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

import pandas as pd

Answer = TypeVar("Answer")


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


def whole(rows: Rows, columns: Sequence[str]) -> pd.DataFrame:
    """Return some columns of all rows as one frame; for few and narrow columns only."""
    if isinstance(rows, pd.DataFrame):
        return rows[list(columns)]
    return pd.concat(rows.map(_itself, columns), ignore_index=True)


def _itself(part: pd.DataFrame) -> pd.DataFrame:
    return part
