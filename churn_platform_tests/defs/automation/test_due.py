"""Which month a tick of the schedule is about."""

import json

import dagster as dg
import pytest

from churn_platform.catalog import KEPT_UP
from churn_platform.metadata import Meta, Tag
from churn_platform_tests.dated import FIRST, NEWEST, SECOND, THIRD, deliver
from churn_platform_tests.platform import TO_CLEAN, Platform
from churn_platform_tests.servers import body, serving, status

RAW = dg.AssetKey("raw_customers")


def chosen(request: dg.RunRequest) -> set[str]:
    return {key.to_user_string() for key in request.asset_selection or []}


def test_until_the_newest_extract_is_there_the_last_month_is_kept_up(changing: Platform) -> None:
    request = changing.tick()
    assert (request.partition_key, request.tags[Tag.WAITS_FOR]) == (THIRD, NEWEST)
    assert chosen(request) == {"raw_customers"}
    result = changing.scheduled_run()
    assert result.success and changing.materialized(result) == set()
    (look,) = changing.instance.fetch_observations(RAW, limit=9).records
    event = look.event_log_entry.asset_observation
    assert event is not None and event.partition == THIRD
    assert event.metadata[Meta.SOURCE].value == f"extracts/customers-{THIRD}.csv"


def test_when_the_newest_extract_is_there_all_of_its_month_is_made(changing: Platform) -> None:
    deliver(changing, NEWEST)
    request = changing.tick()
    assert request.partition_key == NEWEST and Tag.WAITS_FOR not in request.tags
    assert chosen(request) == set(KEPT_UP)
    assert json.loads(request.tags[Tag.STALE])["clean_customers"][0] == "it was never materialized"


def test_what_is_stale_is_judged_within_the_month(changing: Platform) -> None:
    changing.change(CHURN_CAMPAIGN__HORIZON_MONTHS=12)
    request = changing.tick()
    assert request.partition_key == THIRD
    assert chosen(request) == {
        "raw_customers",
        "churn_scores",
        "retention_summary",
        "churn_report",
    }


def test_an_unchanged_tick_can_say_so_itself(changing: Platform) -> None:
    changing.change(CHURN_SKIP_UNCHANGED_TICKS=True)
    skipped = changing.tick()
    assert isinstance(skipped, dg.SkipReason)
    said = skipped.skip_message or ""
    waits, _, unchanged = said.partition(f": {THIRD} stays the newest. ")
    assert waits == f"There is no extract of {NEWEST} yet"
    assert unchanged.startswith("Nothing changed (same sha256) at ")


def test_a_first_tick_takes_the_newest_extract_that_is_there(undelivered: Platform) -> None:
    skipped = undelivered.tick()
    assert isinstance(skipped, dg.SkipReason)
    said = f"There is no extract of {NEWEST} yet, and no earlier one is stored: backfill one."
    assert skipped.skip_message == said
    deliver(undelivered, SECOND)
    assert undelivered.tick().partition_key == SECOND
    deliver(undelivered, THIRD)
    assert undelivered.tick().partition_key == THIRD


def test_an_old_month_that_is_in_hand_is_kept_up_where_none_of_the_last_three_is_there(
    undelivered: Platform,
) -> None:
    deliver(undelivered, FIRST)
    assert undelivered.run(select=TO_CLEAN, partition=FIRST).success
    request = undelivered.tick()
    assert (request.partition_key, request.tags[Tag.WAITS_FOR]) == (FIRST, NEWEST)


@pytest.mark.parametrize(("answer", "month"), [(404, None), (410, None), (403, NEWEST)])
def test_only_an_answer_that_says_so_means_that_there_is_none(
    undelivered: Platform, answer: int, month: str | None
) -> None:
    with serving(status(answer)) as seen:
        undelivered.change(CHURN_SOURCE=seen.url.replace("table.csv", "{partition}/table.csv"))
        found = undelivered.tick()
    assert (found.partition_key if isinstance(found, dg.RunRequest) else None) == month
    assert seen.paths[0] == f"/{NEWEST}/table.csv"


def test_an_extract_that_cannot_be_used_is_launched_so_that_its_run_says_why(
    undelivered: Platform,
) -> None:
    with serving(body(b"nothing,of,this\n1,2,3\n")) as seen:
        undelivered.change(CHURN_SOURCE=seen.url.replace("table.csv", "{partition}/table.csv"))
        assert undelivered.tick().partition_key == NEWEST
    assert list((undelivered.data_dir / "versions").iterdir()) == []
