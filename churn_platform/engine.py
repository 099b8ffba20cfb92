"""Where the parts of a table are worked on: here."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Engine(Protocol):
    """Works on the parts of a table."""

    def map(self, function: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        """Yield the function's answer to each item, in their order, as they are asked for."""


class Local:
    """Works on one part after the other, in this process."""

    def map(self, function: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        """Yield the function's answer to each item."""
        return map(function, items)
