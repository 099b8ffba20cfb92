"""`python -m churn_platform_tests.unattended.victim POINT FILE`: kills itself while it publishes.

It materializes everything and gets no further than a point in the publication of one file.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from churn_platform.commands.materialize import main
from churn_platform.storage import publishing

POINTS = ("write", "half written", "fsync", "rename", "renamed", "refresh")


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _dying(point: str, write: Callable[[BinaryIO], None]) -> Callable[[BinaryIO], None]:
    def half(part: BinaryIO) -> None:
        if point == "write":
            _die()
        write(part)
        part.flush()
        os.truncate(part.name, Path(part.name).stat().st_size // 2)
        _die()

    return half if point in ("write", "half written") else write


def arm(point: str, file: str) -> None:
    """Let this process kill itself at this point of the file's publication."""
    publish = publishing.publish

    def armed(
        data_dir: Path, stable: str, write: Callable[[BinaryIO], None], show: bool = True
    ) -> Any:
        if Path(stable).name != file:
            return publish(data_dir, stable, write, show)
        if point == "fsync":
            vars(os)["fsync"] = lambda _: _die()
        if point in ("rename", "refresh"):
            _arm_replace(1 if point == "rename" else 2)
        if point == "renamed":
            vars(publishing)["refresh"] = lambda *_: _die()
        return publish(data_dir, stable, _dying(point, write), show)

    vars(publishing)["publish"] = armed


def _arm_replace(number: int) -> None:
    replace, seen = os.replace, list[object]()

    def counted(*places: Any) -> None:
        seen.append(places)
        if len(seen) == number:
            _die()
        replace(*places)

    vars(os)["replace"] = counted


if __name__ == "__main__":
    arm(*sys.argv[1:3])
    sys.exit(main())
