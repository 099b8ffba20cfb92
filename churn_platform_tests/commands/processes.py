"""A command of the platform as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from churn_platform.config.settings import get_settings
from churn_platform_tests.platform import QUICK

_OWN = ("CHURN_HOME", "DAGSTER_HOME")  # the platform's home is the checkout: dagster.yaml is there


def environment(data: Path, source: Path | str, **more: object) -> dict[str, str]:
    """The environment of a process over this data folder, with quick settings."""
    inherited = {name: value for name, value in os.environ.items() if name not in _OWN}
    chosen = {**QUICK, "CHURN_DATA_DIR": data, "CHURN_SOURCE": source, **more}
    return inherited | {name: str(value) for name, value in chosen.items()}


@contextmanager
def settings_of(data: Path, source: Path | str, **more: object) -> Iterator[None]:
    """Let this process have the settings that one of `environment` would have."""
    with pytest.MonkeyPatch.context() as patch:
        for name in _OWN:
            patch.delenv(name, raising=False)
        for name, value in environment(data, source, **more).items():
            patch.setenv(name, value)
        get_settings.cache_clear()
        yield
    get_settings.cache_clear()


def run_command(
    command: str, *arguments: str, data: Path, source: Path | str, **more: object
) -> subprocess.CompletedProcess[str]:
    """Run `churn <command>` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "churn_platform.commands", command, *arguments],
        env=environment(data, source, **more),
        capture_output=True,
        text=True,
        timeout=300,
    )
