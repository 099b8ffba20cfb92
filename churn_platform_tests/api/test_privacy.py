"""What is open to anybody holds no customer: over a real run, every answer and every file."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from churn_platform.catalog import ASSETS, WITH_CUSTOMERS
from churn_platform_tests.api.test_routes import ENDPOINTS
from churn_platform_tests.api.world import World

PAGES = ("/", "/report", "/docs", "/metrics", "/openapi.json")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, _done_once: Path) -> Iterator[World]:
    data = tmp_path_factory.mktemp("private") / "data"
    shutil.copytree(_done_once / "data", data)
    shutil.copytree(_done_once / "history", data / "dagster")
    world = World(data.parent, cache_seconds=3600)
    yield world
    world.close()


@pytest.fixture(scope="module")
def ids(_done_once: Path) -> re.Pattern[bytes]:
    """Any of the customers of the source."""
    lines = (_done_once / "source.csv").read_bytes().splitlines()[1:]
    found = {line.split(b",")[0] for line in lines}
    assert len(found) == 300
    return re.compile(b"|".join(re.escape(each) for each in sorted(found)))


def test_answers_and_pages_name_no_customer(done: World, ids: re.Pattern[bytes]) -> None:
    with done.client() as client:
        paths = [*ENDPOINTS, *PAGES, *(f"/api/assets/{key}" for key in ASSETS)]
        paths += [f"/api/assets/{key}/materializations" for key in ASSETS]
        for path in paths:
            response = client.get(path)
            assert response.status_code == 200, path
            assert not ids.search(response.content), path


def test_files_that_hold_customers_are_exactly_the_private_ones(
    done: World, ids: re.Pattern[bytes]
) -> None:
    with done.trusted() as client:
        items = client.get("/api/artifacts").json()["items"]
        holding = {item["asset"] for item in items if _holds(client, item["link"], ids)}
    assert holding <= set(WITH_CUSTOMERS)
    # nobody of the made table was put aside or is without a label
    assert set(WITH_CUSTOMERS) - holding == {"unlabelled_customers", "quarantined_customers"}
    assert {item["asset"] for item in items if item["private"]} == set(WITH_CUSTOMERS)


def _holds(client: httpx.Client, link: str, ids: re.Pattern[bytes]) -> bool:
    content = client.get(link).content
    if link.endswith(".parquet"):
        import io

        import pandas as pd

        content = pd.read_parquet(io.BytesIO(content)).to_csv().encode()
    return bool(ids.search(content))
