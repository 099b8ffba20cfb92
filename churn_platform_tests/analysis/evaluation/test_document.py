import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics

from churn_platform.analysis.calibration.assessment import calibration_of
from churn_platform.analysis.campaign.expected_profit import expected_maximum_profit
from churn_platform.analysis.campaign.profit import Campaign
from churn_platform.analysis.evaluation.document import Evaluation, Protocol, evaluate_models
from churn_platform.analysis.statistics.ranking import FloatArray, IntArray
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.evaluation.cases import customers
from churn_platform_tests.analysis.evaluation.independent import (
    best_threshold,
    binned,
    earned,
    numbers,
)
from churn_platform_tests.telco import TELCO

PAYS_FROM = 11 / 67  # where 0.3 (200 - 10) - 1 for a churner makes up for 10 + 1 for a stayer
FIRST, SECOND = "logistic_regression", "gradient_boosting"
PROTOCOL = Protocol(Campaign(), seed=3, samples=30, smallest_segment=60)


class Case(NamedTuple):
    train: pd.DataFrame
    test: pd.DataFrame
    probabilities: dict[str, FloatArray]
    out_of_fold: dict[str, pd.DataFrame]


def table(y: IntArray, seed: int) -> pd.DataFrame:
    """Return customers with these labels and with made columns that results are broken down by."""
    draw = np.random.default_rng(seed)
    columns: dict[str, Any] = {TELCO.target: y}
    sensitive = [column.name for column in TELCO.columns if column.sensitive]
    for name in dict.fromkeys([*TELCO.segment_columns, *sensitive]):
        column = TELCO[name]
        numbers_of = {"flag": [0, 1], "numeric": list(range(73))}
        levels = np.array(numbers_of.get(column.kind, column.values))
        columns[name] = draw.choice(levels, len(y))
    return pd.DataFrame(columns)


