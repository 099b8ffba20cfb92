"""Something that launches, for tests of what asks it."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.runs.launcher import Launcher
from churn_platform.config.settings import Settings


class Launches(Launcher):
    """Remembers what it was asked for, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__(Settings())
        self.asked: list[tuple[str, Mapping[str, Any], Mapping[str, str]]] = []
        self.cancelled: list[str] = []
        self.error = error

    def submit(
        self,
        job: str,
        config: Mapping[str, Any],
        tags: Mapping[str, str],
        assets: Sequence[str] = (),
    ) -> str:
        self.asked.append((job, config, tags))
        if self.error:
            raise self.error
        return "new-run"

    def cancel(self, run_id: str) -> None:
        self.cancelled.append(run_id)
        if self.error:
            raise self.error
