"""Drift from batch to batch: what is raised, against which batch, and that nothing stops."""

import json
import math
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import dagster as dg
import joblib
import numpy as np
import pandas as pd
import pytest
from scipy.special import logit
from scipy.stats import chi2_contingency
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score

from churn_platform.catalog import CHAMPION, SCORING_PIPELINE
from churn_platform.metadata import Meta
from churn_platform.sources.sample.telco import write_sample
from churn_platform.storage.artifacts import PublishedFile, resolve
from churn_platform_tests.platform import TO_CHAMPION, Platform
from churn_platform_tests.telco import TELCO

DRIFT = "batch_drift"
CHECK = "features_have_not_drifted"
PLANTED = {"monthly_charges", "payment_method"}
_CUSTOMERS, _TRAIN = 1500, 1050


def shifted(table: pd.DataFrame) -> pd.DataFrame:
    """Dearer for all, and half of all pay in one way; the outcome stays as it was."""
    dearer = (table["MonthlyCharges"].astype(float) * 1.3).round(2).astype(str)
    other = table["PaymentMethod"].where(table.index % 2 == 0, "Mailed check")
    return table.assign(MonthlyCharges=dearer, PaymentMethod=other)


def newest_checks(platform: Platform) -> dict[str, dg.AssetCheckEvaluation]:
    """The newest evaluation of each check of the drift, as the UI shows it after the run."""
    names = (CHECK, "scores_have_not_drifted", "predictions_match_outcomes")
    keys = [dg.AssetCheckKey(dg.AssetKey(DRIFT), name) for name in names]
    found = platform.instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
    evaluations = {}
    for key, record in found.items():
        assert record.event and record.event.dagster_event
        evaluations[key.name] = record.event.dagster_event.asset_check_evaluation_data
    return evaluations


def dict_of(check: dg.AssetCheckEvaluation, name: str) -> dict[str, Any]:
    value = check.metadata[name].value
    assert isinstance(value, dict)
    return value


def drift(platform: Platform) -> dict[str, Any]:
    found: dict[str, Any] = platform.newest(DRIFT).metadata[Meta.DRIFT]
    return found


def test_the_batch_that_the_model_was_trained_on_has_not_drifted(finished: Platform) -> None:
    checks = newest_checks(finished)
    assert {name: check.passed for name, check in checks.items()} == dict.fromkeys(checks, True)
    assert len(checks) == 3
    assert (drift(finished)["drifted"], drift(finished)["verdict"]) == ([], "none")
    assert drift(finished)["reference_rows"] == 210  # its training rows


def test_the_first_batch_compares_who_trained_the_model_with_who_did_not(
    finished: Platform,
) -> None:
    report = drift(finished)
    clean = pd.read_parquet(finished.stable("clean_customers"))
    split = pd.read_parquet(finished.stable("processed_customers"))["split"]
    assert (report["rows"], report["disjoint"], report["held_out"]) == (90, True, True)
    assert report["same_model"]
    (found,) = (one for one in report["features"] if one["name"] == "contract")
    counts = pd.crosstab(split, clean["contract"]).loc[["train", "test"]]
    assert found["p_value"] == pytest.approx(chi2_contingency(counts, correction=False).pvalue)


def test_a_calibrated_champion_has_not_drifted_from_itself(
    platform: Platform, real_csv: Path
) -> None:
    # both models are not sure enough, so that a sigmoid is put on either
    platform.change(
        CHURN_LOGISTIC_REGRESSION__C=0.0005,
        CHURN_GRADIENT_BOOSTING__LEARNING_RATE=0.03,
        CHURN_EVALUATION__FOLDS=3,
    )
    shutil.copyfile(real_csv, platform.source)
    result = platform.run(select=[*TO_CHAMPION, DRIFT])
    assert result.success, platform.failure(result)
    champion = platform.newest(CHAMPION).metadata[Meta.CHAMPION]
    assert champion["calibration"]["helps"] and champion["calibration"]["slope"] > 1.5
    score = drift(platform)["score"]
    assert (score["verdict"], score["psi_corrected"] <= 0.02) == ("none", True), score
    # what is chosen on the folds is chosen for what serves: its probabilities, and their quality
    metrics = json.loads(platform.stable("model_metrics").read_text())["models"][champion["name"]]
    folds = pd.read_parquet(platform.data_dir / "models" / f"{champion['name']}_folds.parquet")
    assert folds["probability"].mean() == pytest.approx(folds["target"].mean(), abs=0.005)
    line = LogisticRegression(C=math.inf).fit(logit(folds[["probability"]]), folds["target"])
    assert line.coef_[0, 0] == pytest.approx(1, abs=0.05)
    brier = brier_score_loss(folds["target"], folds["probability"])
    assert metrics["cross_validation"]["brier"]["mean"] == pytest.approx(brier, abs=0.001)
    assert metrics["thresholds"]["f1"]["threshold"] in set(folds["probability"])


