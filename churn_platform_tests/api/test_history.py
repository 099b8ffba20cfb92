"""Histories in pages: stable, complete, and not stopped by what cannot be read."""

from typing import Any

import httpx
import pytest

from churn_platform_tests.api.world import World, document

pytestmark = pytest.mark.storage


def pages(client: httpx.Client, path: str, limit: int) -> list[list[dict[str, Any]]]:
    """Follow the cursors to the end."""
    found, cursor = [], None
    while True:
        parameters = {"limit": limit, **({"cursor": cursor} if cursor else {})}
        answer = client.get(path, params=parameters).json()
        found.append(answer["items"])
        cursor = answer["next_cursor"]
        if cursor is None:
            return found


def note_metrics(world: World, *versions: str) -> None:
    for version in versions:
        world.note("model_metrics", version, metrics=document())


def versions(items: list[dict[str, Any]]) -> list[str | None]:
    return [item["data_version"] for item in items]


def test_pages_hold_the_newest_first_and_end_without_an_empty_page(world: World) -> None:
    note_metrics(world, "1", "2", "3", "4")
    with world.client() as client:
        found = pages(client, "/api/model-runs", 2)
        of_asset = pages(client, "/api/assets/model_metrics/materializations", 3)
    assert [versions(page) for page in found] == [["4", "3"], ["2", "1"]]
    assert [versions(page) for page in of_asset] == [["4", "3", "2"], ["1"]]


def test_runs_that_arrive_between_pages_neither_repeat_nor_hide_an_entry(world: World) -> None:
    note_metrics(world, "1", "2", "3", "4")
    with world.client() as client:
        first = client.get("/api/model-runs?limit=2").json()
        note_metrics(world, "5", "6")
        second = client.get(f"/api/model-runs?limit=2&cursor={first['next_cursor']}").json()
    assert versions(first["items"] + second["items"]) == ["4", "3", "2", "1"]
    assert second["next_cursor"] is None


@pytest.mark.parametrize("event", ['{"__class__": "FromTheFuture"}', "{not json", "[]"])
def test_an_unreadable_event_is_marked_and_the_rest_is_returned(world: World, event: str) -> None:
    note_metrics(world, "1", "2", "3", "4", "5")
    world.index(
        "UPDATE event_logs SET event = ? WHERE id = (SELECT id FROM event_logs"
        " WHERE asset_key = ? ORDER BY id LIMIT 1 OFFSET 2)",
        event,
        '["model_metrics"]',
    )
    with world.client() as client:
        found = pages(client, "/api/model-runs", 2)
        of_asset = client.get("/api/assets/model_metrics/materializations").json()["items"]
    entries = [entry for page in found for entry in page]
    assert versions(entries) == versions(of_asset) == ["5", "4", None, "2", "1"]
    assert [bool(entry["unreadable"]) for entry in entries] == [False, False, True, False, False]
    assert entries[2]["time"] == of_asset[2]["time"] and entries[2]["metrics"] is None


def test_an_unreadable_newest_event_gives_way_to_the_one_before(world: World) -> None:
    world.make()
    good = world.versions["model_metrics"]
    note_metrics(world, "broken")
    broken = '{"__class__": "FromTheFuture"}'
    world.index(
        "UPDATE event_logs SET event = ? WHERE id = (SELECT max(id) FROM event_logs)", broken
    )
    world.index(
        "UPDATE asset_keys SET last_materialization = ? WHERE asset_key = ?",
        broken,
        '["model_metrics"]',
    )
    with world.client() as client:
        assert client.get("/api/metrics").json()["data_version"] == good
        details = client.get("/api/details").json()
        assert all(asset["newest"] for asset in details["assets"])


def test_the_history_of_an_asset_that_never_ran_is_empty(world: World) -> None:
    world.make("raw_customers")
    with world.client() as client:
        answer = client.get("/api/assets/clean_customers/materializations").json()
    assert answer == {"items": [], "next_cursor": None}


def test_the_results_of_a_run_that_was_deleted_do_not_count(world: World) -> None:
    world.run(source=b"id\n1\n")
    first = world.facts().newest["model_metrics"]
    second = world.run(source=b"id\n2\n")
    with world.client() as client:
        assert client.get("/api/metrics").json()["run_id"] == second
        world.instance.delete_run(second)
        metrics = client.get("/api/metrics").json()
        assert (metrics["run_id"], metrics["data_version"]) == (first.run_id, first.data_version)
        assert client.get("/api/artifacts").json()["complete"] is True
        world.instance.delete_run(first.run_id)
        assert client.get("/api/metrics").json()["state"] == "no data yet"
        assert client.get("/api/details").json()["last_run"] is None
