from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.pages.status_runs import Schedule, run_view, schedule_view, ui_address
from api.status.health import health
from churn_platform.config.settings import Settings
from churn_platform.history.records import Facts, Run, SchedulerFacts, SourceCheck
from churn_platform_tests.api.status.test_health import NOW, ago, facts, run

SETTINGS = Settings(home=Path("/nowhere"))
UI = "http://ui"
SOON = NOW + timedelta(seconds=90)


def scheduler(**changed: Any) -> SchedulerFacts:
    good = SchedulerFacts(ago(10), schedule_on=True, next_tick=SOON, overdue=ago(360))
    return replace(good, **changed)


def schedule(known: Facts, now: datetime = NOW) -> Schedule:
    return schedule_view(known, health(known, None, now), now)


@pytest.mark.parametrize(
    ("status", "outcome", "level"),
    [
        ("SUCCESS", "succeeded", "good"),
        ("FAILURE", "failed", "bad"),
        ("CANCELED", "was stopped by a user", "bad"),
        ("STARTED", "is started", "waiting"),
        ("NOT_STARTED", "is not started", "waiting"),
    ],
)
def test_a_run_is_told_in_words(status: str, outcome: str, level: str) -> None:
    made = Run("a/b", "materialize: churn_scores", status, ago(100), ago(37), "first_run")
    shown = run_view(made, UI)
    assert (shown.outcome, shown.level, shown.duration) == (outcome, level, "1 min 3 s")
    assert (shown.job, shown.trigger) == ("materialize: churn_scores", "the first start")
    assert shown.link == "http://ui/runs/a%2Fb"


def test_a_run_in_progress_has_a_start_and_no_duration() -> None:
    shown = run_view(run("STARTED"), UI)
    assert (shown.time, shown.duration) == (ago(9999), None)


@pytest.mark.parametrize(
    ("traces", "now", "tick", "trouble"),
    [
        (scheduler(), NOW, SOON, None),
        (scheduler(schedule_on=None), NOW, SOON, None),
        (scheduler(schedule_on=False), NOW, None, "the schedule is stopped"),
        (scheduler(last_heartbeat=ago(61)), NOW, SOON, "the scheduler daemon is down"),
        (
            scheduler(last_heartbeat=None),
            NOW,
            SOON,
            "the scheduler daemon has not reported yet",
        ),
        (scheduler(next_tick=None), NOW, None, None),
        (scheduler(last_heartbeat=SOON), SOON + timedelta(seconds=1), None, None),
    ],
)
def test_the_next_tick_and_why_there_is_none(
    traces: SchedulerFacts, now: datetime, tick: datetime | None, trouble: str | None
) -> None:
    found = schedule(facts(scheduler=traces), now)
    assert (found.next_tick, found.trouble) == (tick, trouble)


@pytest.mark.parametrize("changed", [True, False])
def test_a_look_that_left_the_sample_could_not_reach_the_source(changed: bool) -> None:
    look = SourceCheck(ago(60), changed, "s", is_sample=True)
    assert schedule(facts(last_check=look)).found == "nothing: the source could not be reached"


@pytest.mark.parametrize(("changed", "found"), [(True, "a new table"), (False, "nothing new")])
def test_the_last_look_says_what_it_found(changed: bool, found: str) -> None:
    look = SourceCheck(ago(60), changed, "s", is_sample=False)
    shown = schedule(facts(last_check=look, last_change=ago(500)))
    assert (shown.last_look, shown.found) == (ago(60), found)
    assert shown.last_change == ago(500)


@pytest.mark.parametrize(
    ("ui_host", "host", "address"),
    [
        ("127.0.0.1", "churn.example", "http://127.0.0.1:3000"),
        ("0.0.0.0", "churn.example", "http://churn.example:3000"),
        ("::", "2001:db8::1", "http://[2001:db8::1]:3000"),
        ("0.0.0.0", 'x" onclick="', "http://127.0.0.1:3000"),
        ("0.0.0.0", None, "http://127.0.0.1:3000"),
    ],
)
def test_the_ui_that_listens_everywhere_is_where_the_reader_is(
    ui_host: str, host: str | None, address: str
) -> None:
    assert ui_address(SETTINGS.model_copy(update={"ui_host": ui_host}), host) == address
