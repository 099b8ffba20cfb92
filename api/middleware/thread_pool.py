"""Run slow work in a few threads, with a bounded queue; further requests get 503."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Final, TypeVar

from fastapi import HTTPException

THREADS: Final = 2
MAX_WAITING: Final = 64
BATCHES_WAITING: Final = 16
"""Queue length of the pool for large bodies, which small ones do not wait for."""
_RETRY_SECONDS: Final = 1
_Result = TypeVar("_Result")


class Pool:
    """Runs functions in its threads.

    Args:
        threads: number of threads.
        max_waiting: maximum number that wait for a thread; more are refused.
    """

    def __init__(self, threads: int = THREADS, max_waiting: int = MAX_WAITING) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="work")
        self._maximum = threads + max_waiting
        self._taken = 0
        self._lock = Lock()

    async def run(self, work: Callable[[], _Result]) -> _Result:
        """Run a function in a thread and return its result.

        Raises:
            HTTPException: 503 if too many are waiting.
        """
        with self._lock:
            if self._taken >= self._maximum:
                headers = {"Retry-After": str(_RETRY_SECONDS)}
                raise HTTPException(503, "Too many requests are waiting; try again.", headers)
            self._taken += 1
        future = self._threads.submit(work)
        future.add_done_callback(self._release)
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Stop the threads once they finish their current work; waiting work is dropped."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _release(self, _done: Future[_Result]) -> None:
        with self._lock:
            self._taken -= 1
