"""What the figures were measured on."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version

_LIBRARIES = ("dagster", "pandas", "scikit-learn", "pyarrow", "matplotlib", "fastapi", "uvicorn")


def describe_machine() -> str:
    """Return a paragraph: date, cores, memory, load, Python and library versions."""
    cores = os.cpu_count()
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {platform.system()} {platform.machine()},"
        f" {cores} cores, {gigabytes:.0f} GiB memory, load average at the start"
        f" {os.getloadavg()[0]:.1f}; Python {platform.python_version()}, {libraries}."
    )
