import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.processed import processed_findings
from churn_platform.checks import CHECKS
from churn_platform_tests.analysis.checks.tables import CONTRACT, cleaned
from churn_platform_tests.analysis.composed import process_customers

SPLIT = pd.Series(["train"] * 6 + ["test"] * 2, dtype=object)


@pytest.fixture
def processed() -> pd.DataFrame:
    """Eight customers, six of them to train on."""
    return process_customers(cleaned("ynynynyn").customers, SPLIT, CONTRACT)


def _finding(processed: pd.DataFrame, name: str) -> Finding:
    return {each.name: each for each in processed_findings(processed, CONTRACT)}[name]


def test_there_is_one_finding_for_each_check_in_the_catalogue(processed: pd.DataFrame) -> None:
    findings = processed_findings(processed, CONTRACT)
    assert [finding.name for finding in findings] == [
        name for asset, name in CHECKS if asset == "processed_customers"
    ]
    assert [finding.name for finding in findings if not finding.passed] == []
    assert [finding.rows for finding in findings] == [0, 0, 0, 0]


def test_missing_and_infinite_values_are_counted_by_column(processed: pd.DataFrame) -> None:
    processed.loc[[0, 1], "months"] = [np.nan, np.inf]
    processed.loc[1, "plan=Full"] = np.nan
    finding = _finding(processed, "no_value_is_missing_or_infinite")
    assert not finding.passed
    assert finding.found == "3 such values: months 2, plan=Full 1"
    assert finding.rows == 2
    assert finding.details == {"months": 2, "plan=Full": 1}
    assert not _finding(processed, "numbers_are_scaled").passed


def test_scaling_is_that_of_the_training_rows(processed: pd.DataFrame) -> None:
    # months 1 to 6: mean 3.5, population variance 35/12
    expected = (np.arange(1, 9) - 3.5) / np.sqrt(35 / 12)
    assert processed["months"].to_numpy() == pytest.approx(expected)
    processed.loc[6, "months"] = 1e6
    assert _finding(processed, "numbers_are_scaled").passed
    processed["months"] = (np.arange(1, 9) - 4.5) / np.sqrt(5.25)  # of all rows
    finding = _finding(processed, "numbers_are_scaled")
    assert not finding.passed
    # mean -1 / sqrt(5.25), variance (35/12) / 5.25
    assert finding.found == "months has mean -0.436436 and variance 0.555556"
    assert finding.rows == 6
    assert finding.details == {"not_scaled": ["months"]}


def test_a_small_error_of_scale_is_found(processed: pd.DataFrame) -> None:
    good = processed["price"]
    assert _finding(processed.assign(price=good + 5e-7), "numbers_are_scaled").passed
    assert not _finding(processed.assign(price=good + 2e-6), "numbers_are_scaled").passed
    assert not _finding(processed.assign(price=good * 1.00001), "numbers_are_scaled").passed


def test_a_constant_needs_no_variance() -> None:
    customers = cleaned("ynynynyn", price=["7"] * 8).customers
    finding = _finding(process_customers(customers, SPLIT, CONTRACT), "numbers_are_scaled")
    assert finding.passed
    assert finding.found == "2 numeric columns, all scaled"


def test_without_training_rows_nothing_is_scaled(processed: pd.DataFrame) -> None:
    assert not _finding(processed.assign(split="test"), "numbers_are_scaled").passed


def test_a_customer_on_both_sides_is_counted_and_not_named(processed: pd.DataFrame) -> None:
    processed.loc[7, "id"] = processed.loc[0, "id"]
    finding = _finding(processed, "no_customer_is_on_both_sides")
    assert not finding.passed
    assert finding.found == "6 ids to train on, 2 to test on, 1 in both"
    assert finding.rows == 2
    assert "id-001" not in str(finding)


def test_a_customer_twice_on_one_side_is_on_one_side(processed: pd.DataFrame) -> None:
    processed.loc[1, "id"] = processed.loc[0, "id"]
    assert _finding(processed, "no_customer_is_on_both_sides").passed


def test_the_model_ready_columns_are_those_of_the_contract(processed: pd.DataFrame) -> None:
    assert list(processed.columns) == [
        "id", "split", "left", "months", "price", "online", "plan=Basic", "plan=Full", "plan=Trial",
    ]  # fmt: skip
    finding = _finding(processed, "every_feature_reached_the_encoder")
    assert finding.passed
    assert finding.found == "9 columns"
    assert finding.expected == ("9 columns: id, split, target, then numbers, flags and levels")


def test_columns_that_lack_or_are_too_many_are_named(processed: pd.DataFrame) -> None:
    changed = processed.drop(columns=["months", "plan=Trial"]).assign(extra=1.0)
    finding = _finding(changed, "every_feature_reached_the_encoder")
    assert not finding.passed
    assert finding.found == "no ['months', 'plan=Trial']; also ['extra']"
    assert finding.rows == 8
    assert finding.details == {"missing": ["months", "plan=Trial"], "extra": ["extra"]}


def test_another_order_is_found(processed: pd.DataFrame) -> None:
    order = [*processed.columns[:3], *reversed(processed.columns[3:])]
    finding = _finding(processed[order], "every_feature_reached_the_encoder")
    assert not finding.passed
    assert finding.found == "the columns in another order, or twice"
