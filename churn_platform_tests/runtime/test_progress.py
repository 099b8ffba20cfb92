import fcntl
import os
import pty
import select
import struct
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from churn_platform.runtime.progress import BYTES, Lines, Terminal, in_words, reporter, showing


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def screen() -> Iterator[tuple[int, Callable[[], str]]]:
    """A terminal of 60 columns: what to write to, and what returns what came."""
    reading, writing = pty.openpty()
    fcntl.ioctl(writing, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
    yield writing, lambda: _came(reading)
    os.close(reading)
    os.close(writing)


def _came(reading: int) -> str:
    """Read until the terminal is quiet: it passes on what was written piece by piece."""
    came = b""
    while select.select([reading], [], [], 0.2)[0]:
        came += os.read(reading, 100_000)
    return came.decode()


@pytest.mark.parametrize(
    ("done", "total", "unit", "note", "said"),
    [
        (3, 30, "candidates", "least loss 0.4", "it: 3 of 30 candidates, least loss 0.4"),
        (100_000, 1_234_567, "customers", "", "it: 100,000 of 1,234,567 customers"),
        (7, None, "folds", "", "it: 7 folds"),
        (1_250_000, 4_000_000, BYTES, "", "it: 1.2 of 4.0 MB"),
        (1_250_000, None, BYTES, "", "it: 1.2 MB"),
        (0, 0, BYTES, "", "it: 0.0 MB"),
    ],
)
def test_how_far_it_is_reads_as_a_sentence(
    done: int, total: int | None, unit: str, note: str, said: str
) -> None:
    assert in_words("it", unit, done, total, note) == said


def test_a_quick_task_says_nothing(clock: Clock) -> None:
    said: list[str] = []
    lines = Lines(said.append, "it", "folds", clock)
    for done in range(1, 11):
        clock.now = done * 0.099
        lines.advance(done, 10)
    assert said == []


def test_lines_come_with_each_tenth_and_at_most_once_a_second(clock: Clock) -> None:
    said: list[str] = []
    lines = Lines(said.append, "it", "rows", clock)
    for done in range(1, 101):
        clock.now = done * 0.3  # a tenth takes 3 s
        lines.advance(done, 100)
    assert said == [f"it: {done} of 100 rows" for done in range(10, 101, 10)]
    said.clear()
    clock.now = 0
    lines = Lines(said.append, "it", "rows", clock)
    for done in range(1, 101):
        clock.now += 0.03  # a tenth takes 0.3 s
        lines.advance(done, 100)
    assert said == ["it: 34 of 100 rows", "it: 68 of 100 rows"]


def test_without_a_total_a_line_comes_every_ten_seconds(clock: Clock) -> None:
    said: list[str] = []
    lines = Lines(said.append, "it", "rows", clock)
    for done in range(1, 36):
        clock.now = done
        lines.advance(done, None)
    assert said == ["it: 10 rows", "it: 20 rows", "it: 30 rows"]


def test_a_slow_task_says_every_ten_seconds_that_it_lives(clock: Clock) -> None:
    said: list[str] = []
    lines = Lines(said.append, "it", "rows", clock)
    for done in range(1, 6):
        clock.now = done * 7
        lines.advance(done, 1000)
    assert said == ["it: 2 of 1,000 rows", "it: 4 of 1,000 rows"]


def test_a_terminal_shows_one_bar_and_takes_it_away(
    clock: Clock, screen: tuple[int, Callable[[], str]]
) -> None:
    descriptor, came = screen
    terminal = Terminal(descriptor, clock)
    bar = terminal.task("it", "folds")
    bar.advance(1, 4)
    clock.now = 0.2
    bar.advance(2, 4)
    bar.advance(3, 4)  # too soon after the last
    assert came() == f"\r\x1b[K  {'█' * 10}{'░' * 10} it: 2 of 4 folds"
    bar.advance(4, 4)
    terminal.line("  it done")
    assert came() == "\r\x1b[K  it done\r\n"


def test_a_line_and_a_bar_do_not_garble_each_other(
    clock: Clock, screen: tuple[int, Callable[[], str]]
) -> None:
    descriptor, came = screen
    terminal = Terminal(descriptor, clock)
    bar = terminal.task("it", BYTES)
    clock.now = 1
    bar.advance(1_000_000, None)
    terminal.line("  attempt 2")
    clock.now = 2
    bar.advance(2_000_000, None)
    assert came() == "\r\x1b[K  it: 1.0 MB\r\x1b[K  attempt 2\r\n\r\x1b[K  it: 2.0 MB"


def test_a_bar_keeps_to_the_width_of_the_terminal(
    clock: Clock, screen: tuple[int, Callable[[], str]]
) -> None:
    descriptor, came = screen
    bar = Terminal(descriptor, clock).task("a task with a name of its own", "candidates")
    clock.now = 1
    bar.advance(1, 4, "and a remark that does not fit into it")
    assert len(came().removeprefix("\r\x1b[K")) == 59


@pytest.mark.parametrize("dumb", [True, False])
def test_what_is_no_terminal_gets_lines(
    tmp_path: Path,
    clock: Clock,
    screen: tuple[int, Callable[[], str]],
    monkeypatch: pytest.MonkeyPatch,
    dumb: bool,
) -> None:
    path = tmp_path / "output"
    if dumb:
        monkeypatch.setenv("TERM", "dumb")
    with path.open("wb") as file:
        descriptor, came = screen
        task = Terminal(descriptor if dumb else file.fileno(), clock).task("it", "folds")
        clock.now = 11
        task.advance(1, 4)
    assert (came().replace("\r", "") if dumb else path.read_text()) == "  it: 1 of 4 folds\n"


def test_a_task_reports_to_its_log_and_to_the_terminal_that_is_shown(tmp_path: Path) -> None:
    clock, said, path = Clock(), list[str](), tmp_path / "output"
    with path.open("wb") as file:
        terminal = Terminal(file.fileno(), clock)
        with showing(terminal):
            both = reporter(said.append, "it", "folds")
        alone = reporter(said.append, "it", "folds")
        clock.now = 11
        both.advance(1, 4)
        alone.advance(2, 4)
    # the log's own clock is the real one, on which no second has passed
    assert (said, path.read_text()) == ([], "  it: 1 of 4 folds\n")
