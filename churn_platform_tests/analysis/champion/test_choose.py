from typing import Any

import pytest

from churn_platform.analysis.champion.choose import Choice, choose


def comparison(metric: str, value: float | None, low: float | None, high: float | None) -> Any:
    differences = {metric: {"value": value, "low": low, "high": high}}
    return {
        "minuend": "gradient_boosting",
        "subtrahend": "logistic_regression",
        "differences": differences,
    }


def test_without_certainty_the_simpler_model_stays() -> None:
    assert choose(comparison("roc_auc", 0.001, -0.004, 0.006), "roc_auc") == Choice(
        "logistic_regression",
        "no clear winner",
        "no clear winner on ROC AUC: gradient boosting minus logistic regression is +0.001,"
        " 95% interval −0.004 to +0.006; the simpler logistic regression is kept",
    )


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.02), (-0.02, 0.0), (0.0, 0.0)])
def test_an_interval_that_touches_zero_makes_no_winner(low: float, high: float) -> None:
    found = choose(comparison("roc_auc", 0.01, low, high), "roc_auc")
    assert (found.name, found.verdict) == ("logistic_regression", "no clear winner")


@pytest.mark.parametrize(
    ("measure", "low", "high", "winner"),
    [
        ("roc_auc", 0.001, 0.02, "gradient_boosting"),
        ("roc_auc", -0.02, -0.001, "logistic_regression"),
        ("brier", -0.02, -0.001, "gradient_boosting"),
        ("brier", 0.001, 0.02, "logistic_regression"),
        ("log_loss", -0.02, -0.001, "gradient_boosting"),
        ("ece", 0.001, 0.02, "logistic_regression"),
        ("profit", 0.001, 0.02, "gradient_boosting"),
    ],
)
def test_an_interval_without_zero_makes_a_winner_whichever_way_the_measure_counts(
    measure: str, low: float, high: float, winner: str
) -> None:
    found = choose(comparison(measure, (low + high) / 2, low, high), measure)
    assert (found.name, found.verdict) == (winner, winner)


def test_a_difference_that_does_not_matter_makes_no_winner_and_can_be_read() -> None:
    # of 300,000 test customers: the sign is certain, and the difference is of no use
    tiny = comparison("roc_auc", -0.00024, -0.00043, -0.00006) | {"smallest_difference": 0.002}
    assert choose(tiny, "roc_auc") == Choice(
        "logistic_regression",
        "no clear winner",
        "no clear winner on ROC AUC: gradient boosting minus logistic regression is −0.00024,"
        " 95% interval −0.00043 to −0.00006, less than the 0.002 that matters;"
        " the simpler logistic regression is kept",
    )
    tiny["differences"]["roc_auc"] = {"value": 0.0019, "low": 0.0018, "high": 0.0021}
    assert choose(tiny, "roc_auc").name == "logistic_regression"
    tiny["differences"]["roc_auc"]["value"] = 0.002
    assert choose(tiny, "roc_auc").name == "gradient_boosting"


def test_the_reason_of_a_winner_has_the_numbers() -> None:
    found = choose(comparison("brier", -0.01, -0.015, -0.005), "brier")
    assert found.reason == (
        "gradient boosting is better on Brier score: gradient boosting minus logistic regression"
        " is −0.010, 95% interval −0.015 to −0.005"
    )


@pytest.mark.parametrize(
    ("value", "words"), [(None, "undefined"), (0.1, "+0.100, without an interval")]
)
def test_a_difference_without_an_interval_makes_no_winner(value: float | None, words: str) -> None:
    assert choose(comparison("roc_auc", value, None, None), "roc_auc") == Choice(
        "logistic_regression",
        "no clear winner",
        f"no clear winner on ROC AUC: gradient boosting minus logistic regression is {words};"
        " the simpler logistic regression is kept",
    )


def test_the_simpler_model_stays_whichever_is_subtracted() -> None:
    turned = comparison("roc_auc", 0.02, 0.01, 0.03) | {
        "minuend": "logistic_regression",
        "subtrahend": "gradient_boosting",
    }
    assert choose(turned, "roc_auc").name == "logistic_regression"
    turned["differences"]["roc_auc"]["low"] = -0.01
    assert choose(turned, "roc_auc").reason == (
        "no clear winner on ROC AUC: logistic regression minus gradient boosting is +0.020,"
        " 95% interval −0.010 to +0.030; the simpler logistic regression is kept"
    )


def test_a_measure_that_was_not_compared_is_refused() -> None:
    with pytest.raises(ValueError, match="found the measure 'mcc'; expected one of roc_auc"):
        choose(comparison("roc_auc", 0, 0, 0), "mcc")


def test_two_other_models_are_refused() -> None:
    other = comparison("roc_auc", 0, 0, 0) | {"subtrahend": "random_forest"}
    with pytest.raises(ValueError, match="random_forest and gradient_boosting; expected one to be"):
        choose(other, "roc_auc")
