"""Process the parts of a table: in this process, or on the workers of a Dask cluster."""

import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from churn_platform.config.source_location import shown, unquoted

if TYPE_CHECKING:
    from distributed import Client

Item = TypeVar("Item")
Answer = TypeVar("Answer")
Name = Literal["local", "dask"]

_CONNECT_SECONDS, _WORKER_SECONDS = 10, 30
_AHEAD = 2  # parts in flight per worker thread, which bounds memory
_RETRIES = 3


class EngineError(Exception):
    """The cluster cannot be used; one line that says why."""


class Engine(Protocol):
    """Processes the parts of a table."""

    def map(self, function: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        """Yield the function's result for each item, in order, lazily."""


class Local:
    """Processes one part after the other, in this process."""

    def map(self, function: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        """Yield the function's result for each item."""
        return map(function, items)


class Dask:
    """Processes several parts at a time, on the workers of an existing cluster.

    If a worker dies, its parts go to another one. The workers need this package in this version,
    and the data folder at the same path.

    Args:
        client: of the cluster's scheduler.
    """

    def __init__(self, client: "Client") -> None:
        self.client = client

    def map(self, function: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        """Yield the function's result for each item; its errors are raised unchanged."""
        waiting: deque[Any] = deque()
        left = iter(items)
        try:
            while True:
                for item in islice(left, max(self._maximum() - len(waiting), 0)):
                    waiting.append(self._submit(function, item))
                if not waiting:
                    return
                yield waiting.popleft().result()
        finally:
            self.client.cancel(list(waiting))

    def _maximum(self) -> int:
        threads: dict[str, int] = self.client.nthreads()
        return _AHEAD * max(sum(threads.values()), 1)

    def _submit(self, function: Callable[[Item], Answer], item: Item) -> Any:
        with warnings.catch_warnings():
            # a part of some megabytes is sent with its task: if kept on a worker, it would be lost
            # with it
            warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
            return self.client.submit(function, item, pure=False, retries=_RETRIES)


@lru_cache(maxsize=4)
def engine_of(name: Name, scheduler: str) -> Engine:
    """Return the engine with this name; the connection to a cluster is reused.

    Args:
        name: which one.
        scheduler: address of a Dask scheduler, such as tcp://10.0.0.5:8786.

    Raises:
        EngineError: Dask is not installed, the scheduler does not respond, no worker has joined it,
            or a worker has other versions.
    """
    if name == "local":
        return Local()
    try:
        from distributed import Client
    except ImportError:
        raise EngineError(
            "CHURN_DASK_SCHEDULER: Dask is not installed; in the project's folder:"
            " .venv/bin/pip install -e '.[dask]'"
        ) from None
    address = shown(scheduler)
    try:
        client = Client(scheduler, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise EngineError(f"{address}: no Dask scheduler responds ({unquoted(error)})") from None
    try:
        client.wait_for_workers(1, timeout=_WORKER_SECONDS)
        client.get_versions(check=True)
    except TimeoutError:
        client.close()
        raise EngineError(f"{address}: no worker has joined the scheduler") from None
    except ValueError as error:
        client.close()
        raise EngineError(f"{address}: {' '.join(str(error).split())}") from None
    return Dask(client)
