"""Fixtures of the API's tests."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from churn_platform_tests.api.world import World


@pytest.fixture
def world(tmp_path: Path, database: str | None) -> Iterator[World]:
    """A platform of its own, in which nothing ran yet."""
    made = World(tmp_path, postgres_url=database)
    yield made
    made.close()


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A platform whose whole graph ran once, for tests that change nothing."""
    made = World(tmp_path_factory.mktemp("ran"), cache_seconds=3600)
    made.run()
    yield made
    made.close()


@pytest.fixture(scope="session")
def client(ran: World) -> Iterator[httpx.Client]:
    """The API of `ran`."""
    with ran.client() as made:
        yield made


@pytest.fixture
def empty(world: World) -> Iterator[httpx.Client]:
    """The API of a platform in which nothing ran yet."""
    with world.client() as made:
        yield made