def folds(y: IntArray, p: FloatArray, seed: int) -> pd.DataFrame:
    repeat = np.repeat([0, 1], len(y) // 2)
    fold = np.random.default_rng(seed).integers(0, 5, len(y))
    return pd.DataFrame({"repeat": repeat, "fold": fold, "target": y, "probability": p})


@pytest.fixture(scope="module")
def case() -> Case:
    y, p = customers(500, 11)
    q = np.clip(0.5 * p + 0.25 + np.random.default_rng(5).normal(0, 0.15, 500), 0, 1)
    seen, r = customers(800, 12)
    return Case(
        table(seen, 100),
        table(y, 101),
        {FIRST: p, SECOND: q},
        {FIRST: folds(seen, r, 1), SECOND: folds(seen, r**2, 2)},
    )


@pytest.fixture(scope="module")
def done(case: Case) -> Evaluation:
    return evaluate_models(*case, TELCO, PROTOCOL)


@pytest.mark.parametrize("name", [FIRST, SECOND])
def test_the_numbers_of_a_model_are_those_of_an_independent_computation(
    case: Case, done: Evaluation, name: str
) -> None:
    y, p = case.test[TELCO.target].to_numpy(), case.probabilities[name]
    model = done.metrics["models"][name]
    expected = numbers(y, p)
    assert {key: model[key] for key in expected} == pytest.approx(expected, abs=1e-12)
    assert (model["profit"], model["profit_share"]) == expected_maximum_profit(y, p, Campaign())
    assert model["mpc_share"] == pytest.approx((p >= best_threshold(y, p)).mean())
    matrix = metrics.confusion_matrix(y, p >= 0.5)
    assert list(model["confusion_matrix"].values()) == matrix.ravel().tolist()
    assert (model["undefined"], model["left_out"]) == ({}, {})


@pytest.mark.parametrize("name", [FIRST, SECOND])
def test_thresholds_are_chosen_on_training_customers_and_measured_on_test_ones(
    case: Case, done: Evaluation, name: str
) -> None:
    y, p = case.test[TELCO.target].to_numpy(), case.probabilities[name]
    seen = case.out_of_fold[name]
    known, q = seen["target"].to_numpy(), seen["probability"].to_numpy()
    f1 = {threshold: metrics.f1_score(known, q >= threshold) for threshold in np.unique(q)[::-1]}
    expected = {"f1": max(f1, key=lambda t: f1[t]), "half": 0.5}
    expected["profit"] = PAYS_FROM
    model = done.metrics["models"][name]
    found = {key: value["threshold"] for key, value in model["thresholds"].items()}
    assert found == pytest.approx(expected)
    for key, threshold in expected.items():
        got = model["thresholds"][key]
        assert got["f1"] == pytest.approx(metrics.f1_score(y, p >= threshold))
        assert got["profit"] == pytest.approx(earned(y, p, threshold))
        assert got["share"] == pytest.approx((p >= threshold).mean())
    assert model["f1_tuned"] == model["thresholds"]["f1"]["f1"]


def resampled() -> Iterator[IntArray]:
    """Yield the rows of each resample, drawn as the document's seed draws them."""
    places = np.random.default_rng(3).integers(0, 500, size=(30, 500))
    yield from np.sort(places, axis=1)


@pytest.mark.parametrize("name", [FIRST, SECOND])
def test_intervals_are_percentiles_over_resampled_rows(
    case: Case, done: Evaluation, name: str
) -> None:
    y, p = case.test[TELCO.target].to_numpy(), case.probabilities[name]
    drawn = pd.DataFrame([numbers(y[rows], p[rows]) for rows in resampled()])
    model = done.metrics["models"][name]
    assert model["intervals"]["ece"] is None
    for key, found in {key: ends for key, ends in model["intervals"].items() if ends}.items():
        assert found == pytest.approx(np.percentile(drawn[key], [2.5, 97.5]).tolist(), abs=1e-12)
    assert {key for key, ends in model["intervals"].items() if ends} == set(drawn) - {"ece"}


def published(found: Any) -> Iterator[tuple[str, float, float, float]]:
    """Yield name, value and the ends of each interval of a document, wherever it stands."""
    for name, one in found.items() if isinstance(found, dict) else enumerate(found):
        if isinstance(one, dict) and one.get("low") is not None and "value" in one:
            yield str(name), one["value"], one["low"], one["high"]
        if isinstance(one, dict) and isinstance(one.get("intervals"), dict):
            for score, ends in one["intervals"].items():
                if ends is not None:
                    yield score, one[score], ends[0], ends[1]
        if isinstance(one, dict | list):
            yield from published(one)


@pytest.mark.parametrize("seed", range(30))
def test_every_interval_of_every_small_table_holds_its_estimate(seed: int) -> None:
    draw = np.random.default_rng(seed)
    n, share = int(draw.choice([6, 20, 60, 300])), draw.choice([0.05, 0.3, 0.6])
    y = (draw.random(n) < share).astype(np.int64)
    y[:2] = 0, 1
    p = np.clip(share + draw.random() * (y - share) + 0.2 * draw.standard_normal(n), 0, 1)
    q = p.round(1) if seed % 2 else np.clip(p + 0.1 * draw.standard_normal(n), 0, 1)
    seen, r = customers(100, seed)
    campaign = Campaign(clv=draw.choice([30.0, 200.0, 2000.0]))
    got = evaluate_models(
        table(seen, seed),
        table(y, seed + 1),
        {FIRST: p, SECOND: q},
        {FIRST: folds(seen, r, 1), SECOND: folds(seen, r, 2)},
        TELCO,
        Protocol(campaign, seed=seed, samples=100),
    )
    known = [*published(got.metrics), *published(got.details)]
    assert {"roc_auc", "brier", "accuracy", "mpc", "precision"} <= {name for name, *_ in known}
    assert [one for one in known if not one[2] <= one[1] <= one[3]] == []


def test_the_top_of_the_ranking_has_intervals_too(case: Case, done: Evaluation) -> None:
    y, p = case.test[TELCO.target].to_numpy(), case.probabilities[SECOND]
    for percent, top in done.metrics["models"][SECOND]["top"].items():
        customers_at_top = 500 * int(percent) // 100
        chosen = np.argsort(-p, kind="stable")[:customers_at_top]
        assert top["customers"] == customers_at_top
        assert top["precision"] == pytest.approx(y[chosen].mean())
        assert top["recall"] == pytest.approx(y[chosen].sum() / y.sum())
        shares = [
            y[rows][np.argsort(-p[rows], kind="stable")[:customers_at_top]].mean()
            for rows in resampled()
        ]
        expected = np.percentile(shares, [2.5, 97.5]).tolist()
        assert top["intervals"]["precision"] == pytest.approx(expected)


def test_the_comparison_is_of_paired_resamples(case: Case, done: Evaluation) -> None:
    y = case.test[TELCO.target].to_numpy()
    p, q = case.probabilities[FIRST], case.probabilities[SECOND]
    got = done.metrics["comparison"]
    assert (got["minuend"], got["subtrahend"], got["measure"]) == (SECOND, FIRST, "roc_auc")
    drawn = [
        metrics.roc_auc_score(y[rows], q[rows]) - metrics.roc_auc_score(y[rows], p[rows])
        for rows in resampled()
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    value = metrics.roc_auc_score(y, q) - metrics.roc_auc_score(y, p)
    expected = {"value": value, "low": low, "high": high}
    assert got["differences"]["roc_auc"] == pytest.approx(expected, abs=1e-12)
    assert (got["verdict"], high < 0) == (FIRST, True)  # the second is the first with noise


def test_beside_the_calibration_error_stands_what_calibrated_probabilities_would_show(
    case: Case, done: Evaluation
) -> None:
    y = case.test[TELCO.target].to_numpy()
    for name, p in case.probabilities.items():
        got = done.metrics["models"][name]["calibration"]
        assert got["observed_over_expected"]["value"] == pytest.approx(y.sum() / p.sum())
        assert got == calibration_of(y, p, PROTOCOL.samples, PROTOCOL.seed)
    # the second model's probabilities are drawn towards one half
    second = done.metrics["models"][SECOND]
    assert second["ece"] > second["calibration"]["ece_if_calibrated"]["high"]


def test_what_else_the_document_says(case: Case, done: Evaluation) -> None:
    got, y = done.metrics, case.test[TELCO.target].to_numpy()
    assert (got["train_rows"], got["test_rows"]) == (800, 500)
    assert got["churn_rate"] == pytest.approx(y.mean())
    share = case.train[TELCO.target].mean()
    assert got["baseline"]["brier"] == pytest.approx(((y - share) ** 2).mean())
    covers = "other test customers; the models stay as they were fitted"
    assert got["bootstrap"] == {"samples": 30, "seed": 3, "level": 0.95, "covers": covers}
    assert got["campaign"] == {
        "clv": 200.0,
        "offer_cost": 10.0,
        "contact_cost": 1.0,
        "alpha": 6.0,
        "beta": 14.0,
    }
    assert got["models"][FIRST]["cross_validation"]["brier"]["fits"] == 10


def test_the_tables_agree_with_the_rows(case: Case, done: Evaluation) -> None:
    y, p = case.test[TELCO.target].to_numpy(), case.probabilities[FIRST]
    got = done.details["models"][FIRST]
    ranked = pd.Series(y[np.argsort(-p, kind="stable")]).groupby(np.arange(500) // 50).sum()
    assert [row["leavers"] for row in got["deciles"]] == ranked.tolist()
    for row, rows in zip(got["reliability"], binned(p), strict=True):
        assert row["customers"] == rows.sum()
        assert row["observed"] == (pytest.approx(y[rows].mean()) if rows.any() else None)
    assert list(got["segments"]) == TELCO.segment_columns
    for name in TELCO.segment_columns:
        assert sum(row["customers"] for row in got["segments"][name]) == 500
    for row in got["segments"]["contract"]:
        rows = (case.test["contract"] == row["segment"]).to_numpy()
        assert row["roc_auc"] == pytest.approx(metrics.roc_auc_score(y[rows], p[rows]))
        assert row["small"] == (rows.sum() < 60)
    assert max(profit for _, profit in got["profit_curve"]) == done.metrics["models"][FIRST]["mpc"]


def test_error_rates_are_at_the_campaigns_threshold_of_each_model(
    case: Case, done: Evaluation
) -> None:
    y = case.test[TELCO.target].to_numpy()
    for name, p in case.probabilities.items():
        threshold = done.metrics["models"][name]["thresholds"]["profit"]["threshold"]
        got = done.details["models"][name]["sensitive"]
        assert (got["threshold"], list(got["columns"])) == (
            threshold,
            ["gender", "senior_citizen", "partner", "dependents"],
        )
        for one, value in zip(got["columns"]["senior_citizen"], (0, 1), strict=True):
            stayed = (case.test["senior_citizen"] == value).to_numpy() & (y == 0)
            rate = one["false_positive_rate"]["value"]
            assert rate == pytest.approx((p[stayed] >= threshold).mean())


def test_a_sensitive_number_is_banded_as_segments_are(case: Case) -> None:
    document = TELCO.model_dump(exclude_defaults=True)
    for column in document["columns"]:
        column["sensitive"] = column["name"] == "monthly_charges"
    contract = Contract.model_validate(document)
    train = case.train.assign(monthly_charges=np.arange(800) % 4 + 0.5)
    test = case.test.assign(monthly_charges=np.arange(500) % 2 + 1.2)
    got = evaluate_models(train, test, *case[2:], contract, PROTOCOL).details
    rows = got["models"][FIRST]["sensitive"]["columns"]["monthly_charges"]
    assert [(row["group"], row["customers"]) for row in rows] == [
        ("0.5–1.5", 250),
        ("1.5–2.5", 250),
    ]
    assert "monthly_charges" not in got["models"][FIRST]["segments"]


def test_bands_of_segments_come_from_the_training_customers(case: Case) -> None:
    contract = TELCO.model_copy(update={"segments": ("monthly_charges",)})
    train = case.train.assign(monthly_charges=np.arange(800) % 4 + 0.5)
    test = case.test.assign(monthly_charges=2.2)
    got = evaluate_models(train, test, *case[2:], contract, PROTOCOL).details
    rows = got["models"][FIRST]["segments"]["monthly_charges"]
    assert [(row["segment"], row["customers"]) for row in rows] == [("1.5–2.5", 500)]


def test_both_documents_are_json_without_nan_and_the_same_every_time(
    case: Case, done: Evaluation
) -> None:
    again = evaluate_models(*case, TELCO, PROTOCOL)
    for one, other in ((done.metrics, again.metrics), (done.details, again.details)):
        assert json.dumps(one, allow_nan=False) == json.dumps(other, allow_nan=False)
        assert json.loads(json.dumps(one)) == one


def test_test_customers_of_one_class_leave_nulls_with_reasons(case: Case) -> None:
    test = case.test.assign(**{TELCO.target: 0})
    got = evaluate_models(case.train, test, *case[2:], TELCO, PROTOCOL).metrics
    model = got["models"][FIRST]
    assert (model["roc_auc"], model["intervals"]["roc_auc"]) == (None, None)
    # Wilson, none of 25: to z² / (25 + z²) = 3.8415 / 28.8415
    top = model["top"]["5"]["intervals"]
    assert top == {"precision": pytest.approx([0.0, 0.13319], abs=1e-5), "recall": None}
    assert got["comparison"]["verdict"] == "no clear winner"
    assert got["comparison"]["differences"]["roc_auc"]["value"] is None
    assert (model["profit"], model["profit_share"], model["mpc"]) == (0.0, 0.0, 0.0)
    json.dumps(got, allow_nan=False)


def test_the_tables_of_other_models_are_refused(case: Case) -> None:
    other = {FIRST: case.out_of_fold[FIRST]}
    with pytest.raises(ValueError, match=r"found out-of-fold tables of \['logistic_regression'\]"):
        evaluate_models(*case[:3], other, TELCO, PROTOCOL)
