"""The newest snapshot in memory: one thread reads it for all requests, once per interval."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Final

from api.snapshot.snapshot import Snapshot
from churn_platform.history.records import Facts
from churn_platform.history.storage.present import StorageError

_WAIT_SECONDS: Final = 10.0
_BRIEFLY: Final = 0.5
_SERVE_WHILE_READING: Final = 3.0
_log = logging.getLogger("churn.api")


class SnapshotCache:
    """Serves the snapshot from memory and refreshes it, one read at a time.

    During a read the previous snapshot is served if it is at most a few intervals old; else, and
    in a new process, requests wait for the read. If a read fails, the last snapshot is kept.

    Args:
        read: reads the facts; may be slow and may raise StorageError.
        seconds: the interval; with 0 every request waits for a read.
        prepare: called with each snapshot before it is answered from, so that no request has to
            load what belongs to it.
    """

    def __init__(
        self,
        read: Callable[[], Facts],
        seconds: float,
        prepare: Callable[[Snapshot], None] = lambda _: None,
    ) -> None:
        self._read, self._seconds, self._prepare = read, seconds, prepare
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="snapshot")
        self._pending: Future[None] | None = None
        self._read_at = self._tried_at = float("-inf")
        self.snapshot: Snapshot | None = None
        self.trouble: str | None = None

    async def get(self, patience: float = _WAIT_SECONDS) -> Snapshot:
        """Return the newest snapshot.

        Raises:
            StorageError: there is none, and reading failed or took longer than `patience`.
        """
        now = time.monotonic()
        if now - self._tried_at >= self._seconds:
            pending = self._refresh()
            if now - self._read_at >= _SERVE_WHILE_READING * self._seconds:
                in_trouble = self.trouble and self.snapshot
                await self._wait(pending, min(patience, _BRIEFLY) if in_trouble else patience)
        if self.snapshot is None:
            raise StorageError(self.trouble or "it has not responded yet")
        return self.snapshot

    async def latest(self, patience: float) -> Snapshot | None:
        """Return the newest snapshot; None if there is none, and `trouble` says why."""
        with suppress(StorageError):
            await self.get(patience)
        return self.snapshot

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _refresh(self) -> Future[None]:
        if self._pending is None or self._pending.done():
            self._pending = self._thread.submit(self._take)
        return self._pending

    async def _wait(self, pending: Future[None], patience: float) -> None:
        # shielded: a client that disconnects must not cancel the read that others wait for
        waiting = asyncio.shield(asyncio.wrap_future(pending))
        try:
            await asyncio.wait_for(waiting, patience)
        except TimeoutError:
            self.trouble = f"it has not responded for {patience:g} s"

    def _take(self) -> None:
        started = time.monotonic()
        try:
            snapshot = Snapshot(self._read())
            snapshot.metrics_json  # noqa: B018 - rendered here, not during a request
            self._prepare(snapshot)
        except StorageError as error:
            self.trouble = str(error)
        except Exception as error:
            _log.exception("The history could not be processed")
            self.trouble = f"it contains unexpected data ({type(error).__name__})"
        else:
            self.snapshot, self.trouble, self._read_at = snapshot, None, started
        finally:
            self._tried_at = started
