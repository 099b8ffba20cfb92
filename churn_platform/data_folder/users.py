"""Find the processes that use the data folder, which must not be replaced meanwhile."""

import os
from pathlib import Path
from typing import Final

import psutil

from churn_platform.config.settings import Settings

_OURS: Final = ("dagster", "-m api", "api.main:app", "churn_platform.commands", "/bin/churn ")


def users_of(settings: Settings) -> list[str]:
    """Return a line per process that uses the data folder, except this one and its parents.

    Such a process has a file of the folder open, or belongs to a platform configured with it.
    """
    own = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    found = []
    for process in psutil.process_iter():
        if process.pid in own:
            continue
        try:
            if why := _why(process, settings):
                words = " ".join(process.cmdline()[:4])
                found.append(f"process {process.pid} ({words}) {why}")
        except (psutil.Error, OSError):
            continue  # ended meanwhile, or belongs to another user
    return found


def _why(process: psutil.Process, settings: Settings) -> str | None:
    words = " ".join(process.cmdline())
    if any(name in words for name in _OURS) and _folder_of(process, settings) == settings.data_dir:
        return "uses this data folder"
    for file in process.open_files():
        if Path(file.path).is_relative_to(settings.data_dir):
            return f"has {Path(file.path).relative_to(settings.data_dir)} open"
    return None


def _folder_of(process: psutil.Process, settings: Settings) -> Path:
    """Return the data folder of a process of the platform."""
    given = process.environ()
    home = Path(given.get("CHURN_HOME") or given.get("DAGSTER_HOME") or process.cwd()).resolve()
    chosen = given.get("CHURN_DATA_DIR")
    if not chosen and home == settings.home and not os.environ.get("CHURN_DATA_DIR"):
        return settings.data_dir  # it reads the .env that we read
    return (home / Path(chosen or "data").expanduser()).resolve()
