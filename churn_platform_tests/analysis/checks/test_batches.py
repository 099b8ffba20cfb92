import copy
import json
from typing import Any

import pytest

from churn_platform.analysis.checks.batches import (
    batch_is_like_the_last_one,
    batch_is_not_cut_short,
)
from churn_platform_tests.analysis.checks.tables import CONTRACT, cleaned, held_to

BEFORE: dict[str, Any] = {
    "rows": 100,
    "columns": ["Id", "Months", "Plan"],
    "label_share": 0.3,
    "shares": {"plan": {"Full": 0.7, "Basic": 0.3}},
    "medians": {"months": [10.0, 20.0, 30.0], "price": [5.0, 5.0, 5.0]},
}


def _now(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(BEFORE), **changes}


def _changes(**changes: Any) -> list[str]:
    before = json.loads(json.dumps(BEFORE))  # as it comes back from the history
    finding = batch_is_like_the_last_one(_now(**changes), CONTRACT, before)
    found: list[str] = finding.details["changes"]
    assert finding.passed is (not found)
    assert finding.rows == (100 if found else 0)
    assert finding.found == ("; ".join(found) or "no such change")
    return found


def test_the_first_batch_passes() -> None:
    for finding in (
        batch_is_not_cut_short(cleaned("yn"), CONTRACT, None),
        batch_is_like_the_last_one(_now(), CONTRACT, None),
    ):
        assert finding.passed
        assert finding.found == "the first batch"
        assert finding.rows == 0


@pytest.mark.parametrize(("last", "passes"), [(3, True), (4, True), (8, True), (9, False)])
def test_a_batch_must_keep_half_of_the_rows(last: int, passes: bool) -> None:
    finding = batch_is_not_cut_short(cleaned("ynyn"), CONTRACT, {**BEFORE, "rows": last})
    assert finding.passed is passes
    assert finding.found == f"4 rows after {last}"
    assert finding.expected == f"at least 50% of the last batch's {last} rows"
    assert finding.rows == max(last - 4, 0)
    assert finding.details == {"rows": 4, "rows_before": last}


def test_repeated_and_quarantined_rows_count_as_kept() -> None:
    done = cleaned("ynyn", months=["-1", "-1", "3", "4"])
    finding = batch_is_not_cut_short(done, held_to(rows_kept_share=1), {**BEFORE, "rows": 4})
    assert finding.passed


def test_the_same_batch_has_no_change() -> None:
    assert _changes() == []


def test_columns_that_came_or_went_are_named() -> None:
    assert _changes(columns=["Id", "Months", "exit_date"]) == [
        "columns added ['exit_date']",
        "columns removed ['Plan']",
    ]


def test_order_and_spelling_of_headers_are_no_change() -> None:
    assert _changes(columns=["plan", "ID", " months "]) == []


@pytest.mark.parametrize(
    ("share", "changes"),
    [(0.4, []), (0.2, []), (0.41, ["churn rate 30% to 41%"]), (None, [])],
)
def test_the_churn_rate_may_move_by_ten_points(share: float, changes: list[str]) -> None:
    assert _changes(label_share=share) == changes


def test_levels_that_moved_came_or_went_are_named() -> None:
    assert _changes(shares={"plan": {"Full": 0.58, "Trial": 0.42}}) == [
        "plan 'Full' 70% to 58%",
        "plan 'Basic' 30% to 0%",
        "plan 'Trial' 0% to 42%",
    ]


def test_numbers_that_went_missing_are_named_and_the_other_way_round() -> None:
    gone = {**BEFORE["shares"], "months": {"": 0.25}}
    assert _changes(shares=gone) == ["months missing 0% to 25%"]
    finding = batch_is_like_the_last_one(_now(), CONTRACT, _now(shares=gone))
    assert finding.found == "months missing 25% to 0%"


def test_a_median_may_move_by_half_of_the_interquartile_range() -> None:
    # 20 before, half of the range from 10 to 30 is 10; a constant may not move at all
    medians = {"months": [0.0, 30.0, 99.0], "price": [5.0, 5.0, 9.0]}
    assert _changes(medians=medians) == []
    medians = {"months": [0.0, 30.5, 99.0], "price": [5.0, 6.0, 9.0]}
    assert _changes(medians=medians) == [
        "median of months 20 to 30.5",
        "median of price 5 to 6",
    ]


def test_a_column_that_one_contract_did_not_have_is_no_change() -> None:
    assert (
        _changes(
            shares={"region": {"North": 1.0}, **BEFORE["shares"]},
            medians={"age": [1.0, 2.0, 3.0]},
        )
        == []
    )


def test_the_contract_says_how_far_a_share_may_move() -> None:
    finding = batch_is_like_the_last_one(_now(label_share=0.33), held_to(share_change=0.02), BEFORE)
    assert finding.found == "churn rate 30% to 33%"
    assert "within 2 percentage points" in finding.expected
