"""Restart processes that end by themselves."""

import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from churn_platform.runtime.processes import kill_all, stop_all
from churn_platform.runtime.services import Service

FIRST_DELAY, LONGEST_DELAY = 1.0, 60.0
_STEADY_SECONDS = 120


@dataclass
class _Kept:
    service: Service
    process: subprocess.Popen[bytes]
    since: float
    times: int = 0
    """How often it ended soon after its start."""
    due: float | None = None
    """When to restart it, if it has ended."""


class Supervisor:
    """Starts services, and restarts those that end.

    The wait before a restart is a second at first and doubles each time up to a minute, until the
    service has run for two minutes.

    Args:
        folder: working directory of the processes.
        environment: of the processes.
        say: prints what ended and what is done about it.
        descriptors: open files that the processes inherit.
    """

    def __init__(
        self,
        folder: Path,
        environment: dict[str, str],
        say: Callable[[str], None],
        descriptors: Sequence[int] = (),
    ) -> None:
        self._folder, self._environment, self._say = folder, environment, say
        self._descriptors = descriptors
        self._kept: list[_Kept] = []

    def start(self, services: Sequence[Service]) -> None:
        """Start these services."""
        for service in services:
            self._kept.append(_Kept(service, self._popen(service), time.monotonic()))

    def ended(self) -> str | None:
        """Return a sentence on a service that has ended, if one has."""
        for kept in self._kept:
            if kept.process.poll() is not None:
                return f"The {kept.service.name} ended, exit code {kept.process.returncode}."
        return None

    def mend(self) -> None:
        """Restart services that have ended; to be called about once a second."""
        now = time.monotonic()
        for kept in self._kept:
            if kept.process.poll() is None:
                continue
            if kept.due is None:
                self._plan(kept, now)
            elif now >= kept.due:
                kept.process, kept.since, kept.due = self._popen(kept.service), now, None

    def stop(self) -> None:
        """Stop all services and their descendants."""
        processes = [kept.process for kept in self._kept]
        stop_all(processes)
        for process in processes:
            process.wait()

    def kill(self) -> None:
        """Kill all services at once, where their own shutdown could only fail."""
        kill_all([kept.process for kept in self._kept])

    def _plan(self, kept: _Kept, now: float) -> None:
        kept.times = 0 if now - kept.since >= _STEADY_SECONDS else kept.times
        delay = min(FIRST_DELAY * 2**kept.times, LONGEST_DELAY)
        kept.times, kept.due = kept.times + 1, now + delay
        self._say(
            f"The {kept.service.name} ended by itself, exit code {kept.process.returncode};"
            f" restarting it in {delay:.0f} s."
        )

    def _popen(self, service: Service) -> subprocess.Popen[bytes]:
        # a session of its own: Ctrl-C reaches only us, and we stop the others in order
        return subprocess.Popen(  # noqa: S603 - our own commands, no shell
            service.command,
            cwd=self._folder,
            env=self._environment,
            start_new_session=True,
            pass_fds=self._descriptors,
        )
