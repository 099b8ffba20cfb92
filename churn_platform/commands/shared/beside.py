"""What a command has to know of the platform that runs in the same data folder."""

import os
from typing import Final

from churn_platform.config.settings import Settings
from churn_platform.data_folder.platform_lock import differences, find_running

ANYWAY: Final = "ANYWAY"
"""Variable with which a person goes on in spite of it: `make materialize ANYWAY=1`."""


def goes_on_anyway() -> bool:
    """Whether the person said so."""
    return os.environ.get(ANYWAY) == "1"


def find_other_settings(settings: Settings) -> str | None:
    """Return what differs from the settings of the platform that runs here, if anything does.

    Two sets of settings in one folder would take turns: each computes everything anew, for another
    table, in the place of the other's results.
    """
    running = find_running(settings)
    if running is None or goes_on_anyway():
        return None
    found = differences(running, settings)
    if not found:
        return None
    return (
        f"Not started: the platform that runs in this data folder ({running}) has other settings:"
        f" {'; '.join(found)}. Put the settings into .env, which every command reads; or repeat the"
        f" command with {ANYWAY}=1."
    )