def test_a_shifted_batch_is_warned_of_by_feature_for_as_long_as_it_is_the_newest(
    platform: Platform,
) -> None:
    steps = [*TO_CHAMPION, DRIFT]
    write_sample(platform.source, rows=_CUSTOMERS, seed=7)
    assert platform.run(select=steps).success
    assert newest_checks(platform)[CHECK].passed
    first = platform.newest(CHAMPION)
    table = pd.read_csv(platform.source, dtype=str, keep_default_na=False)
    shifted(table).to_csv(platform.source, index=False)

    result = platform.run(select=steps)
    assert result.success, platform.failure(result)
    assert platform.newest(CHAMPION).metadata["verdict"] == "promoted"
    check = newest_checks(platform)[CHECK]
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert dict_of(check, "drifted").keys() == PLANTED
    assert all(name in str(check.metadata["found"].value) for name in PLANTED)
    report = drift(platform)
    assert (set(report["drifted"]), report["rows"]) == (PLANTED, _CUSTOMERS)
    # the same customers as before: no test of independent samples fits them
    assert (report["disjoint"], report["held_out"]) == (False, False)
    assert not report["same_model"]
    assert {one["p_value"] for one in [*report["features"], report["score"]]} == {None}
    assert report["reference_rows"] == _TRAIN
    expect_quality(platform, platform.newest(DRIFT).metadata[Meta.QUALITY], first.files[0])

    # its champion has learned from this batch, which is held against the one before all the same
    before = platform.newest(DRIFT)
    assert platform.run(SCORING_PIPELINE, select=[CHAMPION, "model_card", DRIFT]).success
    assert platform.newest(CHAMPION).metadata["verdict"] == "kept"
    assert platform.newest(DRIFT).metadata[Meta.DRIFT] == before.metadata[Meta.DRIFT]
    assert platform.newest(DRIFT).metadata[Meta.QUALITY] == before.metadata[Meta.QUALITY]

    # nor does another model of this batch make the batch usual
    platform.change(CHURN_LOGISTIC_REGRESSION__C=0.5)
    models = ["logistic_regression_model", "model_metrics", CHAMPION, "model_card", DRIFT]
    assert platform.run(select=models).success
    assert platform.newest(CHAMPION).metadata["verdict"] == "promoted"
    assert platform.newest(CHAMPION).data_version != first.data_version
    features = platform.newest(DRIFT).metadata[Meta.DRIFT]["features"]
    assert features == before.metadata[Meta.DRIFT]["features"]
    assert drift(platform)["score"] == before.metadata[Meta.DRIFT]["score"]
    assert platform.newest(DRIFT).metadata[Meta.QUALITY] == before.metadata[Meta.QUALITY]


