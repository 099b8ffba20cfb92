"""Progress of a long step: a bar on a terminal, otherwise lines at sensible intervals."""

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
    """Receives the progress of a step, as often as the step reports it."""

    def advance(self, done: int, total: int | None, note: str = "") -> None:
        """Report the amount done, of a total if it is known, with an optional note."""


class Silent:
    """Progress that is not shown."""

    def advance(self, done: int, total: int | None, note: str = "") -> None:
        """Do nothing."""


SILENT: Final = Silent()


class Lines:
    """Progress as whole lines.

    A line is written 10 s after the last one, or after 1 s if another tenth of the task is done; so
    a task of less than a second writes none.

    Args:
        say: takes a line.
        task: name of the task.
        unit: what is counted.
        clock: in seconds.
    """

    def __init__(self, say: Say, task: str, unit: str, clock: Clock = time.monotonic) -> None:
        self._say, self._task, self._unit, self._clock = say, task, unit, clock
        self._said_at, self._tenth = clock(), 0

    def advance(self, done: int, total: int | None, note: str = "") -> None:
        """Write a line if it is time for one."""
        now, tenth = self._clock(), done * _TENTHS // total if total else 0
        waited = now - self._said_at
        if waited >= _LINE_SECONDS or (tenth > self._tenth and waited >= _FIRST_SECONDS):
            self._said_at, self._tenth = now, tenth
            self._say(in_words(self._task, self._unit, done, total, note))


class Terminal:
    """The terminal of a command: finished lines, and below them at most one bar.

    If the output is not a terminal, such as a file or a pipe, there are only lines.

    Args:
        descriptor: open file to write to.
        clock: in seconds.
    """

    def __init__(self, descriptor: int, clock: Clock = time.monotonic) -> None:
        self._descriptor, self._clock = descriptor, clock
        self._draws = os.isatty(descriptor) and os.environ.get("TERM") != "dumb"
        self._drawn = False

    def line(self, text: str) -> None:
        """Write a line above the bar, if one is shown."""
        self.clear()
        self._write(f"{text}\n")

    def task(self, task: str, unit: str) -> Progress:
        """Return the progress display of a task."""
        if self._draws:
            return _Bar(self, task, unit, self._clock)
        return Lines(lambda message: self.line(f"  {message}"), task, unit, self._clock)

    def draw(self, text: str, share: float | None) -> None:
        """Redraw the bar; without a share, only the text."""
        filled = round(_BAR_CELLS * min(share or 0.0, 1.0))
        bar = "" if share is None else f"{'█' * filled}{'░' * (_BAR_CELLS - filled)} "
        # the last column stays empty: some terminals wrap there
        shown = f"  {bar}{text}"[: self._columns() - 1]
        self._write(f"{_CLEAR}{shown}")
        self._drawn = True

    def clear(self) -> None:
        """Remove the bar."""
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
    """Draws a task's bar a few times a second, and removes it at the end."""

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
    """Show the progress of this process's tasks on a terminal as well."""
    _terminals.append(terminal)
    try:
        yield
    finally:
        _terminals.remove(terminal)
        terminal.clear()


def reporter(say: Say, task: str, unit: str) -> Progress:
    """Return the progress of a task: lines to `say`, and the terminal if there is one.

    Args:
        say: takes a line for the log.
        task: name of the task, such as `download`.
        unit: what is counted, such as `folds`; BYTES are shown in MB.
    """
    return _Both(Lines(say, task, unit), *(each.task(task, unit) for each in _terminals))


def in_words(task: str, unit: str, done: int, total: int | None, note: str = "") -> str:
    """Return progress as text, such as `search: 3 of 30 candidates, least log loss 0.41`."""
    if unit == BYTES:
        counted = f"{done / 1e6:.1f}" + (f" of {total / 1e6:.1f}" if total else "") + " MB"
    else:
        counted = f"{done:,}" + (f" of {total:,}" if total else "") + f" {unit}"
    return f"{task}: {counted}" + (f", {note}" if note else "")
