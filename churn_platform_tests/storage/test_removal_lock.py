"""One housekeeper at a time."""

import subprocess
import sys
from pathlib import Path

import pytest

from churn_platform.storage.removal_lock import BusyError, housekeeping

_HOLD = """
import pathlib, sys, time
from churn_platform.storage.removal_lock import housekeeping
with housekeeping(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_one_is_refused_and_a_killed_one_lets_go(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout and other.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match="in progress"), housekeeping(tmp_path):
            raise AssertionError("two at once")
        other.kill()
    with housekeeping(tmp_path):
        pass
