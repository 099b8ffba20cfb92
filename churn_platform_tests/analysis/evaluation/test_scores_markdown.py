"""The scores of the models side by side."""

from typing import Any

from churn_platform.analysis.evaluation.scores_markdown import HEADLINE, scores_table
from churn_platform.analysis.inline import LONGEST


def _scores(shift: float, **intervals: list[float]) -> dict[str, Any]:
    values = (0.85, 0.6875, 0.13, 0.0104, 2.8604, 10.4222)
    scores = {name: value + shift for name, value in zip(HEADLINE, values, strict=True)}
    folds = {"roc_auc": {"mean": 0.846 + shift, "sd": 0.00512, "fits": 6}}
    chance = {"mean": 0.018, "low": 0.0102, "high": 0.0281}
    return {
        **scores,
        "intervals": intervals,
        "cross_validation": folds,
        "calibration": {
            "ece_if_calibrated": chance,
            "observed_over_expected": {"value": 1.036, "low": 0.964, "high": 1.111},
        },
    }


def _metrics(**changed: Any) -> dict[str, Any]:
    models = {
        "logistic_regression": _scores(0, roc_auc=[0.84, 0.8731]),
        "gradient_boosting": _scores(0.001, roc_auc=[0.839, 0.873]),
    }
    compared = {"measure": "roc_auc", "verdict": "no clear winner"}
    return {
        "test_rows": 2113,
        "train_rows": 4930,
        "models": models,
        "comparison": compared,
        **changed,
    }


def test_each_metric_is_a_row_with_both_models() -> None:
    assert scores_table(_metrics()).splitlines() == [
        "Folds: 6 fits on parts of the 4,930 training customers, mean ± standard deviation. Else:"
        " one fit on all of them, 2,113 held out.",
        "",
        "|  | logistic regression | gradient boosting |",
        "| --- | ---: | ---: |",
        "| ROC AUC, folds | 0.846 ± 0.005 | 0.847 ± 0.005 |",
        "| ROC AUC | 0.850 | 0.851 |",
        "| average precision | 0.688 | 0.689 |",
        "| Brier score | 0.130 | 0.131 |",
        "| calibration error | 0.010 | 0.011 |",
        "| …if calibrated | 0.010 to 0.028 | 0.010 to 0.028 |",
        "| observed / expected | 1.04 | 1.04 |",
        "| lift, top decile | 2.86 | 2.86 |",
        "| profit per customer | 10.42 | 10.42 |",
        "",
        "ROC AUC held out, 95% intervals (other test customers, same fit):",
        "",
        "- logistic regression 0.840 to 0.873",
        "- gradient boosting 0.839 to 0.873",
        "",
        "Verdict: no clear winner.",
    ]


def test_all_of_it_is_shown_at_once() -> None:
    text = scores_table(_metrics())
    assert len(text) <= LONGEST and "more." not in text


def test_what_is_undefined_is_a_dash_and_no_number() -> None:
    metrics = _metrics()
    scores = metrics["models"]["gradient_boosting"]
    scores |= {"lift_top_decile": None, "intervals": {}}
    text = scores_table(metrics)
    assert "| lift, top decile | 2.86 | – |" in text
    assert text.endswith("- gradient boosting –\n\nVerdict: no clear winner.")


def test_a_winner_is_named() -> None:
    text = scores_table(_metrics(comparison={"measure": "brier", "verdict": "gradient_boosting"}))
    assert "Brier score held out, 95% intervals" in text
    assert "same fit):\n\n- logistic regression –" in text
    assert text.endswith("Verdict: gradient boosting.")
