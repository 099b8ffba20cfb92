"""The checks over HTTP, against evaluations that real runs recorded."""

from typing import Any

import dagster as dg
import httpx
import pytest

from churn_platform.checks import CHECKS
from churn_platform_tests.api.routes.test_pipeline import strict
from churn_platform_tests.api.world import NOTED, World

SHARE = "few_rows_are_quarantined"
ALL = len(CHECKS)
OF_RAW = sum(asset == "raw_customers" for asset, _ in CHECKS)
OF_CLEAN = [name for asset, name in CHECKS if asset == "clean_customers"]
OF_BOTH = OF_RAW + len(OF_CLEAN)


def check(client: httpx.Client, name: str) -> dict[str, Any]:
    """The answer about one check."""
    items = strict(client.get("/api/checks"))["items"]
    found: list[dict[str, Any]] = [item for item in items if item["name"] == name]
    assert len(found) == 1
    return found[0]


def counts(client: httpx.Client) -> dict[str, int]:
    """How many checks have an outcome, without those that none has."""
    found = strict(client.get("/api/checks"))["counts"]
    return {name: count for name, count in found.items() if count}


def test_before_the_first_run_every_check_is_there_and_none_is_evaluated(
    empty: httpx.Client,
) -> None:
    answer = empty.get("/api/checks").json()
    assert answer["state"] == "no data yet"
    assert [(each["asset"], each["name"]) for each in answer["items"]] == list(CHECKS)
    assert answer["items"][0] == {
        "name": "can_be_read",
        "asset": "raw_customers",
        "description": "The source's file can be read as one table.",
        "blocking": True,
        "status": "not evaluated",
        "severity": None,
        "time": None,
        "run_id": None,
        "found": None,
        "expected": None,
        "rows": None,
        "details": {},
    }
    assert counts(empty) == {"not_evaluated": ALL}


def test_after_a_good_run_every_check_passed_in_it(client: httpx.Client) -> None:
    answer = client.get("/api/checks").json()
    run = client.get("/api/details").json()["last_run"]
    assert (answer["state"], counts(client)) == ("ok", {"passed": ALL})
    assert {each["run_id"] for each in answer["items"]} == {run["id"]}
    assert all(run["start"] <= each["time"] <= run["end"] for each in answer["items"])
    share = check(client, SHARE)
    assert (share["status"], share["severity"]) == ("passed", "error")
    assert (share["found"], share["expected"], share["rows"]) == ("this", "this", 3)


@pytest.mark.storage
def test_a_broken_promise_fails_until_a_later_run_keeps_it(world: World) -> None:
    world.broken = {SHARE: {"found": "1 of 2 rows", "expected": "at most 5 %", "share": 0.5}}
    failed = world.run("raw_customers", "clean_customers")
    with world.client() as client:
        share = check(client, SHARE)
        assert (share["status"], share["severity"]) == ("failed", "error")
        assert (share["run_id"], share["rows"]) == (failed, 3)
        assert (share["found"], share["expected"]) == ("1 of 2 rows", "at most 5 %")
        assert share["details"] == {"share": 0.5}
        assert counts(client) == {
            "passed": OF_BOTH - 1,
            "failed": 1,
            "not_evaluated": ALL - OF_BOTH,
        }
        world.broken = {}
        passed = world.run("raw_customers", "clean_customers")
        share = check(client, SHARE)
        assert (share["status"], share["run_id"], share["details"]) == ("passed", passed, {})


def test_a_number_recorded_as_nan_is_null_and_the_warning_counts_as_one(world: World) -> None:
    more = {"auc": float("nan"), "by_column": {"tenure": float("inf"), "gender": 0.5}}
    world.broken = {"no_column_alone_tells_the_outcome": more}
    world.run("raw_customers", "clean_customers")
    with world.client() as client:
        leak = check(client, "no_column_alone_tells_the_outcome")
        assert (leak["status"], leak["severity"]) == ("failed", "warning")
        assert leak["details"] == {"auc": None, "by_column": {"tenure": None, "gender": 0.5}}
        assert counts(client) == {
            "passed": OF_BOTH - 1,
            "warnings": 1,
            "not_evaluated": ALL - OF_BOTH,
        }


