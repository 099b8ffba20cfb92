"""One run at a time: launch a run only if none is in progress."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Final

from api.middleware.thread_pool import Pool
from api.runs.launcher import Launcher
from api.runs.requests import Wanted, digest
from churn_platform.history.reader import Reader
from churn_platform.history.records import Run, RunProgress
from churn_platform.metadata import Tag
from churn_platform.storage.locks import locked

LOCK_FILE: Final = "launch.lock"


class OtherBody(Exception):
    """The Idempotency-Key was used before, for another request."""


class InProgress(Exception):
    """A run is in progress already."""

    def __init__(self, run: Run) -> None:
        super().__init__(run.id)
        self.run = run


class ExclusiveLauncher:
    """Launches one run at a time; simultaneous requests wait for each other.

    API processes on one machine share a lock file. The schedule, the UI or an API on another
    machine may still launch a run in between: then one of the runs waits in Dagster's queue.

    Args:
        launch: launches runs.
        reader: finds the run in progress.
        data_dir: folder of the lock file.
    """

    def __init__(self, launch: Launcher, reader: Reader, data_dir: Path) -> None:
        self._launch, self._reader, self._data_dir = launch, reader, data_dir
        self._turn = asyncio.Lock()

    async def run(
        self, pool: Pool, wanted: Wanted, key: str | None, partition: str | None = None
    ) -> str:
        """Launch a run and return its id, or the id of the run that the key launched.

        Raises:
            OtherBody: the key was used with another request.
            InProgress: another run is in progress.
            ConfigError: the configuration is invalid.
            LaunchError: the UI does not answer, or refuses.
            StorageError: the history cannot be read.
        """
        async with self._turn:
            return await pool.run(partial(self._one, wanted, key, partition))

    def _one(self, wanted: Wanted, key: str | None, partition: str | None) -> str:
        tags = {Tag.TRIGGER: "api", Tag.REQUEST: wanted.digest}
        if partition is not None:
            tags[Tag.PARTITION] = partition
        with locked(self._data_dir / LOCK_FILE):
            if key is not None:
                tags[Tag.REQUEST_KEY] = digest(key)
                if before := self._reader.launched_by(digest(key)):
                    return _same(before, wanted)
            if run := self._reader.in_progress():
                raise InProgress(run)
            return self._launch.submit(wanted.job, wanted.config, tags, wanted.assets)


def _same(before: RunProgress, wanted: Wanted) -> str:
    if before.request != wanted.digest:
        raise OtherBody
    return before.run.id
