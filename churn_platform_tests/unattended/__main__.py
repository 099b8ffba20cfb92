"""`make kill-test`: kills at every step of a publication and of every process, as a table."""

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from churn_platform_tests.unattended.killed import VICTIMS, kill
from churn_platform_tests.unattended.published import begin, kill_at
from churn_platform_tests.unattended.stage import Stage
from churn_platform_tests.unattended.victim import POINTS

Line = tuple[str, bool, str]


def main() -> int:
    """Kill, print a line for each kill, and return 0 if the platform came through all."""
    good = True
    with TemporaryDirectory(prefix="churn-kills-") as folder:
        lines = chain(_publications(Path(folder)), _processes(Path(folder)))
        for name, passed, said in lines:
            print(f"{'ok  ' if passed else 'FAIL'}  {name:58} {said}", flush=True)
            good = good and passed
    print("Came through all of them." if good else "Did not come through all of them.")
    return 0 if good else 1


def _publications(folder: Path) -> Iterator[Line]:
    start = folder / "start"
    start.mkdir()
    begin(start)
    for number, point in enumerate(POINTS):
        seen = kill_at(point, start, folder / f"point{number}")
        broken = [*seen.after_kill, *seen.after_tick]
        said = "; ".join(broken) or "all files parse, one set, the next tick succeeded"
        yield f"publication of the second model, at: {point}", seen.good, said


def _processes(folder: Path) -> Iterator[Line]:
    place = folder / "platform"
    place.mkdir()
    with Stage(place).open() as stage:
        for victims in VICTIMS:
            seen = kill(stage, victims)
            names = "all processes" if len(victims) > 1 else victims[0]
            found = "; ".join(seen.broken) or "all files parse, one set"
            said = f"{found}, next success after {seen.seconds:.0f} s"
            yield f"SIGKILL of {names}", seen.good, said


if __name__ == "__main__":
    sys.exit(main())
