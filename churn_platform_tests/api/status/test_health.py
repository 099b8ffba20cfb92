"""Health: what it says of real traces, and of facts made for the purpose."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg
import pytest
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.remote_origin import (
    ManagedGrpcPythonEnvCodeLocationOrigin,
    RemoteInstigatorOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.scheduler.instigation import (
    InstigatorState,
    InstigatorStatus,
    ScheduleInstigatorData,
    TickData,
    TickStatus,
)
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from dagster._daemon.types import DaemonHeartbeat
from dagster_shared.error import SerializableErrorInfo

from api.status.health import health
from churn_platform.catalog import SCHEDULE
from churn_platform.history.records import Facts, Materialization, Run, SchedulerFacts, SourceCheck
from churn_platform_tests.api.world import World

NOW = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def run(status: str = "SUCCESS", end: datetime | None = None) -> Run:
    return Run("r1", "churn_pipeline", status, ago(9999), end, "schedule")


def facts(**changed: Any) -> Facts:
    """Facts of a platform in good health; intervals of two minutes."""
    good = run(end=ago(100))
    scheduler = SchedulerFacts(last_heartbeat=ago(10), schedule_on=True, overdue=ago(360))
    newest = {
        key: Materialization(key, 1, "r1", ago(100), "v", {"source_version": "v"})
        for key in ("raw_customers", "clean_customers")
    }
    usual = {"newest": newest, "last_run": good, "last_success": good, "scheduler": scheduler}
    return Facts(NOW, **{**usual, **changed})


def test_good_health_has_no_reasons() -> None:
    answer = health(facts(), None, NOW)
    assert (answer.status, answer.reasons) == ("ok", [])
    assert answer.last_success is not None and answer.last_success.age_seconds == 100.0
    assert answer.scheduler.running


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (
            {"scheduler": SchedulerFacts(last_heartbeat=ago(61), schedule_on=True)},
            "scheduler daemon: no heartbeat since 2026-03-01T11:59:29Z",
        ),
        ({"scheduler": SchedulerFacts()}, "scheduler daemon: no heartbeat yet"),
        (
            {"scheduler": SchedulerFacts(last_heartbeat=NOW, schedule_on=False)},
            "the schedule every_two_minutes is switched off",
        ),
        (
            {"scheduler": SchedulerFacts(last_heartbeat=NOW, failed_tick=ago(30))},
            "the tick of 2026-03-01T12:00:00Z failed: see the Dagster UI",
        ),
        (
            {
                "scheduler": SchedulerFacts(
                    last_heartbeat=NOW, failed_tick=ago(30), why_failed="unexpected KeyError"
                )
            },
            "the tick of 2026-03-01T12:00:00Z failed: unexpected KeyError",
        ),
        ({"last_run": run("FAILURE", ago(1))}, "run r1 failed: see the Dagster UI"),
        (
            {"last_run": replace(run("FAILURE", ago(1)), why="a: No space left on device")},
            "run r1 failed: a: No space left on device",
        ),
        (
            {"last_success": run(end=ago(361))},
            "nothing has succeeded since 2026-03-01T11:54:29Z, more than three intervals of the"
            " schedule ago",
        ),
        (
            {"last_success": run(end=ago(361)), "last_run": run("STARTED")},
            "nothing has succeeded since 2026-03-01T11:54:29Z, more than three intervals of the"
            " schedule ago; run r1 is STARTED since 2026-03-01T09:13:51Z",
        ),
    ],
)
def test_each_trouble_is_named(changed: dict[str, Any], reason: str) -> None:
    answer = health(facts(**changed), None, NOW)
    assert (answer.status, answer.reasons) == ("degraded", [reason])


def test_a_success_just_in_time_is_no_trouble() -> None:
    assert health(facts(last_success=run(end=ago(359))), None, NOW).status == "ok"


def test_old_facts_are_judged_by_the_present() -> None:
    assert health(facts(), None, NOW + timedelta(seconds=51)).reasons != []
    late = health(facts(), None, NOW + timedelta(seconds=261))
    assert "nothing has succeeded" in late.reasons[-1]


def test_a_tick_that_found_no_need_for_a_run_is_a_success() -> None:
    old = run(end=ago(5000))
    check = SourceCheck(ago(60), changed=False, source="s", is_sample=False, runless=True)
    answer = health(facts(last_run=old, last_success=old, last_check=check), None, NOW)
    assert (answer.status, answer.last_check) == ("ok", ago(60))


def test_the_check_of_a_run_that_goes_on_to_fail_is_not() -> None:
    check = SourceCheck(ago(60), changed=True, source="s", is_sample=False)
    answer = health(facts(last_success=run(end=ago(5000)), last_check=check), None, NOW)
    assert answer.status == "degraded"


def test_trouble_with_the_storage_is_degraded_with_and_without_facts() -> None:
    for known in (facts(), facts(newest={}), None):
        answer = health(known, "history/runs.db: database is locked", NOW)
        assert answer.status == "degraded"
        assert answer.reasons[0] == "storage: history/runs.db: database is locked"
        assert answer.storage.answers is False


def test_health_reads_the_traces_of_the_scheduler(world: World) -> None:
    world.run("raw_customers")
    now = datetime.now(UTC).timestamp()
    state = schedule_state(InstigatorStatus.STOPPED)
    world.instance.add_daemon_heartbeat(DaemonHeartbeat(now, "SCHEDULER", None, None))
    world.instance.add_instigator_state(state)
    tick = TickData(
        state.instigator_origin_id,
        SCHEDULE,
        InstigatorType.SCHEDULE,
        TickStatus.FAILURE,
        now,
        selector_id=state.selector_id,
        error=SerializableErrorInfo("no", [], None),
    )
    world.instance.create_tick(tick)
    with world.client() as client:
        answer = client.get("/api/health").json()
        assert answer["status"] == "degraded"
        assert answer["scheduler"]["running"] is True
        assert answer["scheduler"]["schedule_on"] is False
        assert answer["scheduler"]["last_heartbeat"].endswith("Z")
        assert [reason.split()[2] for reason in answer["reasons"]] == [SCHEDULE, "of"]
        world.instance.update_instigator_state(state.with_status(InstigatorStatus.RUNNING))
        later = tick.with_status(TickStatus.SUCCESS, error=None)
        world.instance.create_tick(later._replace(timestamp=now + 1))
        assert client.get("/api/health").json()["status"] == "ok"


def test_the_daemon_lives_while_any_of_its_threads_beats(world: World) -> None:
    # the scheduler's own thread sleeps to the next full minute, so it is often older than the limit
    now = datetime.now(UTC).timestamp()
    world.instance.add_daemon_heartbeat(DaemonHeartbeat(now - 75, "SCHEDULER", None, None))
    with world.client() as client:
        assert client.get("/api/health").json()["scheduler"]["running"] is False
        world.instance.add_daemon_heartbeat(DaemonHeartbeat(now - 10, "SENSOR", None, None))
        assert client.get("/api/health").json()["scheduler"]["running"] is True


def test_a_failed_run_shows_at_once(world: World) -> None:
    world.run("raw_customers")
    world.versions.clear()  # so that the next asset fails, without its parent's version
    failed = world.run("clean_customers")
    with world.client() as client:
        answer = client.get("/api/health").json()
        details = client.get("/api/details").json()
    assert f"run {failed} failed: see the Dagster UI" in answer["reasons"]
    assert answer["last_success"]["run_id"] != failed
    assert (details["last_run"]["id"], details["last_run"]["status"]) == (failed, "FAILURE")


def test_runs_of_other_jobs_are_not_the_pipelines(world: World) -> None:
    ours = world.run("raw_customers")

    @dg.job
    def housekeeping() -> None: ...

    housekeeping.execute_in_process(instance=world.instance)
    with world.client() as client:
        assert client.get("/api/details").json()["last_run"]["id"] == ours


def schedule_state(status: InstigatorStatus) -> InstigatorState:
    target = LoadableTargetOrigin(module_name="churn_platform.definitions")
    location = ManagedGrpcPythonEnvCodeLocationOrigin(target, "churn_platform")
    origin = RemoteInstigatorOrigin(RemoteRepositoryOrigin(location, "__repository__"), SCHEDULE)
    data = ScheduleInstigatorData("*/2 * * * *", None)
    return InstigatorState(origin, InstigatorType.SCHEDULE, status, data)