def test_the_scores_of_one_model_are_compared_when_another_takes_its_place(
    platform: Platform,
) -> None:
    steps = [*TO_CHAMPION, DRIFT]
    telco = (files("churn_platform.config.contracts") / "telco.toml").read_text()
    without_floors = telco.partition("[gates]")[0] + "[gates]\nroc_auc = { floor = 0.5 }\n"
    platform.source.with_name("mine.toml").write_text(without_floors)
    platform.change(CHURN_CONTRACT="mine.toml")
    write_sample(platform.source, rows=_CUSTOMERS, seed=7)
    table = pd.read_csv(platform.source, dtype=str, keep_default_na=False)
    # half have the outcome of another: the first model is less sure than the second
    draw = np.random.default_rng(1)
    left, moved = table["Churn"].to_numpy(), draw.permutation(_CUSTOMERS)[: _CUSTOMERS // 2]
    vague = left.copy()
    vague[moved] = left[draw.permutation(moved)]
    table.assign(Churn=vague).to_csv(platform.source, index=False)
    first = platform.run(select=steps)
    assert first.success, platform.failure(first)

    table.to_csv(platform.source, index=False)
    assert platform.run(select=steps).success
    champion = platform.newest(CHAMPION)
    assert champion.metadata["verdict"] == "promoted"
    report = drift(platform)
    assert (report["same_model"], report["score"]["verdict"]) == (False, "none"), report["score"]
    assert report["score"]["psi_corrected"] <= 0.02
    assert newest_checks(platform)["scores_have_not_drifted"].passed

    # other customers who pay more and by the month: what the second model says of them is drift
    others = shifted(table).assign(customerID="X" + table["customerID"], Contract="Month-to-month")
    others.to_csv(platform.source, index=False)
    assert platform.run(select=steps).success
    assert platform.newest(CHAMPION).metadata["verdict"] == "promoted"
    clean = pd.read_parquet(platform.stable("clean_customers"))
    pipeline = joblib.load(resolve(platform.data_dir, champion.files[0]))
    now = pipeline.predict_proba(clean[TELCO.features])[:, 1]
    dossier = json.loads(resolve(platform.data_dir, champion.files[1]).read_text())
    before = dossier["reference"]["score"]
    old = np.array(before["counts"][:-1]) / _TRAIN  # without the bin of missing scores
    new = np.bincount(np.digitize(now, before["edges"]), minlength=len(old)) / _CUSTOMERS
    score = drift(platform)["score"]
    assert score["shift"].startswith(f"mean {before['mean']:.3f} -> {now.mean():.3f}")
    assert score["psi"] == pytest.approx(np.sum((new - old) * np.log(new / old)), abs=0.01)
    assert score["verdict"] == "large"
    assert not newest_checks(platform)["scores_have_not_drifted"].passed


def test_scores_are_not_compared_once_the_model_before_is_gone(platform: Platform) -> None:
    steps = [*TO_CHAMPION, DRIFT]
    write_sample(platform.source, rows=400, seed=7)
    assert platform.run(select=steps).success
    first = platform.newest(CHAMPION)
    table = pd.read_csv(platform.source, dtype=str, keep_default_na=False)
    shifted(table).to_csv(platform.source, index=False)
    assert platform.run(select=steps).success
    assert not drift(platform)["same_model"]
    for file in first.files:
        (platform.data_dir / file.path).unlink()
    result = platform.run(select=[DRIFT])
    assert result.success, platform.failure(result)
    report = drift(platform)
    assert (report["score"]["verdict"], set(report["drifted"])) == ("not comparable", PLANTED)
    reason = report["score"]["reason"]
    assert reason.startswith("the model that served before this batch cannot be used: ")
    assert reason.endswith("-champion.joblib: missing")


def expect_quality(platform: Platform, quality: dict[str, Any], model: PublishedFile) -> None:
    """Hold it against the model that served before, on the customers it has not learned from."""
    clean = pd.read_parquet(platform.stable("clean_customers"))
    split = pd.read_parquet(platform.stable("processed_customers"))["split"]
    rows = clean[split == "test"]  # the same customers, and so the same split, as before
    pipeline = joblib.load(resolve(platform.data_dir, model))
    probability = pipeline.predict_proba(rows[TELCO.features])[:, 1]
    assert quality["customers"] == len(rows) == _CUSTOMERS - _TRAIN
    assert abs(quality["roc_auc"] - roc_auc_score(rows["churn"], probability)) < 1e-12
    assert abs(quality["brier"] - brier_score_loss(rows["churn"], probability)) < 1e-12
    assert abs(quality["mean_predicted"] - probability.mean()) < 1e-12
    assert quality["observed_share"] == rows["churn"].mean()
