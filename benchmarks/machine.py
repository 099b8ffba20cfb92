"""What the figures were measured on, and when."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version

_LIBRARIES = ("dagster", "pandas", "scikit-learn", "pyarrow", "matplotlib", "fastapi", "uvicorn")


def describe_machine() -> str:
    """Return a sentence: cores, memory, Python and library versions."""
    cores = os.cpu_count()
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"{platform.system()} {platform.machine()}, {cores} cores, {gigabytes:.0f} GiB memory;"
        f" Python {platform.python_version()}, {libraries}."
    )


def describe_moment() -> str:
    """Return the time, and how busy the machine was."""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load average {os.getloadavg()[0]:.1f}"
