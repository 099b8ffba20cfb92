"""What is said of the logistic regression of the real default table, split by the seed 42."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from churn_platform.analysis.campaign.profit import Campaign
from churn_platform.analysis.evaluation.document import Evaluation, Protocol, evaluate_models
from churn_platform.analysis.evaluation.error_rates import gaps
from churn_platform.analysis.splitting import TEST, TRAIN
from churn_platform.analysis.training import cross, models
from churn_platform.config.hyperparameters import DEFAULTS
from churn_platform_tests.analysis.composed import split_customers
from churn_platform_tests.analysis.training.test_models import cleaned
from churn_platform_tests.telco import TELCO

NAMES = ("logistic_regression", "gradient_boosting")


@pytest.fixture(scope="module")
def done(real_csv: Path) -> Evaluation:
    clean = cleaned(real_csv)
    split = split_customers(clean[TELCO.identifier], clean[TELCO.target], 0.3, 42)
    train = clean[split == TRAIN].sort_values(TELCO.identifier, ignore_index=True)
    test = clean[split == TEST].reset_index(drop=True)
    unfitted = partial(models.logistic_regression, TELCO, DEFAULTS[NAMES[0]], 42)
    fitted = models.fit_model(unfitted(), train, TELCO).pipeline
    probability = models.churn_probability(fitted, test, TELCO).to_numpy()
    folds = cross.fit_folds(unfitted(), train, TELCO, 3, 2, 42).table
    # one model twice: what is held here is said of each model alone
    twice = dict.fromkeys(NAMES, probability), dict.fromkeys(NAMES, folds)
    return evaluate_models(train, test, *twice, TELCO, Protocol(Campaign(), 42, samples=400))


@pytest.fixture
def model(done: Evaluation) -> dict[str, Any]:
    found: dict[str, Any] = done.metrics["models"][NAMES[0]]
    return found


def test_its_calibration_error_is_what_calibrated_probabilities_would_show(
    model: dict[str, Any],
) -> None:
    band = model["calibration"]["ece_if_calibrated"]
    assert model["ece"] == pytest.approx(0.0159, abs=0.001)
    assert model["ece"] <= band["high"]
    assert band["mean"] == pytest.approx(0.019, abs=0.0015)
    # the percentiles of a bootstrap lie above it
    assert model["intervals"]["ece"] is None
    for name, right in (("observed_over_expected", 1), ("slope", 1), ("intercept", 0)):
        found = model["calibration"][name]
        assert found["low"] < right < found["high"]


def test_its_held_out_roc_auc_is_a_kind_draw_and_the_folds_say_so(model: dict[str, Any]) -> None:
    folds = model["cross_validation"]["roc_auc"]
    # 30 splits average 0.850 (sd 0.006); a fold's model learned from a third fewer customers
    assert folds["fits"] == 6
    assert folds["mean"] == pytest.approx(0.847, abs=0.005)
    assert model["roc_auc"] == pytest.approx(0.857, abs=0.001)
    assert model["roc_auc"] > folds["mean"] + 2 * folds["sd"]


def test_seniors_who_stay_are_contacted_far_more_often_than_others(done: Evaluation) -> None:
    found = gaps(done.details["models"][NAMES[0]]["sensitive"]["columns"])
    rates = [one for one in found if one.rate == "false_positive_rate"]
    (gap,) = [one for one in rates if one.column == "senior_citizen"]
    assert (gap.group, gap.reference) == ("Yes", "No")
    assert gap.value == pytest.approx(0.35, abs=0.03)
    assert gap.low > 0.25
    assert not any(one.column == "gender" for one in found)
