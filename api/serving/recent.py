"""The last few values by key, each made when it is first needed."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class Recent(Generic[_Key, _Value]):
    """Keeps the most recently used values.

    Args:
        maximum: number of values.
    """

    def __init__(self, maximum: int) -> None:
        self._maximum = maximum
        self._lock = Lock()
        self._kept: OrderedDict[_Key, _Value] = OrderedDict()

    def get(self, key: _Key, make: Callable[[], _Value]) -> _Value:
        """Return the value of a key, made if it is not there; what `make` raises is not kept."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
            self._kept.move_to_end(key)
            while len(self._kept) > self._maximum:
                self._kept.popitem(last=False)
            return self._kept[key]
