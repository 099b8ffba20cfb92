"""The gates on models that are honest, trained on shuffled labels, and fed the outcome."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.champion.gates import BASELINE, FLOORS, TOO_GOOD, gate_findings
from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.evaluation.scores import evaluate, evaluate_baseline
from churn_platform.analysis.splitting import TEST, TRAIN
from churn_platform.analysis.training import models
from churn_platform.sources.sample.telco import write_sample
from churn_platform_tests.analysis.composed import split_customers
from churn_platform_tests.analysis.training.test_models import LR, cleaned
from churn_platform_tests.conftest import REAL_CSV
from churn_platform_tests.telco import TELCO

TARGET = TELCO.target
ALONE = (
    "roc_auc",
    "accuracy",
    "f1",
    "brier",
    "lift_top_decile",
)  # what needs no tuning of a threshold


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """The real table, or else the sample in its shape."""
    if REAL_CSV.is_file():
        return cleaned(REAL_CSV)
    path: Path = tmp_path_factory.mktemp("sample") / "sample.csv"
    write_sample(path)
    return cleaned(path)


def judge(clean: pd.DataFrame) -> dict[str, Finding]:
    """Train the logistic regression of the platform and hold it to the shipped gates."""
    split = split_customers(clean[TELCO.identifier], clean[TARGET], 0.3, 42)
    pipeline = models.logistic_regression(TELCO, LR, 42)
    fitted = models.fit_model(pipeline, clean[split == "train"], TELCO).pipeline
    test, y_train = clean[split == TEST], clean.loc[split == TRAIN, TARGET].to_numpy()
    y_test = test[TARGET].to_numpy()
    probability = models.churn_probability(fitted, test, TELCO).to_numpy()
    gates = {metric: bounds for metric, bounds in TELCO.gates.items() if metric in ALONE}
    assert len(gates) == len(ALONE)
    baseline = evaluate_baseline(y_train, y_test)
    scores = evaluate(y_test, probability)
    found = gate_findings(scores, gates, baseline, None, "roc_auc", 0.01, len(test))
    return {finding.name: finding for finding in found}


def failed(findings: dict[str, Finding]) -> set[str]:
    return {name for name, finding in findings.items() if not finding.passed}


def test_an_honest_model_passes_every_gate(clean: pd.DataFrame) -> None:
    assert failed(judge(clean)) == set()


def test_a_model_of_shuffled_labels_fails_the_floors_and_the_baseline(clean: pd.DataFrame) -> None:
    shuffled = np.random.default_rng(0).permutation(clean[TARGET])
    findings = judge(clean.assign(**{TARGET: shuffled}))
    assert {FLOORS} <= failed(findings) <= {FLOORS, BASELINE}
    assert set(findings[FLOORS].details) == set(ALONE)
    assert "ROC AUC 0." in findings[FLOORS].found


def test_a_model_that_sees_the_outcome_is_too_good_and_nothing_else(clean: pd.DataFrame) -> None:
    leak = TELCO.names("flag")[0]
    findings = judge(clean.assign(**{leak: clean[TARGET]}))
    assert failed(findings) == {TOO_GOOD}
    assert "a feature that reveals the outcome" in findings[TOO_GOOD].found


def test_one_numeric_column_that_mostly_knows_the_outcome_is_too_good(clean: pd.DataFrame) -> None:
    # off by noise as large as the label, so that no single row gives it away
    noise = np.random.default_rng(1).normal(size=len(clean))
    leak = "monthly_charges"  # not a product of others, which the linear model leaves out
    findings = judge(clean.assign(**{leak: clean[TARGET] + 0.8 * noise}))
    assert failed(findings) == {TOO_GOOD}
