"""What is doubtful about given customers."""

from dataclasses import replace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.at_risk.plausible import Plausibility
from churn_platform.analysis.one_customer.fields import Said
from churn_platform.analysis.scoring.encoded import encode_customers, encode_table
from churn_platform.analysis.scoring.linear import LinearParts
from churn_platform.analysis.scoring.scorer import Scorer
from churn_platform_tests.analysis.one_customer.test_dependent import SOUND
from churn_platform_tests.analysis.scoring.made import MADE, customers, linear, scorer_of
from churn_platform_tests.api.trained import trained
from churn_platform_tests.telco import TELCO

CHECKED = Plausibility(TELCO, trained().scorer)
BY_TREES = Plausibility(TELCO, trained("gradient_boosting").scorer)


def doubts(**values: Any) -> list[Said]:
    """What is said of the second of two customers; the first is sound."""
    return doubts_by(CHECKED, values)


def doubts_by(checked: Plausibility, values: dict[str, Any]) -> list[Said]:
    rows = [SOUND, {**SOUND, **values}]
    found = checked.doubts(encode_customers(rows, TELCO))
    assert set(found) <= {1}
    return found.get(1, [])


def test_nothing_is_said_of_customers_that_the_model_learned_from() -> None:
    rows = trained().rows
    assert CHECKED.doubts(encode_table(rows, TELCO)) == {}


def test_a_total_of_50_000_after_3_months_contradicts_them_and_is_an_extrapolation() -> None:
    largest = trained().rows["total_charges"].max()
    first, second = doubts_by(BY_TREES, {"tenure": 3, "total_charges": 50_000.0})
    text = "contradicts other values: far from 150, the product of tenure and MonthlyCharges"
    assert first == Said("TotalCharges", "50000", text)
    assert (second.field, second.found) == ("TotalCharges", "50000")
    assert f"to {largest:,.10g}: the score is an extrapolation" in second.message


def test_what_the_model_does_not_use_is_no_extrapolation() -> None:
    # the logistic regression leaves out the total, so that no value of it moves the score
    (said,) = doubts(tenure=3, total_charges=50_000.0)
    assert said.message.startswith("contradicts other values")
    used = {TELCO.features[place] for place in trained().scorer.parts.used}
    assert used == set(TELCO.features) - {"total_charges"}
    assert trained().rows["total_charges"].max() < 9_000
    long = {"tenure": 72, "monthly_charges": 110.0, "total_charges": 9_000.0}
    assert doubts_by(CHECKED, long) == []
    assert [said.field for said in doubts_by(BY_TREES, long)] == ["TotalCharges"]
    rows = [SOUND, {**SOUND, "total_charges": 50_000.0}]
    assert len(set(trained().scorer.probability(encode_customers(rows, TELCO)).tolist())) == 1
    assert doubts(tenure=900, total_charges=45_000.0)[0].field == "tenure"


def test_a_value_that_no_training_row_has_moves_nothing_in_a_model_without_its_column() -> None:
    # one plan alone, and a model that was fitted without it
    table = customers(300, 1).assign(plan="plus")
    scorer = scorer_of(linear(table), table)
    parts = cast("LinearParts", scorer.parts)
    (place,) = [at for at, name in enumerate(MADE.features) if name == "plan"]
    assert place in parts.used
    (slot,) = np.flatnonzero(parts.categories == place)
    levels = parts.levels.copy()
    levels[parts.offsets[slot] : parts.offsets[slot] + 3] = 0.0
    without = replace(scorer, parts=replace(parts, levels=levels))
    rows = encode_table(table.head(1).assign(plan="basic"), MADE)
    assert [said.field for said in Plausibility(MADE, scorer).doubts(rows)[0]] == ["Plan"]
    assert Plausibility(MADE, without).doubts(rows) == {}


@pytest.mark.parametrize(
    ("total", "is_far"),
    # 12 months at 50 and a tolerance of 0.35: from 390 to 810
    [(389.0, True), (391.0, False), (809.0, False), (811.0, True)],
)
def test_a_product_is_far_beyond_the_tolerance_of_the_contract(total: float, is_far: bool) -> None:
    assert [said.field for said in doubts(total_charges=total)] == ["TotalCharges"] * is_far


def test_without_a_month_one_monthly_charge_is_plausible_and_more_is_not() -> None:
    for total in (0.0, 50.0):
        said = doubts(tenure=0, total_charges=total)
        assert all(each.message.startswith("outside of the model's") for each in said)
    more = doubts(tenure=0, total_charges=51.0)
    assert "far from 0, the product" in more[0].message


def test_a_broken_implication_names_both_columns() -> None:
    assert doubts(internet_service="No", **_without("streaming_tv")) == [
        Said(
            "StreamingTV",
            "'Yes'",
            "contradicts InternetService: where that is 'No', this is 'No internet service'",
        )
    ]
    (said,) = doubts(multiple_lines="No phone service")
    assert (said.field, said.found) == ("PhoneService", "'Yes'")


def _without(*names: str) -> dict[str, str]:
    nets = [rule.other for rule in TELCO.implications if rule.column == "internet_service"]
    return {name: "No internet service" for name in nets if name not in names}


def test_what_is_not_known_contradicts_nothing() -> None:
    assert doubts(internet_service="No", **{**_without(), "streaming_tv": None}) == []
    assert doubts(tenure=None, total_charges=1.0e3) == []


def test_numbers_without_end_are_no_contradiction() -> None:
    said = doubts(tenure=1e200, monthly_charges=1e200)
    assert [one.field for one in said] == ["tenure", "MonthlyCharges"]


def test_what_no_training_row_has_is_an_extrapolation() -> None:
    table = customers(300, 1)  # nobody has the plan "never", nor a region from r37
    scorer = scorer_of(linear(table), table)
    checked = Plausibility(MADE, scorer)
    rows = table.head(2).assign(plan=["never", "plus"], region=["r1", "r39"], months=[5, 72])
    found = checked.doubts(encode_table(rows, MADE))
    assert [(said.field, said.found) for said in found[0]] == [("Plan", "'never'")]
    assert [(said.field, said.found) for said in found[1]] == [
        ("Months", "72"),
        ("Region", "'r39'"),
    ]
    assert found[1][0].message == (
        "outside of the model's training data, which has 0 to 71: the score is an extrapolation"
    )


def test_a_column_without_a_value_in_training_says_nothing() -> None:
    table = customers(300, 1).assign(spend=np.nan)
    scorer = scorer_of(linear(table), table)
    rows = table.head(1).assign(spend=5.0)
    assert Plausibility(MADE, scorer).doubts(encode_table(rows, MADE)) == {}


def test_a_scorer_of_before_says_nothing_of_what_it_learned_from() -> None:
    before = Scorer(trained().scorer.features, trained().scorer.parts)
    checked = Plausibility(TELCO, before)
    rows = pd.DataFrame([{**SOUND, "tenure": 900, "total_charges": 45_000.0}])
    assert checked.doubts(encode_table(rows, TELCO)) == {}
