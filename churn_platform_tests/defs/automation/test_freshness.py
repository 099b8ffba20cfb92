"""The check that turns red when ticks stop succeeding, and does not when nothing is new."""

from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest

from churn_platform.checks import IN_TIME
from churn_platform.defs.automation import freshness
from churn_platform.defs.automation.freshness import Verdict, source_watch, verdict
from churn_platform.history.source_checks import record_look
from churn_platform.metadata import Meta
from churn_platform_tests.platform import Platform

EVERY_TWO = "*/2 * * * *"
CHECK = dg.AssetCheckKey(dg.AssetKey(IN_TIME.asset), IN_TIME.name)


def _asked(instance: dg.DagsterInstance, time: datetime) -> None:
    """Record what a tick records that finds the source unchanged and launches no run."""
    record_look(instance, {Meta.CHECKED_AT: time.isoformat(timespec="seconds")})


def _recorded(instance: dg.DagsterInstance) -> list[str]:
    """The check's evaluations, oldest first."""
    found = instance.event_log_storage.get_asset_check_execution_history(CHECK, limit=10)
    return [record.status.value for record in reversed(found)]


@pytest.mark.parametrize(
    ("seconds_ago", "passed"),
    [(0, True), (6 * 60, True), (6 * 60 + 1, False), (3600, False)],
)
def test_three_ticks_may_pass_without_success(
    platform: Platform, seconds_ago: int, passed: bool
) -> None:
    now = datetime(2026, 3, 1, 12, 1, 30, tzinfo=UTC)
    _asked(platform.instance, now - timedelta(seconds=seconds_ago))
    assert verdict(platform.instance, EVERY_TWO, now).passed is passed


def test_other_rhythms_have_other_limits(platform: Platform) -> None:
    now = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    _asked(platform.instance, now - timedelta(days=2, hours=23))
    assert verdict(platform.instance, "0 6 * * *", now).passed
    assert not verdict(platform.instance, "0 * * * *", now).passed


def test_what_was_reported_from_outside_is_no_success(done: Platform) -> None:
    now = datetime.now(UTC)
    before = verdict(done.instance, EVERY_TWO, now)
    facts = {Meta.CHECKED_AT: (now + timedelta(days=365)).isoformat(timespec="seconds")}
    for event in (dg.AssetObservation, dg.AssetMaterialization):
        done.instance.report_runless_asset_event(event(IN_TIME.asset, metadata=facts))
    assert verdict(done.instance, EVERY_TWO, now) == before


@pytest.mark.storage
def test_an_unchanged_tick_counts_though_it_materializes_nothing(done: Platform) -> None:
    started = datetime.now(UTC).replace(microsecond=0)  # checks are recorded to the second
    before = verdict(done.instance, EVERY_TWO, started).asked
    assert before and before < started
    assert done.materialized(done.scheduled_run()) == set()
    after = verdict(done.instance, EVERY_TWO, datetime.now(UTC))
    assert after.passed
    assert after.asked and after.asked >= started


def test_a_refused_table_is_no_success(done: Platform) -> None:
    before = verdict(done.instance, EVERY_TWO, datetime.now(UTC)).asked
    done.source.write_text("")
    assert not done.scheduled_run().success
    assert verdict(done.instance, EVERY_TWO, datetime.now(UTC)).asked == before


def test_the_watch_records_each_change_of_the_verdict_once(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    found = iter([True, True, False, False, True])

    def judged(*_: object) -> Verdict:
        return Verdict(moment, moment if next(found) else moment + timedelta(minutes=1))

    monkeypatch.setattr(freshness, "verdict", judged)
    cursor: str | None = None
    for _ in range(5):
        context = dg.build_sensor_context(
            platform.instance, cursor, resources={"pipeline": platform.pipeline}
        )
        answer = source_watch(context)
        assert isinstance(answer, dg.SkipReason)
        cursor = context.cursor
    assert _recorded(platform.instance) == ["SUCCEEDED", "FAILED", "SUCCEEDED"]


def test_a_source_that_was_never_asked_is_not_judged(platform: Platform) -> None:
    answer = source_watch(
        dg.build_sensor_context(instance=platform.instance), pipeline=platform.pipeline
    )
    assert isinstance(answer, dg.SkipReason)
    assert answer.skip_message == "The source was never checked."
    assert _recorded(platform.instance) == []


def test_the_verdict_says_what_was_found_and_expected() -> None:
    moment = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    assert Verdict(moment - timedelta(hours=1), moment).shown() == {
        "found": "last success at 2026-03-01 11:00 UTC",
        "expected": "a success within the last 3 ticks, since 2026-03-01 12:00 UTC",
    }
    assert Verdict(None, moment).shown()["found"] == "no success so far"
    assert not Verdict(None, moment).passed


def test_no_run_of_a_job_evaluates_it_and_a_tick_does_not_plan_it(done: Platform) -> None:
    for name in ("churn_pipeline", "data_pipeline", "ml_pipeline", "scoring_pipeline"):
        job = done.definitions.resolve_job_def(name)
        assert not [node.name for node in job.nodes if IN_TIME.name in node.name]
    request = done.tick()
    assert request.asset_check_keys
    assert CHECK not in request.asset_check_keys
