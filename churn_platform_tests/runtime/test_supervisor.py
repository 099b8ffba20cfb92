"""A service that ends is started again, sooner at first than later on."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from churn_platform.runtime import supervisor as module
from churn_platform.runtime.services import Service
from churn_platform.runtime.supervisor import Supervisor

LIVES = "import os, pathlib, time; pathlib.Path('pids').open('a').write(f'{os.getpid()}\\n')"


def service(code: str) -> Service:
    return Service("clock", [sys.executable, "-S", "-c", code])


class Watched:
    def __init__(self, folder: Path) -> None:
        self.folder, self.said = folder, list[str]()
        self.supervisor = Supervisor(folder, dict(os.environ), self.said.append)

    def pids(self, count: int) -> list[int]:
        """Wait for so many starts."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            self.supervisor.mend()
            path = self.folder / "pids"
            found = path.read_text().split() if path.exists() else []
            if len(found) >= count:
                return [int(pid) for pid in found]
            time.sleep(0.05)
        raise AssertionError(f"not started {count} times")


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    monkeypatch.setattr(module, "FIRST_DELAY", 0.1)
    made = Watched(tmp_path)
    yield made
    made.supervisor.stop()


def test_a_killed_service_comes_back_and_is_stopped_at_the_end(watched: Watched) -> None:
    watched.supervisor.start([service(f"{LIVES}; time.sleep(300)")])
    (first,) = watched.pids(1)
    os.kill(first, signal.SIGKILL)
    second = watched.pids(2)[1]
    assert second != first
    assert watched.said == ["The clock ended by itself, exit code -9; restarting it in 0 s."]
    watched.supervisor.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def test_the_pause_doubles_up_to_its_limit(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_DELAY", 1.0)
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    watched.supervisor.start([service("raise SystemExit(3)")])
    (kept,) = watched.supervisor._kept
    pauses = []
    for _ in range(8):
        kept.process.wait(timeout=30)
        watched.supervisor.mend()
        assert kept.due is not None
        pauses.append(kept.due - clock[0])
        clock[0] = kept.due
        watched.supervisor.mend()
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    assert watched.supervisor.ended() in (None, "The clock ended, exit code 3.")


def test_after_a_steady_while_the_pause_is_short_again(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    watched.supervisor.start([service("raise SystemExit(3)")])
    (kept,) = watched.supervisor._kept
    kept.times = 5
    kept.process.wait(timeout=30)
    clock[0] = 120.0
    watched.supervisor.mend()
    assert kept.due == pytest.approx(120.1)
