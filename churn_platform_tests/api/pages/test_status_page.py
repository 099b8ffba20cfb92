from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.pages.render import render
from api.pages.status_page import Page, status_page
from api.snapshot.snapshot import Snapshot
from churn_platform.config.settings import Settings
from churn_platform.history.records import Evaluation, Facts, Materialization, SchedulerFacts
from churn_platform_tests.api.status.test_health import NOW, ago, facts, run

SETTINGS = Settings(home=Path("/nowhere"))
SOON = NOW + timedelta(seconds=90)
CHAMPION_FACTS = {
    "name": "logistic_regression",
    "version": "c" * 16,
    "contract": {"name": "telco", "version": "v"},
    "features": [],
}


def page(known: Facts | None, trouble: str | None = None, now: datetime = NOW) -> Page:
    return status_page(None if known is None else Snapshot(known), trouble, now, SETTINGS)


def html(shown: Page) -> str:
    return bytes(render("status.html", page=shown).body).decode()


def scheduler(**changed: Any) -> SchedulerFacts:
    good = SchedulerFacts(ago(10), schedule_on=True, next_tick=SOON, overdue=ago(360))
    return replace(good, **changed)


def with_champion(decision: Mapping[str, Any]) -> Facts:
    known = facts()
    metadata = {"champion": CHAMPION_FACTS, "decision": decision}
    record = Materialization("champion_model", 9, "r1", ago(90), "c", metadata)
    return replace(known, newest={**known.newest, "champion_model": record})


def test_good_health_is_one_sentence() -> None:
    headline = page(facts()).headline
    assert (headline.level, headline.sentence) == ("good", "Everything works.")
    assert headline.reasons == headline.notices == []


def test_one_trouble_is_in_the_sentence_and_several_are_below_it() -> None:
    one = page(facts(last_run=run("FAILURE", ago(1)))).headline
    assert (one.level, one.reasons) == ("bad", [])
    assert one.sentence == "Degraded: run r1 failed: see the Dagster UI."
    down = scheduler(last_heartbeat=None)
    two = page(facts(last_run=run("FAILURE", ago(1)), scheduler=down)).headline
    assert two.sentence == "Degraded, for 2 reasons:"
    assert [reason.split()[0] for reason in two.reasons] == ["scheduler", "run"]


def test_before_the_first_run_it_says_so() -> None:
    shown = page(Facts(NOW, scheduler=scheduler()))
    assert shown.headline.level == "waiting"
    assert shown.headline.sentence == "No data yet: the first run has not finished."
    assert shown.run is None and shown.source is None
    assert shown.data is not None and shown.data.state == "no data yet"


def test_a_storage_that_never_answered_leaves_nothing_to_show() -> None:
    shown = page(None, "history/runs.db: database is locked")
    assert shown.headline.sentence == "Degraded: storage: history/runs.db: database is locked."
    assert shown.headline.notices == []
    assert (shown.run, shown.data, shown.source) == (None, None, None)
    assert shown.schedule.next_tick is None and shown.schedule.trouble is None


def test_a_storage_that_does_not_answer_any_more_leaves_what_was_known_and_since_when() -> None:
    shown = page(facts(), "it has not responded for 1 s")
    assert shown.headline.sentence == "Degraded: storage: it has not responded for 1 s."
    assert shown.headline.notices == [
        "The storage does not respond. This page shows the state at 1 Mar 2026, 12:00 UTC."
    ]
    assert shown.run is not None and shown.run.outcome == "succeeded"


def test_the_sample_a_refused_candidate_and_a_hold_are_said() -> None:
    sample = facts()
    raw = replace(
        sample.newest["raw_customers"], metadata={"is_sample": True, "source": "http://x/t.csv"}
    )
    sample = replace(sample, newest={**sample.newest, "raw_customers": raw})
    once = page(sample).headline
    assert once.sentence.startswith(
        "Degraded: the results are of synthetic customers, not of yours"
    )
    assert once.reasons == once.notices == []
    assert page(sample).source == "synthetic customers, in place of http://x/t.csv"
    refused = page(with_champion({"verdict": "refused", "reason": "it is too good"}))
    assert refused.headline.notices == ["The last champion still serves: it is too good."]
    held = page(with_champion({"verdict": "held", "held": True}))
    assert [notice.split()[:3] for notice in held.headline.notices] == [["A", "user", "chose"]]


def test_a_refused_batch_is_named_with_its_check() -> None:
    key = ("clean_customers", "few_rows_are_quarantined")
    broken = Evaluation(7, "r1", ago(90), False, True, "error", "10 rows", "at most 5")
    shown = page(facts(evaluations={key: broken}))
    assert shown.data is not None
    assert (shown.data.state, shown.data.refused_by) == ("refused", ["few_rows_are_quarantined"])
    assert "found 10 rows, expected at most 5" in shown.headline.sentence


def test_a_check_that_failed_is_shown_with_what_was_found_and_expected() -> None:
    key, sample = ("clean_customers", "few_rows_are_quarantined"), "is_not_the_sample"
    broken = Evaluation(
        7, "r1", ago(90), False, True, "error", "<b>10</b>" + "s" * 500, "at most 5"
    )
    warned = replace(broken, severity="warning", found=None, expected=None)
    text = html(page(facts(evaluations={key: broken, ("raw_customers", sample): warned})))
    assert '<strong class="bad">Error</strong> Few rows are quarantined <span' in text
    shown = "&lt;b&gt;10&lt;/b&gt;" + "s" * (400 - len("<b>10</b>")) + "…"
    assert f"found <bdi>{shown}</bdi><br>expected <bdi>at most 5</bdi></li>" in text
    assert '<strong class="warn">Warning</strong> Is not the sample <span' in text
    assert "found <bdi>nothing recorded</bdi></li>" in text


@pytest.mark.parametrize(("key", "kind"), [("2026-03", "month"), ("2026-03-31", "day")])
def test_of_dated_extracts_the_page_names_the_current_one(key: str, kind: str) -> None:
    shown = page(facts(partition=key))
    assert shown.partition == (kind, key)
    text = " ".join(html(shown).split())
    assert f"<dt>Current {kind}</dt><dd><strong>{key}</strong></dd>" in text
    assert page(facts()).partition is None and "<dt>Current" not in html(page(facts()))
