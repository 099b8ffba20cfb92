"""One platform for the tests of this folder: over hostile data, with UI, daemon and API."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from churn_platform_tests.api.world import TOKEN_SHA256
from churn_platform_tests.browser import chromium
from churn_platform_tests.commands.started import RUN, World, eventually, running
from churn_platform_tests.pages.hostile import contract, write_table
from churn_platform_tests.platform import platform_in

_NEVER = "0 0 29 2 *"


@pytest.fixture(scope="package")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The UI, the daemon and the API over a history in which the whole graph ran once."""
    folder = tmp_path_factory.mktemp("live")
    source, toml = folder / "source.csv", folder / "hostile.toml"
    write_table(source)
    toml.write_text(contract(), encoding="utf-8")
    settings = {"CHURN_CONTRACT": toml, "CHURN_API_TOKEN_SHA256": TOKEN_SHA256}
    world = World(folder / "data", source, _NEVER, **settings)
    _materialize(folder, world)
    shutil.copytree(folder / "history", folder / "data/dagster")
    with running(world.start(*RUN)):
        eventually(lambda: world.get("/api/metrics")["state"] == "ok")
        eventually(world.runs)
        yield world


def _materialize(folder: Path, world: World) -> None:
    # results name the API's address, so it has to be the one that will be served
    settings = {"CHURN_CONTRACT": "hostile.toml", "CHURN_API_PORT": world.api}
    with pytest.MonkeyPatch.context() as patch, platform_in(folder, patch) as made:
        made.change(**settings)
        assert made.scheduled_run().success


# the graph runs before, since it takes this thread's event loop, and an open browser keeps it
@pytest.fixture(scope="module")
def browser(live: World) -> Iterator[Browser]:
    """Chromium, opened after everything ran."""
    with chromium() as opened:
        yield opened
