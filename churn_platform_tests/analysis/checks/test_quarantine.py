import re

import pandas as pd
import pytest

from churn_platform.analysis.checks.quarantine import (
    few_rows_are_quarantined,
    ids_are_unique,
    numbers_are_within_their_ranges,
    values_are_allowed,
)
from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform_tests.analysis.checks.tables import CONTRACT, cleaned, held_to, text
from churn_platform_tests.telco import TELCO


def test_ids_that_stand_for_two_customers_are_counted_and_not_named() -> None:
    ids = ["id-1", "id-1", "id-2", "id-2", "id-2", "id-3"]
    finding = ids_are_unique(cleaned("ynynyn", id=ids))
    assert not finding.passed
    assert finding.found == "ids with rows of different content: 2, rows: 5"
    assert finding.rows == 5
    assert "id-1" not in str(finding)


def test_exact_repeats_do_not_break_an_id() -> None:
    table = text("ynyn")
    twice = pd.concat([table, table]).set_axis(range(1, 9), axis="index")
    finding = ids_are_unique(clean_customers(twice, CONTRACT))
    assert finding.passed
    assert finding.rows == 0


def test_the_worst_rules_are_named_with_counts() -> None:
    months = ["-3", "-3", "-4", "2.5", "5", "6", "7", "8", "9", "10"]
    plans = ["Gold", *["Basic"] * 9]
    finding = few_rows_are_quarantined(cleaned("ynynynynyn", months=months, plan=plans), CONTRACT)
    assert not finding.passed
    assert finding.found == (
        "4 of 10 rows (40%): out_of_range months 3, not_whole months 1, value_not_allowed plan 1"
    )
    assert finding.expected == "at most 1% of the rows"
    assert finding.rows == 4
    assert finding.details == {
        "by_rule": {"out_of_range months": 3, "not_whole months": 1, "value_not_allowed plan": 1}
    }


@pytest.mark.parametrize(("share", "passes"), [(0.29, True), (0.28, False)])
def test_the_limit_itself_is_allowed(share: float, passes: bool) -> None:
    months = ["-1"] * 29 + ["5"] * 71
    finding = few_rows_are_quarantined(
        cleaned("yn" * 50, months=months), held_to(quarantined_share=share)
    )
    assert finding.passed is passes
    assert finding.rows == 29


def test_no_value_of_the_table_is_quoted() -> None:
    planted = "Jane Roe jane@example.org"
    done = cleaned("y?yn", months=["1", planted, "2", "3"], plan=[planted, *["Basic"] * 3])
    for check in (few_rows_are_quarantined, numbers_are_within_their_ranges, values_are_allowed):
        finding = check(done, CONTRACT)
        assert finding.rows
        assert not re.search("Jane|maybe", str(finding))
    assert list(done.quarantine["value"]).count(planted) == 2


def test_no_id_is_shown_as_an_example() -> None:
    found = few_rows_are_quarantined(cleaned("ynyn", id=["a1", "a1", "b", "c"]), CONTRACT).found
    assert found == "2 of 4 rows (50%): conflicting_id id 2"


def test_a15_a_refused_empty_column_is_named_for_every_row(stock: pd.DataFrame) -> None:
    done = clean_customers(stock.assign(online_backup=""), TELCO)
    finding = few_rows_are_quarantined(done, TELCO)
    assert not finding.passed
    assert finding.found == "7,043 of 7,043 rows (100%): blank_not_allowed online_backup 7,043"
    assert values_are_allowed(done, TELCO).found == finding.found


def test_numbers_and_values_are_told_apart() -> None:
    done = cleaned(
        "ynynyn",
        months=["x", "-1", "1.5", "", "5", "6"],
        plan=["Basic", "Basic", "Basic", "Basic", "Gold", "Full"],
    )
    numbers = numbers_are_within_their_ranges(done, CONTRACT)
    assert not numbers.passed
    assert numbers.rows == 3
    assert numbers.details == {
        "by_rule": {"not_a_number months": 1, "not_whole months": 1, "out_of_range months": 1}
    }
    values = values_are_allowed(done, CONTRACT)
    assert not values.passed
    assert values.rows == 2
    assert values.found == (
        "2 of 6 rows (33.3%): blank_not_allowed months 1, value_not_allowed plan 1"
    )


def test_a_label_that_is_neither_is_a_value_not_allowed() -> None:
    finding = values_are_allowed(cleaned("y?"), CONTRACT)
    assert not finding.passed
    assert finding.found == "1 of 2 rows (50%): label_not_recognised left 1"


def test_a_row_with_two_broken_rules_counts_once() -> None:
    finding = numbers_are_within_their_ranges(
        cleaned("yn", months=["-1.5", "2"], price=["x", "1"]), CONTRACT
    )
    assert finding.rows == 1
    assert finding.found.startswith("1 of 2 rows (50%): ")


def test_a_good_table_passes() -> None:
    done = cleaned("ynyn")
    for finding in (
        few_rows_are_quarantined(done, CONTRACT),
        numbers_are_within_their_ranges(done, CONTRACT),
        values_are_allowed(done, CONTRACT),
    ):
        assert finding.passed
        assert finding.found == "0 of 4 rows (0%)"
        assert finding.rows == 0
