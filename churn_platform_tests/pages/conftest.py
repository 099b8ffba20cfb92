"""What the tests of the pages share."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from churn_platform_tests.api.world import World
from churn_platform_tests.browser import chromium


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A platform in which a test records what it wants to see."""
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory, _done_once: Path) -> Path:
    """The data folder of a platform whose whole graph was materialized once."""
    data = tmp_path_factory.mktemp("ready") / "data"
    shutil.copytree(_done_once / "data", data)
    shutil.copytree(_done_once / "history", data / "dagster")
    return data


@pytest.fixture
def address(ready: Path) -> Iterator[str]:
    """The address of that platform's API."""
    with World(ready.parent).client() as client:
        yield str(client.base_url).rstrip("/")


# a run of the graph takes this thread's event loop, and an open browser keeps it
@pytest.fixture(scope="module")
def browser(ready: Path) -> Iterator[Browser]:
    """Chromium, opened after everything ran."""
    with chromium() as opened:
        yield opened
