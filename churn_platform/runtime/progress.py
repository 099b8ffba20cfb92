"""How far a long step is: a bar on a terminal, lines at sensible intervals anywhere else."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Protocol

BYTES: Final = "bytes"
_CLEAR: Final = "\r\x1b[K"
_LINE_SECONDS, _FIRST_SECONDS, _DRAW_SECONDS = 10.0, 1.0, 0.1
_TENTHS: Final = 10
_BAR_CELLS: Final = 20
Say = Callable[[str], None]
Clock = Callable[[], float]


class Progress(Protocol):
    """Is told how far a step is, as often as the step likes."""

    def advance(self, done: int, total: int | None, note: str = "") -> None:
        """Take that so much is done, of a total if that is known, and a remark if there is one."""


class Silent:
    """Says nothing."""

    def advance(self, done: int, total: int | None, note: str = "") -> None:
        """Do nothing."""


SILENT: Final = Silent()


class Lines:
    """Says in whole lines how far a task is.

    A line comes when 10 s have passed since the last, or 1 s and another tenth of the task is done;
    so a task of less than a second says nothing.

    Args:
        say: takes a line.
        task: what is done.
        unit: what is counted.
        clock: in seconds.
    """

    def __init__(self, say: Say, task: str, unit: str, clock: Clock = time.monotonic) -> None:
        self._say, self._task, self._unit, self._clock = say, task, unit, clock
        self._said_at, self._tenth = clock(), 0

    def advance(self, done: int, total: int | None, note: str = "") -> None:
        """Say so if it is time for a line."""
        now, tenth = self._clock(), done * _TENTHS // total if total else 0
        waited = now - self._said_at
        if waited >= _LINE_SECONDS or (tenth > self._tenth and waited >= _FIRST_SECONDS):
            self._said_at, self._tenth = now, tenth
            self._say(in_words(self._task, self._unit, done, total, note))


class Terminal:
    """The terminal of a command: finished lines, and below them at most one bar.

    Where the output is no terminal, such as a file or a pipe, there are lines only.

    Args:
        descriptor: open file that the text goes to.
        clock: in seconds.
    """

    def __init__(self, descriptor: int, clock: Clock = time.monotonic) -> None:
        self._descriptor, self._clock = descriptor, clock
        self._draws = os.isatty(descriptor) and os.environ.get("TERM") != "dumb"
        self._drawn = False

    def line(self, text: str) -> None:
        """Write a line; a bar that is shown makes room for it."""
        self.clear()
        self._write(f"{text}\n")

    def task(self, task: str, unit: str) -> Progress:
        """Return what shows the progress of a task."""
        if self._draws:
            return _Bar(self, task, unit, self._clock)
        return Lines(lambda said: self.line(f"  {said}"), task, unit, self._clock)

    def draw(self, text: str, share: float | None) -> None:
        """Show a bar in place of the one before; without a share, the text alone."""
        filled = round(_BAR_CELLS * min(share or 0.0, 1.0))
        bar = "" if share is None else f"{'█' * filled}{'░' * (_BAR_CELLS - filled)} "
        # the last column stays free: some terminals go on to the next line there
        shown = f"  {bar}{text}"[: self._columns() - 1]
        self._write(f"{_CLEAR}{shown}")
        self._drawn = True

    def clear(self) -> None:
        """Take the bar away."""
        if self._drawn:
            self._write(_CLEAR)
            self._drawn = False

    def _columns(self) -> int:
        try:
            columns = os.get_terminal_size(self._descriptor).columns
        except OSError:
            columns = 0
        return columns or shutil.get_terminal_size().columns

    def _write(self, text: str) -> None:
        os.write(self._descriptor, text.encode())


class _Bar:
    """Draws a task's bar a few times a second, and takes it away when all is done."""

    def __init__(self, terminal: Terminal, task: str, unit: str, clock: Clock) -> None:
        self._terminal, self._task, self._unit, self._clock = terminal, task, unit, clock
        self._drawn_at = clock()

    def advance(self, done: int, total: int | None, note: str = "") -> None:
        if total is not None and done >= total:
            self._terminal.clear()
        elif (now := self._clock()) - self._drawn_at >= _DRAW_SECONDS:
            self._drawn_at = now
            share = done / total if total else None
            self._terminal.draw(in_words(self._task, self._unit, done, total, note), share)


class _Both:
    def __init__(self, *parts: Progress) -> None:
        self._parts = parts

    def advance(self, done: int, total: int | None, note: str = "") -> None:
        for part in self._parts:
            part.advance(done, total, note)


_terminals: list[Terminal] = []


@contextmanager
def showing(terminal: Terminal) -> Iterator[None]:
    """Let the tasks of this process show their progress on a terminal as well."""
    _terminals.append(terminal)
    try:
        yield
    finally:
        _terminals.remove(terminal)
        terminal.clear()


def reporter(say: Say, task: str, unit: str) -> Progress:
    """Return what reports a task: in lines to `say`, and on the terminal if there is one.

    Args:
        say: takes a line for the log.
        task: what is done, such as `download`.
        unit: what is counted, such as `folds`; BYTES are shown in MB.
    """
    return _Both(Lines(say, task, unit), *(each.task(task, unit) for each in _terminals))


def in_words(task: str, unit: str, done: int, total: int | None, note: str = "") -> str:
    """Return how far a task is, such as `search: 3 of 30 candidates, least log loss 0.41`."""
    if unit == BYTES:
        counted = f"{done / 1e6:.1f}" + (f" of {total / 1e6:.1f}" if total else "") + " MB"
    else:
        counted = f"{done:,}" + (f" of {total:,}" if total else "") + f" {unit}"
    return f"{task}: {counted}" + (f", {note}" if note else "")
