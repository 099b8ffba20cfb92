"""In processes of their own: what they change stays."""

import subprocess
import sys

_SCRIPT = """
import gc
import dagster
known = len(gc.get_objects())
from churn_platform.definitions import defs
before = gc.get_freeze_count()
defs()
kept = gc.get_freeze_count()
made = [[] for _ in range(1000)]
defs()
print(before, kept >= known, gc.get_freeze_count() < kept + 1000, gc.get_threshold()[0])
"""


def test_loading_keeps_what_is_there_out_of_the_search_for_garbage_once() -> None:
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _SCRIPT], capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == ["0", "True", "True", "100000"]
