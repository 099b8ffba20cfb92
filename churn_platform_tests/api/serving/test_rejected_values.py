"""Values that broke a rule: shortened, for who has the token, and never of another run."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from churn_platform.metadata import Meta
from churn_platform.storage.publishing import publish
from churn_platform.tables.files import write_table
from churn_platform_tests.api.world import World

LINES = [
    (1, "value_not_allowed", "contract", "Jane Roe jane@example.org, 12 Elm Street, Springfield"),
    (2, "value_not_allowed", "contract", "Jane"),
    (3, "value_not_allowed", "contract", "Jane"),
    (4, "blank_not_allowed", "contract", None),
    (5, "not_a_number", "tenure", "a"),
    (6, "not_a_number", "tenure", "b"),
    (7, "not_a_number", "tenure", "c"),
    (8, "not_a_number", "tenure", "d"),
]


@pytest.fixture
def world(tmp_path: Path) -> Any:
    world = World(tmp_path)
    lines = pd.DataFrame(LINES, columns=["row", "rule", "column", "value"]).assign(id="A-1")
    name = "processed/quarantine.parquet"
    file = publish(world.data_dir, name, lambda out: write_table(lines, out))
    facts: dict[str, Any] = {Meta.FILES: [file.as_metadata()], Meta.SOURCE_VERSION: "1"}
    world.note("quarantined_customers", **facts)
    broken = {f"{rule} {column}": 1 for _, rule, column, _ in LINES}
    world.evaluate("clean_customers", "values_are_allowed", False, found="8", by_rule=broken)
    yield world
    world.close()


def _details(client: Any) -> Any:
    answer = client.get("/api/checks", params={"asset": "clean_customers", "status": "failed"})
    assert answer.status_code == 200
    return answer.json()["items"][0]["details"]


def test_with_the_token_some_values_are_shown_shortened(world: World) -> None:
    with world.trusted() as client:
        assert _details(client)["examples"] == {
            "value_not_allowed contract": ["Jane Roe jane@example.org, 12 Elm Street…", "Jane"],
            "blank_not_allowed contract": [],
            "not_a_number tenure": ["a", "b", "c"],
        }
        assert client.get("/api/checks").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("given", [None, "Bearer", "Bearer wrong", "Bearer \u00e4"])
def test_without_the_token_none_is(world: World, given: str | None) -> None:
    headers = {} if given is None else {b"Authorization": given.encode("latin-1")}
    with world.client(api_token_sha256="0" * 64) as client:
        answer = client.get("/api/checks", headers=headers)
        assert answer.status_code == 200 and "Jane" not in answer.text
        assert "by_rule" in answer.text and "examples" not in answer.text


def test_where_no_token_is_configured_none_is(world: World) -> None:
    with world.client() as client:
        for given in ("Bearer", "Bearer x"):
            answer = client.get("/api/checks", headers={"Authorization": given})
            assert answer.status_code == 200 and "examples" not in answer.text


def test_a_quarantine_of_another_run_gives_none(world: World) -> None:
    world.make("raw_customers")
    world.broken = {"values_are_allowed": {"by_rule": {"value_not_allowed contract": 2}}}
    world.run("clean_customers")
    with world.trusted() as client:
        assert "examples" not in _details(client)


def test_a_quarantine_that_is_gone_gives_none(world: World) -> None:
    next((world.data_dir / "versions").glob("*-quarantine.parquet")).unlink()
    with world.trusted() as client:
        assert "examples" not in _details(client)
