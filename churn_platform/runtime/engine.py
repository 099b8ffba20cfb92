"""Process the parts of a table: in this process, or on the workers of a Dask cluster."""

import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
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
_MOST_THREADS = 4  # a part takes about 150 MB while it is worked on


class EngineError(Exception):
    """The cluster cannot be used; one line that says why."""


class Engine(Protocol):
    """Processes the parts of a table."""

    def map(self, function: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        """Yield the function's result for each item, in order, lazily."""


class Local:
    """Processes several parts at a time, on threads of this process.

    Args:
        threads: how many; as many parts are in memory, and one more that the caller works on.
    """

    def __init__(self, threads: int) -> None:
        self._threads = threads

    def map(self, function: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        """Yield the function's result for each item; its errors are raised unchanged."""
        with ThreadPoolExecutor(self._threads) as pool:
            yield from _in_order(
                lambda item: pool.submit(function, item), items, lambda: self._threads
            )


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
        yield from _in_order(partial(self._submit, function), items, self._maximum)

    def _maximum(self) -> int:
        threads: dict[str, int] = self.client.nthreads()
        return _AHEAD * max(sum(threads.values()), 1)

    def _submit(self, function: Callable[[Item], Answer], item: Item) -> Any:
        with warnings.catch_warnings():
            # a part of some megabytes is sent with its task: if kept on a worker, it would be lost
            # with it
            warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
            return self.client.submit(function, item, pure=False, retries=_RETRIES)


def _in_order(
    submit: Callable[[Item], Any], items: Iterable[Item], maximum: Callable[[], int]
) -> Iterator[Any]:
    """Yield the results of the items' futures in order, with at most so many under way."""
    waiting: deque[Any] = deque()
    left = iter(items)
    try:
        while True:
            waiting.extend(map(submit, islice(left, max(maximum() - len(waiting), 0))))
            if not waiting:
                return
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


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
        import joblib

        return Local(min(joblib.cpu_count(), _MOST_THREADS))
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
