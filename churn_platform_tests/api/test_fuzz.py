"""Schemathesis against the running API: no 5xx, and every answer is what the document says.

`CHURN_FUZZ_EXAMPLES` asks for more requests than the suite has time for, see `make fuzz-api`.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from churn_platform_tests.api.fuzzing import fill, fuzz
from churn_platform_tests.api.launches import Launches
from churn_platform_tests.api.world import TOKEN, World
from churn_platform_tests.postgres import Cluster

EXAMPLES = int(os.environ.get("CHURN_FUZZ_EXAMPLES", "10"))


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A platform with something to answer, over each kind of storage."""
    server: Cluster | None = None
    if request.param == "postgres":
        server = request.getfixturevalue("postgres")
    url = server.create() if server else None
    made = World(tmp_path_factory.mktemp("filled"), cache_seconds=1, postgres_url=url)
    fill(made)
    yield made
    made.close()
    if server and url:
        server.drop(url)


@pytest.mark.parametrize("token", [None, TOKEN], ids=["without a token", "with the token"])
def test_d10_no_request_makes_the_api_fail_or_break_its_word(
    filled: World, tmp_path: Path, token: str | None
) -> None:
    with filled.trusted(Launches()) as client:
        paths = client.get("/openapi.json").json()["paths"]
        done = fuzz(str(client.base_url).rstrip("/"), tmp_path, token, EXAMPLES)
    assert done.returncode == 0, done.stdout[-5_000:] + done.stderr[-1_000:]
    operations = sum(len(methods) for methods in paths.values())
    assert operations > 20 and f"Tested: {operations}\n" in done.stdout


def test_what_breaks_its_word_is_found(tmp_path: Path) -> None:
    world = World(tmp_path, cache_seconds=1)
    world.make("raw_customers")
    with world.client() as client:
        (world.settings.history_dir / "history/runs/index.db").write_bytes(b"x" * 8192)
        address = str(client.base_url).rstrip("/")
        done = fuzz(address, tmp_path, None, 1, "--include-path", "/api/model-runs")
    world.close()
    assert done.returncode == 1 and "Server error" in done.stdout
