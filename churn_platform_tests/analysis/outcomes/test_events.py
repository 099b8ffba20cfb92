from datetime import date
from itertools import islice

import numpy as np
import pandas as pd

from churn_platform.analysis.outcomes.events import by_events
from churn_platform.analysis.outcomes.outcome import counts_of
from churn_platform.sources.sample.company import simulate

ENDS = (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31))  # of snapshot, gap and horizon
APRIL = ("2026-04", date(2026, 4, 30))
Event = tuple[str, str, str | None]


def found(
    ids: str, *events: Event, known: tuple[str, date] = APRIL, left_out: tuple[str, ...] = ()
) -> pd.DataFrame:
    rows = [(id, date.fromisoformat(day), reason) for id, day, reason in events]
    table = pd.DataFrame(rows, columns=["id", "date", "reason"], dtype=object)
    return by_events(pd.Series(list(ids), dtype=object), table, ENDS, known, left_out)


def test_the_horizon_begins_after_the_gap_and_ends_with_its_last_day() -> None:
    table = found(
        "abcde",
        ("a", "2026-02-01", None),
        ("b", "2026-02-28", None),
        ("c", "2026-03-01", None),
        ("d", "2026-03-31", None),
        ("e", "2026-04-01", None),
    )
    before = "left before the horizon"
    assert table["case"].tolist() == [before, before, "left", "left", "stayed"]
    assert table["left"].fillna(-1).tolist() == [-1, -1, 1, 1, 0]
    assert table["left_on"].tolist() == [
        "2026-02-01", "2026-02-28", "2026-03-01", "2026-03-31", None,
    ]  # fmt: skip
    assert table["observed_until"].tolist() == ["2026-04"] * 5


def test_what_was_before_the_snapshot_does_not_count() -> None:
    table = found("ab", ("a", "2026-01-31", None), ("b", "2025-06-01", None))
    assert table["case"].tolist() == ["stayed", "stayed"]


def test_of_several_events_the_first_after_the_snapshot_counts() -> None:
    events = (("a", "2026-04-02", None), ("a", "2025-03-01", None), ("a", "2026-03-05", None))
    table = found("a", *events)
    assert (table["case"].tolist(), table["left_on"].tolist()) == (["left"], ["2026-03-05"])


def test_reasons_that_are_left_out_are_in_neither_class() -> None:
    events: list[Event] = [("a", "2026-03-05", "Not paid"), ("b", "2026-03-05", "Cancelled")]
    table = found("abc", *events, ("c", "2026-04-05", "Not paid"), left_out=("Not paid",))
    assert table["case"].tolist() == ["left out", "left", "stayed"]
    assert table["left"].fillna(-1).tolist() == [-1, 1, 0]


def test_before_the_horizon_has_passed_only_events_are_known() -> None:
    march = ("2026-02", date(2026, 2, 28))
    table = found("ab", ("a", "2026-02-10", None), ("b", "2026-03-05", None), known=march)
    assert table["case"].tolist() == ["left before the horizon", "not yet known"]
    assert table["left_on"].tolist() == ["2026-02-10", None]
    assert table["observed_until"].tolist() == ["2026-02", "2026-02"]


def test_events_of_others_and_no_events_are_no_trouble() -> None:
    assert found("a", ("x", "2026-03-05", None))["case"].tolist() == ["stayed"]
    assert found("a")["case"].tolist() == ["stayed"]
    assert found("", ("x", "2026-03-05", None)).shape == (0, 4)


def test_of_the_simulated_business_events_tell_who_left_by_choice() -> None:
    months = list(islice(simulate(customers=2000), 6))
    left = pd.concat([month.left for month in months])
    events = pd.DataFrame(
        {
            "id": left["customer_id"],
            "date": left["left_on"].map(date.fromisoformat).astype(object),
            "reason": left["reason"],
        }
    )
    for before, after in zip(months, months[1:], strict=False):
        end = (
            pd.Period(before.key, "M").end_time.date(),
            pd.Period(after.key, "M").end_time.date(),
        )
        ids = before.customers["customer_id"]
        table = by_events(ids, events, (end[0], *end), (after.key, end[1]), ("Not paid",))
        by_choice = after.left.loc[after.left["reason"] == "Cancelled", "customer_id"]
        np.testing.assert_array_equal(table["left"] == 1, ids.isin(set(by_choice)))
        unpaid = len(after.left) - len(by_choice)
        assert counts_of(table) == {
            "stayed": len(ids) - len(after.left), "left": len(by_choice), "left out": unpaid,
        }  # fmt: skip
