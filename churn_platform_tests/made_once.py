"""Folders that take long to make: one worker of pytest-xdist makes each, the others copy it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from churn_platform.storage.locks import locked


def made_once(temporary: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return this worker's own copy of what `make` puts into an empty folder.

    Args:
        temporary: pytest's factory of this worker.
        name: of the folder; the same in every worker.
        make: is called by the first worker that wants the folder; the others wait for it.
    """
    own = temporary.getbasetemp()
    common = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    template, finished = common / f"template-{name}", common / f"template-{name}.finished"
    with locked(common / f"template-{name}.lock"):
        if not finished.exists():
            shutil.rmtree(template, ignore_errors=True)  # of a worker that failed to make it
            template.mkdir()
            make(template)
            finished.touch()
    return Path(shutil.copytree(template, own / name))
