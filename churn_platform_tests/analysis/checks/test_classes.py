import pandas as pd
import pytest

from churn_platform.analysis.checks.classes import (
    both_classes_are_large_enough,
    share_of_leavers_is_plausible,
)
from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform_tests.analysis.checks.tables import CONTRACT, cleaned, held_to
from churn_platform_tests.telco import TELCO


def test_a13_one_class_alone_is_said(stock: pd.DataFrame) -> None:
    done = clean_customers(stock[stock["churn"] == "No"], TELCO)
    finding = both_classes_are_large_enough(done, TELCO)
    assert not finding.passed
    assert finding.found == "only one class present: 0 customers left, 5,174 stayed"
    assert finding.expected == "at least 10 of each"
    assert finding.rows == 10
    assert not share_of_leavers_is_plausible(done, TELCO).passed


@pytest.mark.parametrize(("left", "lacking"), [("y" * 10 + "n" * 10, 0), ("y" * 8 + "n" * 9, 3)])
def test_either_class_must_be_large_enough(left: str, lacking: int) -> None:
    finding = both_classes_are_large_enough(cleaned(left), CONTRACT)
    assert finding.passed is (lacking == 0)
    assert finding.rows == lacking
    assert finding.details == {"left": left.count("y"), "stayed": left.count("n")}


def test_a_contract_cannot_ask_for_fewer_than_split_and_folds_need() -> None:
    least = held_to(fewest_per_class=2)
    finding = both_classes_are_large_enough(cleaned("yy" + "n" * 48), least)
    assert not finding.passed
    assert finding.found == "2 customers left, 48 stayed"
    assert finding.expected == "at least 3 of each (1 to test on, 2 to train on)"
    assert both_classes_are_large_enough(cleaned("yyynnn"), least).passed


def test_only_churned_customers_are_one_class_as_well() -> None:
    found = both_classes_are_large_enough(cleaned("y" * 30), CONTRACT).found
    assert found == "only one class present: 30 customers left, 0 stayed"


def test_customers_without_a_label_are_of_no_class() -> None:
    done = cleaned("---")
    for finding in (
        both_classes_are_large_enough(done, CONTRACT),
        share_of_leavers_is_plausible(done, CONTRACT),
    ):
        assert not finding.passed
        assert finding.found == "no labelled customers"
    ways = both_classes_are_large_enough(done, CONTRACT).expected
    assert ways.startswith("at least 10 of each; to score customers with an unknown outcome: ")
    assert "make score SOURCE=" in ways and "POST /api/predictions" in ways


@pytest.mark.parametrize(
    ("left", "passes"), [("ynnn", True), ("yyyn", True), ("nnnn", False), ("yyyy", False)]
)
def test_the_bounds_of_the_share_are_plausible_themselves(left: str, passes: bool) -> None:
    finding = share_of_leavers_is_plausible(cleaned(left), held_to(label_share=(0.25, 0.75)))
    assert finding.passed is passes
    assert finding.expected == "from 25% to 75%"


def test_the_share_is_that_of_the_labelled_customers() -> None:
    finding = share_of_leavers_is_plausible(cleaned("ynn--"), CONTRACT)
    assert finding.found == "1 of 3 customers left (33.3%)"
    assert finding.rows == 1
    assert finding.details == {"share": 0.333333}
