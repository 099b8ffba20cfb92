"""Slow work beside the event loop: few threads, few waiting, and a plain no to the rest."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Final, TypeVar

from fastapi import HTTPException

THREADS: Final = 2
MAX_WAITING: Final = 64
BATCHES_WAITING: Final = 16
"""Of the pool for large bodies, so that what is small need not wait behind them."""
_RETRY_SECONDS: Final = 1
_Result = TypeVar("_Result")


class Pool:
    """Runs functions in its threads.

    Args:
        threads: how many run at a time.
        most_waiting: how many may wait for a thread; more are refused.
    """

    def __init__(self, threads: int = THREADS, most_waiting: int = MAX_WAITING) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="work")
        self._maximum = threads + most_waiting
        self._taken = 0
        self._lock = Lock()

    async def run(self, work: Callable[[], _Result]) -> _Result:
        """Return what the work returns, or raise what it raises.

        Raises:
            HTTPException: 503 when too many wait already.
        """
        with self._lock:
            if self._taken >= self._maximum:
                headers = {"Retry-After": str(_RETRY_SECONDS)}
                raise HTTPException(503, "Too many requests are waiting; ask again.", headers)
            self._taken += 1
        future = self._threads.submit(work)
        future.add_done_callback(self._release)
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """End the threads when their work is done; what waits is dropped."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _release(self, _done: Future[_Result]) -> None:
        with self._lock:
            self._taken -= 1
