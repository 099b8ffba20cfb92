"""What is open to anybody holds no customer and no secret: after real runs, all of it."""

import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from churn_platform.catalog import ASSETS
from churn_platform_tests.api.planted import (
    NEEDLES,
    PASSWORD,
    SIGNATURE,
    USER,
    as_bytes,
    left_behind,
    planted,
    refused,
)
from churn_platform_tests.api.routes.test_pipeline import ENDPOINTS
from churn_platform_tests.api.world import World
from churn_platform_tests.commands.processes import run_command
from churn_platform_tests.servers import body, serving, status

PAGES = ("/", "/report", "/docs", "/metrics", "/openapi.json")
PATHS = (
    *ENDPOINTS,
    *PAGES,
    *(f"/api/assets/{key}" for key in ASSETS),
    *(f"/api/assets/{key}/materializations" for key in ASSETS),
)
TABLES = {key for key, asset in ASSETS.items() if asset.type == "table"}


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
        for path in PATHS:
            response = client.get(path)
            assert response.status_code == 200, path
            assert not ids.search(response.content), path


def test_files_that_hold_customers_are_private(done: World, ids: re.Pattern[bytes]) -> None:
    with done.trusted() as client:
        items = client.get("/api/artifacts").json()["items"]
        contents = {item["id"]: client.get(item["link"]).content for item in items}
    private = {item["id"] for item in items if item["private"]}
    assert {id for id, content in contents.items() if ids.search(_plain(id, content))} <= private
    # without ids, in their order: the outcome and the score of each
    models = ("logistic_regression", "gradient_boosting")
    folds = {f"{name}_folds.{kind}" for name in models for kind in ("parquet", "joblib")}
    folds |= {"champion_folds.joblib"}  # hashes of ids
    assert folds < private
    assert {item["asset"] for item in items if item["id"] in private - folds} == TABLES


def test_no_public_file_has_an_entry_for_each_customer(done: World) -> None:
    with done.client() as client:
        items = client.get("/api/artifacts").json()["items"]
        public = {item["id"]: client.get(item["link"]) for item in items if not item["private"]}
    assert len(public) > 30
    for id, response in public.items():
        assert response.status_code == 200
        assert not id.endswith((".parquet", ".xlsx"))
        if id.endswith(".json"):
            assert _longest(response.json()) <= 101, id  # a curve has a point for each percent
        elif id.endswith(".csv"):
            assert len(response.text.splitlines()) < 60, id


def _plain(id: str, content: bytes) -> bytes:
    if id.endswith(".parquet"):
        return str(pd.read_parquet(io.BytesIO(content)).to_csv()).encode()
    return content


def _longest(document: Any) -> int:
    if isinstance(document, dict):
        return max(map(_longest, document.values()), default=0)
    if isinstance(document, list):
        return max([len(document), *map(_longest, document)])
    return 0


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, list[str]]]:
    """The platform after runs over planted tables from an address with secrets; what they said."""
    folder = tmp_path_factory.mktemp("planted")
    said = []
    moved = status(302, Location=f"/gone.csv?user={USER}&sig={SIGNATURE}")
    for replies in (
        [body(as_bytes(planted()))],
        [body(as_bytes(refused()))],
        [moved, status(404)],
    ):
        with serving(*replies) as seen:
            source = seen.url.replace("//", f"//{USER}:{PASSWORD}@") + f"?sv=1&sig={SIGNATURE}"
            done = run_command("materialize", data=folder / "data", source=source)
        assert seen.headers[0]["authorization"].startswith("Basic ")
        assert seen.paths[0].endswith(f"sig={SIGNATURE}")
        said += [done.stdout, done.stderr, str(done.returncode)]
    world = World(folder, cache_seconds=3600)
    yield world, said
    world.close()


def test_no_command_says_what_was_planted(searched: tuple[World, list[str]]) -> None:
    _, said = searched
    assert said[2::3] == ["0", "1", "1"]
    assert "http://127.0.0.1" in said[0] and "table.csv?…" in said[0]
    assert "few_rows_are_quarantined: " in said[3] and "value_not_allowed contract" in said[3]
    assert "answered 404 Not Found" in said[6]
    for text in said:
        assert not NEEDLES.search(text.encode()), text


def test_no_answer_without_the_token_holds_what_was_planted(
    searched: tuple[World, list[str]],
) -> None:
    world, _ = searched
    asked = 0
    with world.client() as client:
        links = [item["link"] for item in client.get("/api/artifacts").json()["items"]]
        keys = [f"/api/artifacts/{key}" for key in ASSETS]
        models = client.get("/api/models").json()["items"]
        cards = [f"/api/models/{each['version']}/card" for each in models]
        for path in (*PATHS, *links, *keys, *cards, "/api/checks?status=failed", "/api/runs/1"):
            for headers in ({}, {"Authorization": "Bearer wrong"}):
                response = client.get(path, headers=headers)
                assert not NEEDLES.search(response.content), path
                asked += 1
        assert cards and client.get(cards[0]).status_code == 200
    assert asked >= 200


def test_checks_tell_rule_column_and_count_and_with_the_token_the_values(
    searched: tuple[World, list[str]],
) -> None:
    world, _ = searched
    asked = {"asset": "clean_customers", "status": "failed"}
    with world.trusted() as client:
        (check,) = (
            item
            for item in client.get("/api/checks", params=asked).json()["items"]
            if item["name"] == "values_are_allowed"
        )
    # the second header is no customer and breaks no other rule
    assert "value_not_allowed contract 102" in check["found"]
    assert check["details"]["by_rule"]["value_not_allowed contract"] == 102
    assert "quarantined_customers" in check["description"]
    assert any("Plantname" in each for each in _texts(check["details"]["examples"]))


def _texts(examples: dict[str, list[str]]) -> list[str]:
    return [text for texts in examples.values() for text in texts]


def test_nothing_that_is_left_behind_holds_what_was_planted(
    searched: tuple[World, list[str]],
) -> None:
    world, _ = searched
    found = list(left_behind(world.data_dir))
    names = json.dumps([place for place, _ in found])
    for each in ("pipeline.log", "churn_report.html", "model_card.md", ".db snapshots", "metrics"):
        assert each in names
    assert not [place for place, content in found if NEEDLES.search(content)]
