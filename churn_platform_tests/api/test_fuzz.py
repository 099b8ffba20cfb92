"""Schemathesis against the running API: no 5xx, and every answer is what the document says.

`CHURN_FUZZ_EXAMPLES` asks for more requests than the suite has time for, see `make fuzz-api`.
"""

import os
from pathlib import Path

import pytest

from churn_platform_tests.api.fuzzing import fill, fuzz
from churn_platform_tests.api.launches import Launches
from churn_platform_tests.api.world import TOKEN, World

EXAMPLES = int(os.environ.get("CHURN_FUZZ_EXAMPLES", "10"))


@pytest.mark.parametrize("backend", ["sqlite", "postgres"], indirect=True)
@pytest.mark.parametrize("token", [None, TOKEN], ids=["without a token", "with the token"])
def test_d10_no_request_makes_the_api_fail_or_break_its_word(
    database: str | None, tmp_path: Path, token: str | None
) -> None:
    world = World(tmp_path, cache_seconds=1, postgres_url=database)
    fill(world)
    with world.trusted(Launches()) as client:
        paths = client.get("/openapi.json").json()["paths"]
        done = fuzz(str(client.base_url).rstrip("/"), tmp_path, token, EXAMPLES)
    world.close()
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
