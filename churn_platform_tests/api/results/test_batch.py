"""What became of the newest table, told from recorded runs and from facts made for the purpose."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from api.results.batch import batch
from churn_platform.history.records import Evaluation, Facts, Materialization, Run, SourceCheck
from churn_platform_tests.api.world import World

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
RAW, CLEAN = "raw_customers", "clean_customers"
SHARE = (CLEAN, "few_rows_are_quarantined")
READABLE, COLUMNS = (RAW, "can_be_read"), (RAW, "has_the_contracted_columns")
SCALED = ("processed_customers", "numbers_are_scaled")


def record(key: str, id: int, source: str, **facts: Any) -> Materialization:
    """A result that descends from this raw table."""
    version = source if key == RAW else f"{key} of {source}"
    return Materialization(key, id, "r", NOW, version, {"source_version": source, **facts})


def failed(id: int, run_id: str = "r2", found: str = "9 %", passed: bool = False) -> Evaluation:
    return Evaluation(id, run_id, NOW, passed, True, "error", found, "at most 5 %", 9)


def facts(*records: Materialization, **more: Any) -> Facts:
    return Facts(NOW, newest={one.key: one for one in records}, **more)


def run(status: str) -> Run:
    return Run("r9", "churn_pipeline", status, NOW, NOW, "schedule")


def data(client: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/details").json()["data"]
    return found


def test_before_the_first_run_there_is_no_table(empty: httpx.Client) -> None:
    assert data(empty) == {
        "state": "no data yet",
        "sentence": "No table has been fetched yet.",
        "refused_by": [],
        "warnings": [],
        "batch": None,
        "served": None,
        "quarantined_rows": None,
        "unlabelled_rows": None,
        "duplicate_rows": None,
    }


def test_a_table_is_accepted_then_another_refused_then_a_third_accepted(world: World) -> None:
    sizes = {"quarantined_rows": 2, "unlabelled_rows": 30, "duplicate_rows": 1}
    world.run(RAW, CLEAN, source=b"1", **sizes)
    good = world.versions[RAW]
    with world.client() as client:
        first = data(client)
        assert (first["state"], first["batch"], first["served"]) == ("accepted", good, good)
        assert first["sentence"] == f"The results are those of the newest batch, {good}."
        assert {name: first[name] for name in sizes} == sizes
        world.broken = {SHARE[1]: {"found": "9 %", "expected": "at most 5 %"}}
        world.broken |= {"values_are_allowed": {}}
        world.run(RAW, CLEAN, source=b"2", quarantined_rows=99)
        second, health = data(client), client.get("/api/health").json()
        sentence = f"{SHARE[1]} found 9 %, expected at most 5 %. The results of {good} are kept."
        assert (second["state"], second["sentence"]) == ("refused", sentence)
        assert (second["refused_by"], second["warnings"]) == ([SHARE[1]], ["values_are_allowed"])
        assert (second["batch"], second["served"]) == (world.versions[RAW], good)
        assert second["batch"] != good and second["quarantined_rows"] == 2
        assert health["status"] == "degraded"
        assert f"the newest batch was refused: {sentence}" in health["reasons"]
        world.broken = {}
        world.run(RAW, CLEAN, source=b"3")
        third, health = data(client), client.get("/api/health").json()
    assert (third["state"], third["served"]) == ("accepted", world.versions[RAW])
    assert (third["refused_by"], third["warnings"]) == ([], [])
    assert not any("refused" in reason for reason in health["reasons"])


def test_a_file_refused_at_the_door_leaves_the_batch_before_it(world: World) -> None:
    world.run(RAW, CLEAN)
    good = world.versions[RAW]
    world.broken = {"can_be_read": {"found": "telco.csv: empty", "expected": "a table"}}
    world.run(source=b"")
    with world.client() as client:
        refused = data(client)
        assert (refused["state"], refused["refused_by"]) == ("refused", ["can_be_read"])
        assert refused["sentence"] == (
            f"can_be_read found telco.csv: empty, expected a table. The results of {good} are kept."
        )
        assert refused["batch"] == refused["served"] == good
        world.broken = {}
        world.look()  # the source is again what it was
        assert data(client)["state"] == "accepted"


def test_a_very_first_file_that_is_refused_is_no_lack_of_data(world: World) -> None:
    world.broken = {"can_be_read": {}}
    world.run()
    with world.client() as client:
        first, health = data(client), client.get("/api/health").json()
    assert (first["state"], first["batch"]) == ("refused", None)
    assert first["sentence"] == ("can_be_read found that, expected this. There are no results yet.")
    assert health["status"] == "degraded"


def test_a_newer_raw_table_waits_for_its_results(world: World) -> None:
    world.run(RAW, CLEAN)
    world.run(RAW, source=b"2")
    with world.client() as client:
        waiting, health = data(client), client.get("/api/health").json()
    newest = world.versions[RAW]
    assert (waiting["state"], waiting["batch"]) == ("waiting", newest)
    assert waiting["sentence"] == (
        f"The results of the newest batch, {newest}, will follow with the next tick."
    )
    assert not any("refused" in reason for reason in health["reasons"])


def test_a_run_that_fails_without_a_broken_check_refuses_what_it_did_not_finish() -> None:
    known = (record(RAW, 8, "b2"), record(CLEAN, 2, "b1"))
    found = batch(facts(*known, last_run=run("FAILURE")))
    assert (found.state, found.refused_by) == ("refused", [])
    assert found.sentence == (
        "Run r9 failed before there were results: see the Dagster UI. The results of b1 are kept."
    )
    assert batch(facts(*known, last_run=run("STARTED"))).state == "waiting"


def test_a_failed_run_after_the_table_was_cleaned_refuses_nothing() -> None:
    known = (record(RAW, 1, "b1"), record(CLEAN, 2, "b1"))
    assert batch(facts(*known, last_run=run("FAILURE"))).state == "accepted"


def test_a_source_that_goes_back_to_the_served_table_is_accepted() -> None:
    evaluations = {SHARE: failed(id=6)}
    clean = record(CLEAN, 2, "b1")
    assert batch(facts(record(RAW, 5, "b2"), clean, evaluations=evaluations)).state == "refused"
    assert batch(facts(record(RAW, 7, "b1"), clean, evaluations=evaluations)).state == "accepted"


def test_the_same_table_can_be_refused_by_a_contract_that_changed() -> None:
    known = (record(RAW, 5, "b1"), record(CLEAN, 2, "b1"))
    assert batch(facts(*known, evaluations={SHARE: failed(id=6)})).state == "refused"


@pytest.mark.parametrize(("looked", "state"), [(6, "refused"), (8, "accepted")])
def test_a_look_at_the_source_after_a_refusal_at_the_door_settles_it(
    looked: int, state: str
) -> None:
    known = (record(RAW, 1, "b1"), record(CLEAN, 2, "b1"))
    check = SourceCheck(NOW, changed=False, source="s", is_sample=False, runless=True, id=looked)
    found = batch(facts(*known, last_check=check, evaluations={READABLE: failed(id=7)}))
    assert found.state == state


def test_only_the_checks_that_refuse_the_newest_file_are_named() -> None:
    known = (record(RAW, 1, "b1"), record(CLEAN, 2, "b1"))
    evaluations = {
        COLUMNS: failed(id=4, run_id="r2"),
        READABLE: failed(id=6, run_id="r3", found="nothing"),
        SHARE: failed(id=3, run_id="r1"),
    }
    found = batch(facts(*known, evaluations=evaluations))
    assert found.refused_by == ["can_be_read"]


def test_every_check_that_refuses_is_named_in_the_order_of_the_catalog() -> None:
    known = (record(RAW, 5, "b2"), record(CLEAN, 2, "b1"))
    both = (CLEAN, "both_classes_are_large_enough")
    evaluations = {both: failed(id=7, found="no churned customers"), SHARE: failed(id=6)}
    found = batch(facts(*known, evaluations=evaluations))
    assert found.sentence == (
        "few_rows_are_quarantined found 9 %, expected at most 5 %;"
        " both_classes_are_large_enough found no churned customers, expected at most 5 %."
        " The results of b1 are kept."
    )
    assert found.refused_by == [SHARE[1], both[1]]


def test_a_refused_model_ready_table_leaves_the_results_of_its_own_batch() -> None:
    known = (
        record(RAW, 5, "b2"),
        record(CLEAN, 6, "b2"),
        record("processed_customers", 3, "b1"),
    )
    found = batch(facts(*known, evaluations={SCALED: failed(id=7)}))
    assert (found.state, found.served) == ("refused", "b2")
    assert found.sentence.endswith("The results of b1 are kept.")


def test_a_failure_that_cannot_be_read_still_refuses() -> None:
    known = (record(RAW, 5, "b2"), record(CLEAN, 2, "b1"))
    found = batch(facts(*known, evaluations={SHARE: Evaluation(6, "r2", NOW, passed=False)}))
    assert (found.state, found.refused_by) == ("refused", [SHARE[1]])
    assert found.sentence == (
        "few_rows_are_quarantined failed, as another version of the platform recorded."
        " The results of b1 are kept."
    )


def test_a_size_of_another_kind_is_none() -> None:
    clean = record(CLEAN, 2, "b1", quarantined_rows="two", duplicate_rows=0)
    found = batch(facts(record(RAW, 1, "b1"), clean))
    assert (found.quarantined_rows, found.unlabelled_rows, found.duplicate_rows) == (None, None, 0)
