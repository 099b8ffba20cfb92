"""Kills of each process of the platform, and of all together, while it ticks."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from churn_platform_tests.commands.started import eventually
from churn_platform_tests.unattended.stage import KINDS, Stage
from churn_platform_tests.unattended.whole import broken_answers, broken_files

VICTIMS: tuple[tuple[str, ...], ...] = (*((kind,) for kind in KINDS), ("launcher", *KINDS[1:]))
PATIENCE_SECONDS = 300
_ATTEMPTS = 5


@dataclass(frozen=True)
class Recovery:
    """What was seen after a kill; the lists are empty if all is well."""

    victims: tuple[str, ...]
    killed: bool
    seconds: float
    """From the kill to the end of the first run that began later and succeeded."""
    broken: list[str]

    @property
    def good(self) -> bool:
        """Whether the platform came through in time."""
        return self.killed and not self.broken and self.seconds <= PATIENCE_SECONDS


def kill(stage: Stage, victims: Sequence[str]) -> Recovery:
    """Kill these while a run over a new table is in progress, and watch the platform recover."""
    killed, since = _killed(stage, victims)
    broken = broken_files(stage.data)
    if "launcher" in victims:
        stage.start()
    eventually(lambda: stage.successes(since), PATIENCE_SECONDS)
    seconds = time.time() - since
    eventually(lambda: stage.get("/api/artifacts").json()["complete"])
    broken += broken_files(stage.data) + broken_answers(stage.get)
    return Recovery(tuple(victims), killed, seconds, broken)


def _killed(stage: Stage, victims: Sequence[str]) -> tuple[bool, float]:
    """Kill in the middle of a run; say whether all of them were there, and when it was."""
    killed, since = False, 0.0
    for _ in range(_ATTEMPTS):  # the worker that is seen may be at the end of its run
        stage.new_table()
        eventually(lambda: KINDS[0] in stage.processes())
        time.sleep(1.5)  # into the middle of its steps
        since, killed = time.time(), stage.kill(*victims)
        if killed:
            break
    return killed, since
