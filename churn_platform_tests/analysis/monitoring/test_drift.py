import json
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.monitoring.binning import FloatArray
from churn_platform.analysis.monitoring.drift import drift_of
from churn_platform.analysis.monitoring.reference import reference_of
from churn_platform_tests.analysis.monitoring.batches import CONTRACT, WITHOUT_PLAN, batch, scores
from churn_platform_tests.telco import TELCO

REFERENCE = reference_of(batch(), scores(), CONTRACT)


def of(rows: pd.DataFrame, probability: Any = None, **limits: Any) -> dict[str, Any]:
    probability = scores(len(rows)) if probability is None else probability
    return drift_of(REFERENCE, rows, probability, CONTRACT, **limits)


def entry(report: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [one for one in report["features"] if one["name"] == name]
    return dict(found)


def test_the_rows_of_the_reference_have_not_drifted() -> None:
    report = of(batch())
    assert [one["psi"] for one in [*report["features"], report["score"]]] == [0, 0, 0, 0]
    assert (report["drifted"], report["verdict"]) == ([], "none")
    assert (report["rows"], report["reference_rows"]) == (1000, 1000)


def test_a_flag_that_grew_is_measured_by_hand() -> None:
    # yes 50% -> 75%: the index is 0.25 ln 3, its mean without change 1/1000 + 1/800
    found = entry(of(batch(800, loyal=[1.0, 1, 1, 0] * 200)), "loyal")
    assert found["psi"] == pytest.approx(0.25 * math.log(3))
    assert found["psi_corrected"] == pytest.approx(0.25 * math.log(3) - 0.00225)
    assert found["bins"] == 2
    assert found["shift"] == "Yes 50% -> 75%"
    assert (found["verdict"], found["reason"]) == ("large", None)
    # 1,100 of 1,800 are "yes": 500 and 500 for 611.1 and 388.9 expected, and 600 and 200
    assert 0 < found["p_value"] < 1e-20


def test_groups_that_share_customers_have_no_p_value() -> None:
    report = of(batch(800, loyal=[1.0, 1, 1, 0] * 200), disjoint=False)
    assert report["disjoint"] is False
    assert {one["p_value"] for one in [*report["features"], report["score"]]} == {None}
    assert entry(report, "loyal")["verdict"] == "large"


def test_the_most_drifted_feature_is_first_and_drifted_ones_are_named() -> None:
    changed = batch(spend=np.arange(1000) % 100 * 1.1, loyal=1.0, plan=["a", "b"] * 500)
    report = of(changed)
    assert [one["name"] for one in report["features"]] == ["loyal", "plan", "spend"]
    corrected = [one["psi_corrected"] for one in report["features"]]
    assert corrected == sorted(corrected, reverse=True)
    assert report["drifted"] == ["loyal", "plan"]
    assert report["verdict"] == "large"


def test_the_limits_are_as_given() -> None:
    changed = batch(loyal=[1.0, 1, 1, 0] * 250)  # 0.2747 less 0.002
    for warning, alarm, expected in [
        (0.1, 0.27, "large"),
        (0.1, 0.28, "moderate"),
        (0.3, 1, "none"),
    ]:
        report = of(changed, warning=warning, alarm=alarm)
        assert (entry(report, "loyal")["verdict"], report["verdict"]) == (expected, expected)


@pytest.mark.parametrize(("warning", "alarm"), [(0.3, 0.2), (0.0, 0.2), (-1.0, 1.0)])
def test_limits_in_the_wrong_order_are_refused(warning: float, alarm: float) -> None:
    with pytest.raises(ValueError, match="expected 0 < warning <= alarm"):
        of(batch(), warning=warning, alarm=alarm)


def test_scores_that_drift_are_said_apart_from_the_features() -> None:
    report = of(batch(), scores() ** 3)
    assert report["score"]["verdict"] == "large"
    assert report["score"]["shift"].startswith("mean 0.500 -> 0.250")
    assert (report["drifted"], report["verdict"]) == ([], "large")


def test_values_that_are_missing_now_are_a_drift() -> None:
    spend = np.where(np.arange(1000) % 5 == 0, np.nan, np.arange(1000) % 100)
    found = entry(of(batch(spend=spend)), "spend")
    assert found["verdict"] == "large"
    assert found["shift"].endswith("missing 0% -> 20%")


def test_a_value_that_the_reference_does_not_know_is_a_drift() -> None:
    found = entry(of(batch(plan=["a", "new", "c", "a"] * 250)), "plan")
    assert (found["verdict"], found["shift"]) == ("large", "b 25% -> 0%")


def test_what_a_new_contract_changed_is_not_comparable() -> None:
    rows = batch(spend=1.0, region=["north"] * 1000)
    report = drift_of(REFERENCE, rows, scores(), WITHOUT_PLAN)
    reasons = {one["name"]: one["reason"] for one in report["features"]}
    assert reasons == {
        "loyal": None,
        "spend": "it is a numeric in the reference and a flag now",
        "region": "the reference has no such feature",
        "plan": "it is no feature of the contract now",
    }
    assert entry(report, "region")["verdict"] == "not comparable"
    assert entry(report, "region")["psi"] is None
    assert (report["drifted"], report["verdict"]) == ([], "none")


def test_a_batch_without_rows_is_not_comparable() -> None:
    report = of(batch(0))
    for one in [*report["features"], report["score"]]:
        assert (one["psi"], one["verdict"]) == (None, "not comparable")
        assert one["reason"] == "the batch has no rows"
    assert report["verdict"] == "none"


@pytest.mark.parametrize("rows", [1, 3, 10, 30])
def test_a_handful_of_rows_does_not_drift_by_chance(rows: int) -> None:
    for seed in range(20):
        places = np.random.default_rng(seed).integers(0, 1000, rows)
        report = of(batch().iloc[places], scores()[places])
        assert report["verdict"] == "none", seed


def test_a_report_can_be_json_and_names_nobody() -> None:
    text = json.dumps(of(batch(loyal=1.0)), allow_nan=False)
    assert "SECRET" not in text


def planted(clean: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """Return dearer customers, half of whom were moved to bills by post."""
    half = np.random.default_rng(seed).random(len(clean)) < 0.5
    payment = clean["payment_method"].mask(half, "Mailed check")
    return clean.assign(monthly_charges=clean["monthly_charges"] * 1.3, payment_method=payment)


def verdicts(report: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["verdict"] for one in report["features"]}


@pytest.fixture(scope="module")
def real_scores(real_clean: pd.DataFrame) -> FloatArray:
    """A score that depends on tenure, as a model's would."""
    tenure = real_clean["tenure"].to_numpy(dtype="float64")
    return np.asarray(1 / (1 + np.exp(tenure / 20 - 0.5)), dtype=np.float64)


@pytest.fixture(scope="module")
def real_reference(real_clean: pd.DataFrame, real_scores: FloatArray) -> dict[str, Any]:
    return reference_of(real_clean, real_scores, TELCO)


def test_exactly_the_planted_features_of_the_real_table_drift(
    real_clean: pd.DataFrame, real_scores: FloatArray, real_reference: dict[str, Any]
) -> None:
    report = drift_of(real_reference, planted(real_clean), real_scores, TELCO)
    assert set(report["drifted"]) == {"monthly_charges", "payment_method"}
    assert entry(report, "monthly_charges")["shift"].startswith("mean 64.8 -> 84.2")
    assert entry(report, "payment_method")["shift"].startswith("Mailed check 22.9% -> 61")
    assert report["score"]["psi"] == 0


@pytest.mark.parametrize("seed", range(5))
def test_two_halves_of_the_real_table_have_not_drifted(
    seed: int, real_clean: pd.DataFrame, real_scores: FloatArray
) -> None:
    places = np.random.default_rng(seed).permutation(len(real_clean))
    one, other = places[:3521], places[3521:]
    reference = reference_of(real_clean.iloc[one], real_scores[one], TELCO)
    report = drift_of(reference, real_clean.iloc[other], real_scores[other], TELCO)
    assert (report["drifted"], report["verdict"]) == ([], "none")


@pytest.mark.parametrize("rows", [352, 141, 35])  # 5%, 2% and 0.5%
def test_a_small_part_of_the_real_table_has_not_drifted(
    rows: int,
    real_clean: pd.DataFrame,
    real_scores: FloatArray,
    real_reference: dict[str, Any],
) -> None:
    for seed in range(15):
        places = np.random.default_rng(seed).permutation(len(real_clean))[:rows]
        part, score = real_clean.iloc[places], real_scores[places]
        assert drift_of(real_reference, part, score, TELCO)["verdict"] == "none", seed


def test_a_twentieth_of_a_shifted_batch_has_the_verdicts_of_the_whole(
    real_clean: pd.DataFrame, real_scores: FloatArray, real_reference: dict[str, Any]
) -> None:
    shifted, score = planted(real_clean), real_scores
    whole = verdicts(drift_of(real_reference, shifted, score, TELCO))
    for seed in range(15):
        places = np.random.default_rng(seed).permutation(len(shifted))[:352]
        part = drift_of(real_reference, shifted.iloc[places], score[places], TELCO)
        assert verdicts(part) == whole, seed
