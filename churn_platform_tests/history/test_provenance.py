"""Only what a step of one of our own runs wrote counts, for the pipeline as for the API."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.events import StepMaterializationData

from churn_platform.catalog import ASSETS, CHURN_PIPELINE, KEPT_UP, STEPS
from churn_platform.definitions import defs
from churn_platform.defs.assets.reporting import newest_checks
from churn_platform.history.check_evaluations import newest_evaluations
from churn_platform.history.event_log.results import (
    last_id,
    newest_events,
    newest_ids,
    result_up_to,
)
from churn_platform.history.lineage import before_of, history_of, newest_of
from churn_platform.history.partition_log import Current, current_partition, partitions_of
from churn_platform.history.provenance import OwnEvents
from churn_platform.history.retention.pins import find_pins
from churn_platform.metadata import Meta
from churn_platform_tests.api.world import World

pytestmark = pytest.mark.storage
KEY = "clean_customers"
MONTH, LATER = "2026-01", "2026-02"


@pytest.fixture
def world(tmp_path: Path, database: str | None) -> Iterator[World]:
    """A platform of its own, in which nothing ran yet."""
    made = World(tmp_path, postgres_url=database)
    yield made
    made.close()


def facts(number: int) -> dict[str, Any]:
    """What a step records of a result, as far as another reads it."""
    return {Meta.FILES: [], Meta.INPUTS: {"upstream": {}}, Meta.SOURCE_VERSION: "s", "n": number}


def forge(world: World, key: str, run_id: str = "", step: str | None = None) -> None:
    """Write a result of both months and of none, under this run and step."""
    for partition in (None, MONTH, LATER):
        result = dg.AssetMaterialization(key, metadata=facts(666), partition=partition)
        if not run_id and step is None:
            world.instance.report_runless_asset_event(result)
        else:
            kind = dg.DagsterEventType.ASSET_MATERIALIZATION.value
            data = StepMaterializationData(result)
            event = dg.DagsterEvent(kind, CHURN_PIPELINE, step_key=step, event_specific_data=data)
            world.instance.report_dagster_event(event, run_id)


@pytest.fixture(params=["reported", "no such run", "another step", "a run of another job"])
def forged(world: World, request: pytest.FixtureRequest) -> World:
    """Results of two months that count, and newer ones that do not."""
    for number, month in enumerate((MONTH, None)):
        world.record(dg.AssetMaterialization(KEY, metadata=facts(number), partition=month))
    world.instance.add_run(dg.DagsterRun(job_name="somebody's job", run_id="another"))
    run_id, step = {
        "reported": ("", None),
        "no such run": ("made up", STEPS[KEY]),
        "another step": ("noted", KEY),
        "a run of another job": ("another", STEPS[KEY]),
    }[request.param]
    for _ in range(2):
        forge(world, KEY, run_id, step)
    return world


def test_the_newest_result_that_counts_is_found(forged: World) -> None:
    instance, own = forged.instance, OwnEvents.of(forged.instance)
    assert newest_of(instance, [KEY])[KEY].metadata["n"] == 1
    assert newest_of(instance, [KEY], MONTH)[KEY].metadata["n"] == 0
    assert newest_of(instance, [KEY], LATER) == {}
    before = before_of(instance, KEY, LATER)
    assert before is not None and before.metadata["n"] == 0
    assert [each.metadata["n"] for each in history_of(instance, KEY)] == [1, 0]
    (first,) = newest_events(own, [KEY], MONTH)
    assert newest_ids(own, MONTH, ASSETS) == {KEY: first.id}
    assert partitions_of(own, KEY, len(MONTH), None, 9) == [MONTH]
    assert current_partition(own, len(MONTH)) == Current(MONTH)
    assert last_id(own, KEY) == first.id
    assert result_up_to(own, MONTH, KEY, strictly=True) is None


def test_a_forged_month_is_not_complete(forged: World) -> None:
    for key in KEPT_UP:
        forge(forged, key)
    assert current_partition(OwnEvents.of(forged.instance), len(MONTH)) == Current(MONTH)


def test_what_counts_is_kept_though_others_are_newer(forged: World) -> None:
    kept = find_pins(forged.instance, 10, 3, len(MONTH)).events
    own = OwnEvents.of(forged.instance)
    for partition in (None, MONTH):
        (row,) = newest_events(own, [KEY], partition)
        assert row.id in kept


def test_of_a_deleted_run_nothing_counts(world: World) -> None:
    first = world.run("raw_customers")
    second = world.run("raw_customers", source=b"id\n2\n")
    newest = newest_of(world.instance, ["raw_customers"])["raw_customers"]
    world.instance.delete_run(second)
    found = newest_of(world.instance, ["raw_customers"])["raw_customers"]
    assert found.data_version != newest.data_version
    record = world.facts().newest["raw_customers"]
    assert (record.run_id, record.data_version) == (first, found.data_version)


def test_a_reported_evaluation_does_not_count(world: World) -> None:
    world.run("raw_customers")
    before = newest_checks(world.instance)
    own = OwnEvents.of(world.instance)
    known = own.rows(lambda: newest_evaluations(own))
    assert known
    evaluation = dg.AssetCheckEvaluation(dg.AssetKey("raw_customers"), "can_be_read", False)
    world.instance.report_runless_asset_event(evaluation)
    assert newest_checks(world.instance) == before
    assert own.rows(lambda: newest_evaluations(own)) == known
    assert world.facts().evaluations["raw_customers", "can_be_read"].passed


def test_each_asset_is_made_by_the_step_that_the_catalog_names() -> None:
    made = [each for each in defs().assets or () if isinstance(each, dg.AssetsDefinition)]
    steps = {key.to_user_string(): each.op.name for each in made for key in each.keys}
    assert steps == STEPS