@pytest.mark.storage
def test_a_check_that_was_planned_and_skipped_keeps_its_last_evaluation(world: World) -> None:
    world.broken = {"values_are_allowed": {}}
    evaluated = world.run()
    world.broken = {}
    skipped = world.look()
    key = dg.AssetCheckKey(dg.AssetKey("clean_customers"), "values_are_allowed")
    storage = world.instance.event_log_storage
    newest = storage.get_latest_asset_check_execution_by_key([key])[key]
    assert (newest.run_id, newest.status.value) == (skipped, "PLANNED")
    with world.client() as client:
        allowed = check(client, "values_are_allowed")
        assert (allowed["status"], allowed["run_id"]) == ("failed", evaluated)
        assert check(client, "can_be_read")["run_id"] == skipped


def test_a_run_that_fails_before_it_evaluates_keeps_the_last_evaluation(world: World) -> None:
    evaluated = world.run("raw_customers", "clean_customers")
    world.versions.clear()  # so that the step fails, without its parent's version
    world.run("clean_customers")
    with world.client() as client:
        assert check(client, SHARE)["run_id"] == evaluated
        assert counts(client) == {"passed": OF_BOTH, "not_evaluated": ALL - OF_BOTH}


@pytest.mark.parametrize(
    "event", ['{"__class__": "FromTheFuture"}', "{not json", "[]", "null", "the planned one"]
)
def test_an_evaluation_that_cannot_be_read_says_so_and_hides_no_other(
    world: World, event: str
) -> None:
    run_id = world.run("raw_customers", "clean_customers")
    planned = "(SELECT event FROM event_logs WHERE dagster_event_type = ? LIMIT 1)"
    world.index(
        "UPDATE asset_check_executions SET evaluation_event ="
        f" CASE ? WHEN 'the planned one' THEN {planned} ELSE ? END WHERE check_name = ?",
        event,
        "ASSET_CHECK_EVALUATION_PLANNED",
        event,
        SHARE,
    )
    with world.client() as client:
        share = check(client, SHARE)
        assert (share["status"], share["run_id"]) == ("unreadable", run_id)
        assert share["time"] is not None
        assert (share["severity"], share["found"], share["rows"]) == (None, None, None)
        assert counts(client) == {
            "passed": OF_BOTH - 1,
            "unreadable": 1,
            "not_evaluated": ALL - OF_BOTH,
        }


def test_what_was_recorded_in_another_shape_is_shown_as_far_as_it_fits(world: World) -> None:
    world.evaluate("raw_customers", "can_be_read", True, found=5, rows="many", note="by hand")
    world.evaluate("raw_customers", "a_check_of_theirs", False)
    with world.client() as client:
        readable = check(client, "can_be_read")
        assert (readable["found"], readable["expected"], readable["rows"]) == ("5", None, None)
        assert (readable["run_id"], readable["details"]) == (NOTED, {"note": "by hand"})
        assert counts(client) == {"passed": 1, "not_evaluated": ALL - 1}


def test_filters_choose_checks_and_leave_the_counts(world: World) -> None:
    world.broken = {SHARE: {}, "values_are_allowed": {}}
    world.run("raw_customers", "clean_customers")

    def names(client: httpx.Client, **filters: str) -> list[str]:
        answer = client.get("/api/checks", params=filters).json()
        assert (answer["counts"]["failed"], answer["counts"]["warnings"]) == (1, 1)
        return [item["name"] for item in answer["items"]]

    with world.client() as client:
        assert names(client, asset="clean_customers") == OF_CLEAN
        assert names(client, status="failed") == [SHARE, "values_are_allowed"]
        assert names(client, status="not evaluated", asset="clean_customers") == []
        assert names(client, asset="model_metrics") == []


@pytest.mark.storage
def test_a_wiped_asset_has_no_evaluations(world: World) -> None:
    world.run("raw_customers", "clean_customers")
    with world.client() as client:
        assert counts(client) == {"passed": OF_BOTH, "not_evaluated": ALL - OF_BOTH}
        world.wipe("clean_customers")
        assert counts(client) == {"passed": OF_RAW, "not_evaluated": ALL - OF_RAW}
