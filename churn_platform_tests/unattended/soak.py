"""The platform under load: ticks every ten seconds, random kills, many polling clients.

`python -m churn_platform_tests.unattended.soak --minutes 30` prints what was seen, with the history
in SQLite, or with `--postgres` in a Postgres server of its own.
"""

import argparse
import random
import re
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psutil

from churn_platform.config.postgres_address import SETTING
from churn_platform_tests.commands.started import eventually
from churn_platform_tests.postgres import new_database
from churn_platform_tests.unattended.killed import PATIENCE_SECONDS
from churn_platform_tests.unattended.stage import KINDS, Run, Stage
from churn_platform_tests.unattended.whole import broken_answers, broken_files

CLIENTS = 20
KILL_SECONDS, TABLE_SECONDS, PAUSE_SECONDS = 25.0, 40.0, 0.2
_HEALTH = "/api/health"
_PATHS = (
    _HEALTH,
    "/api/details",
    "/api/metrics",
    "/api/model-runs?limit=20",
    "/api/artifacts",
    "/api/checks",
    "/api/models",
    "/api/monitoring",
    "/",
    "/report",
)
_LOCKED = re.compile("database is locked", re.IGNORECASE)


@dataclass
class Seen:
    """What happened; `good` judges it."""

    answers: Counter[int] = field(default_factory=Counter)
    refused: int = 0
    """Requests that met no server: it had just been killed."""
    health: list[float] = field(default_factory=list)
    """How long `/api/health` took to answer, in milliseconds."""
    kills: Counter[str] = field(default_factory=Counter)
    runs: Counter[str] = field(default_factory=Counter)
    overlaps: int = 0
    locked: list[str] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    """Of the data folder, over time."""
    memory: dict[str, list[float]] = field(default_factory=dict)
    """Resident MiB of each process, over time."""
    broken: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether nothing went wrong."""
        worst = max((code for code in self.answers), default=0)
        return worst < 500 and not (self.overlaps or self.locked or self.broken)

    def lines(self) -> list[str]:
        """Return what a person wants to know."""
        sizes = ", ".join(
            f"{name} {max(some):.0f} (last {some[-1]:.0f})" for name, some in self.memory.items()
        )
        middle, late = (_at(self.health, share) for share in (0.5, 0.99))
        return [
            f"answers {dict(self.answers)}, {self.refused} met no server",
            f"health answered in {middle:.0f} ms, 99 % within {late:.0f} ms",
            f"kills {dict(self.kills)}; runs {dict(self.runs)}, {self.overlaps} overlaps",
            f"database is locked: {len(self.locked)} {self.locked[:2]}",
            f"data folder {self.megabytes[0]:.0f} to {self.megabytes[-1]:.0f} MB",
            f"resident MiB, most: {sizes}",
            f"broken: {self.broken or 'nothing'}",
        ]


def soak(stage: Stage, kills: int, seed: int, successes: int = 1) -> Seen:
    """Poll the open stage and kill so many of its processes; return what was seen.

    It ends once a run that began after the last kill has succeeded, and so many in all.
    """
    seen, over = Seen(), threading.Event()
    clients = [
        threading.Thread(target=_poll, args=(stage, seen, over, number))
        for number in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    try:
        last = _disturb(stage, seen, kills, random.Random(seed))
        eventually(
            lambda: stage.successes(last) and len(stage.successes()) >= successes, PATIENCE_SECONDS
        )
    finally:
        over.set()
        for client in clients:
            client.join(timeout=60)
    _look(stage, seen)
    return seen


def _disturb(stage: Stage, seen: Seen, kills: int, rng: random.Random) -> float:
    """Kill, replace the table and measure; return when the last kill was."""
    next_kill = next_table = time.monotonic() + 5
    while seen.kills.total() < kills:
        now = time.monotonic()
        if now >= next_table:
            stage.new_table()
            next_table = now + TABLE_SECONDS
        if now >= next_kill:
            victim = rng.choice(KINDS)
            seen.kills[victim] += stage.kill(victim)
            next_kill = now + KILL_SECONDS
        _measure(stage, seen)
        time.sleep(1)
    return time.time()


def _poll(stage: Stage, seen: Seen, over: threading.Event, number: int) -> None:
    rng = random.Random(number)
    with stage.client() as client:  # one for all requests: making one takes longer than an answer
        while not over.wait(PAUSE_SECONDS):
            path, start = rng.choice(_PATHS), time.perf_counter()
            try:
                seen.answers[client.get(path).status_code] += 1
            except httpx.TransportError:
                seen.refused += 1
                continue
            if path == _HEALTH:
                seen.health.append(1000 * (time.perf_counter() - start))


def _at(values: list[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))] if values else 0.0


def _measure(stage: Stage, seen: Seen) -> None:
    size = 0
    for path in stage.data.rglob("*"):
        try:
            size += path.stat().st_size
        except FileNotFoundError:  # replaced meanwhile
            continue
    seen.megabytes.append(size / 1e6)
    for name, process in stage.processes().items():
        try:
            resident = process.memory_info().rss / 2**20
        except psutil.NoSuchProcess:
            continue
        seen.memory.setdefault(name, []).append(resident)


def _look(stage: Stage, seen: Seen) -> None:
    runs = stage.runs()
    seen.runs.update(run.status for run in runs)
    seen.overlaps = overlaps(runs)
    seen.broken = broken_files(stage.data) + broken_answers(stage.get)
    logs = [stage.log, *stage.data.glob("logs/*.log"), *stage.data.glob("dagster/logs/**/*.err")]
    seen.locked = [
        line for log in logs for line in log.read_text().splitlines() if _LOCKED.search(line)
    ]


def overlaps(runs: list[Run]) -> int:
    """Return how many runs began before the one before them had ended."""
    times = sorted((run.start, run.end or run.start) for run in runs if run.start)
    return sum(later[0] < earlier[1] for earlier, later in pairwise(times))


def main() -> int:
    """Soak, print what was seen, and return 0 if nothing went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="churn-soak-")))
        storage = {SETTING: stack.enter_context(new_database())} if given.postgres else {}
        stage = stack.enter_context(Stage(folder, **storage).open())
        seen = soak(stage, round(60 * given.minutes / KILL_SECONDS), given.seed)
    sys.stdout.write("\n".join(seen.lines()) + "\n")
    return 0 if seen.good else 1


if __name__ == "__main__":
    sys.exit(main())
