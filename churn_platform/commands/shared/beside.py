"""What a command has to know about a platform running in the same data folder."""

import os
from typing import Final

from churn_platform.config.settings import Settings
from churn_platform.data_folder.platform_lock import differences, find_running

ANYWAY: Final = "ANYWAY"
"""Variable to continue anyway: `make materialize ANYWAY=1`."""


def continues_anyway() -> bool:
    """Return whether the user chose to continue anyway."""
    return os.environ.get(ANYWAY) == "1"


def find_other_settings(settings: Settings) -> str | None:
    """Return how the settings differ from those of the platform running here, or None.

    Two sets of settings in one folder would alternate: each recomputes everything, for another
    table, and overwrites the other's results.
    """
    running = find_running(settings)
    if running is None or continues_anyway():
        return None
    found = differences(running, settings)
    if not found:
        return None
    return (
        f"Not started: the platform that runs in this data folder ({running}) has other settings:"
        f" {'; '.join(found)}. Put the settings into .env, which every command reads, or repeat the"
        f" command with {ANYWAY}=1."
    )
