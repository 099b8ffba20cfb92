"""One run at a time: a request launches only if none is in progress, whoever else asks now."""

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
    """Launches runs one after the other; requests at the same instant take turns.

    Processes of the API on one machine take turns by a lock on a file. Whatever else launches (the
    schedule, the UI, the API on another machine) may still come between: then the queue of Dagster
    lets one of the runs wait.

    Args:
        launch: launches runs.
        reader: tells what is in progress.
        data_dir: where the lock's file is.
    """

    def __init__(self, launch: Launcher, reader: Reader, data_dir: Path) -> None:
        self._launch, self._reader, self._data_dir = launch, reader, data_dir
        self._turn = asyncio.Lock()

    async def run(
        self, pool: Pool, wanted: Wanted, key: str | None, partition: str | None = None
    ) -> str:
        """Launch what is wanted; return the run's id, or that of the run that the key launched.

        Raises:
            OtherBody: the key launched something else.
            InProgress: there is a run already.
            ConfigError: the configuration is not what the job takes.
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
