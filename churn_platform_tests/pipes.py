"""What hangs whoever opens it without care: a pipe that nobody writes to."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SECONDS = 10


@contextmanager
def pipe(path: Path) -> Iterator[None]:
    """Put a pipe in the place of a file; whoever waits for its writer in this thread fails."""
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    before = signal.signal(signal.SIGALRM, _fail)
    signal.alarm(_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _fail(*_: Any) -> None:
    raise AssertionError("waited for the writer of a pipe")
