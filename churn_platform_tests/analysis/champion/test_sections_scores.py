import pytest

from churn_platform.analysis.champion.sections_scores import calibration, scores
from churn_platform_tests.analysis.champion.dossiers import dossier
from churn_platform_tests.analysis.figures.tables import CONTRACT
from churn_platform_tests.telco import TELCO


@pytest.fixture
def lines() -> list[str]:
    return scores("logistic_regression", dossier()["metrics"], CONTRACT).split("\n")


def test_both_models_their_difference_and_the_baseline_stand_in_a_row(lines: list[str]) -> None:
    assert lines[0] == "## Scores"
    place = lines.index("On 10 held-out customers:")
    assert lines[place + 2] == (
        "| Score | Better | logistic regression | gradient boosting"
        " | gradient boosting minus logistic regression | baseline |"
    )
    area = (
        "| ROC AUC | more | 0.800 (0.700 to 0.900) | 0.810 (0.700 to 0.900)"
        " | +0.010 (−0.020 to +0.040) | 0.500 |"
    )
    assert area in lines
    assert "| Brier score | less | 0.150 | 0.150 | −0.001 | 0.240 |" in lines
    assert "| Tuned F1 | more | 0.450 | 0.450 | – | – |" in lines


def test_the_champion_stands_first() -> None:
    text = scores("gradient_boosting", dossier()["metrics"], CONTRACT)
    assert "| Better | gradient boosting | logistic regression |" in text
    assert "| ROC AUC | more | 0.810 (0.700 to 0.900) | 0.800 (0.700 to 0.900) |" in text


def test_an_undefined_score_is_a_dash_with_its_reason(lines: list[str]) -> None:
    assert "| Precision | more | – | – | – | – |" in lines
    assert (
        "- Precision of the gradient boosting is undefined: no customer is predicted to leave."
        in lines
    )


def test_the_intervals_say_how_they_were_made(lines: list[str]) -> None:
    assert any(line.startswith("In brackets: 95% intervals of 500 resamples") for line in lines)


def test_first_stand_the_folds_with_mean_and_deviation_where_there_is_one(
    lines: list[str],
) -> None:
    assert lines[2].startswith(
        "Mean and standard deviation over 10 fits on folds of the training customers. Over the"
        " folds, customers and fit differ each time:"
    )
    assert lines[6:10] == [
        "| ROC AUC | 0.810 ± 0.020 | 0.810 ± 0.020 |",
        "| Brier score | 0.140 | 0.140 |",
        "| Log loss | – | – |",
        "",
    ]
    assert any("Its intervals cover other test customers, not" in line for line in lines)


def test_calibration_has_the_sigmoid_and_the_filled_bins() -> None:
    of, model = dossier(), "logistic_regression"
    found = of["champion"]["calibration"]
    tables = of["details"]["models"][model]
    text = calibration(found, of["metrics"]["models"][model], tables)
    assert (
        "Recalibrated by a sigmoid on the log-odds (Platt 1999), slope 1.100, intercept −0.200,"
        " fitted on out-of-fold predictions; it helped (change of the log loss on folds that it was"
        " not"
        " fitted on: −0.0123, standard error 0.0045)." in text
    )
    assert "Expected calibration error 0.050:" in text
    assert text.split("\n")[-1] == "| 20% to 30% | 10 | 25.0% | 40.0% | 16.8% to 68.7% |"
    unhelped = calibration(found | {"helps": False}, of["metrics"]["models"][model], tables)
    assert "Not recalibrated: a sigmoid on the log-odds did not certainly help" in unhelped


def test_the_calibration_error_is_held_against_what_calibrated_probabilities_would_show() -> None:
    of = dossier()
    tables = of["details"]["models"]["logistic_regression"]
    estimate = {"value": 1.25, "low": 0.525, "high": 2.147}
    model = of["metrics"]["models"]["logistic_regression"] | {
        "calibration": {
            "ece_if_calibrated": {"mean": 0.11, "low": 0.02, "high": 0.25},
            "observed_over_expected": estimate,
        }
    }
    text = calibration(of["champion"]["calibration"], model, tables)
    assert "0.050 is no more than what calibrated probabilities would show: 0.110" in text
    row = (
        "| Observed over expected | 1.250 (0.525 to 2.147) | 1; above it, more churned than"
        " expected |"
    )
    assert row in text.split("\n")


def test_a_tiny_gain_of_the_sigmoid_keeps_its_sign_and_its_error() -> None:
    of = dossier()
    found = of["champion"]["calibration"] | {"gain": 0.00002, "error": 0.000004}
    tables = of["details"]["models"]["logistic_regression"]
    text = calibration(found, of["metrics"]["models"]["logistic_regression"], tables)
    assert "fitted on: −0.00002, standard error 0.000004)" in text


def test_profit_has_the_unit_of_the_revenue_column() -> None:
    text = scores("logistic_regression", dossier()["metrics"], TELCO)
    assert "| Maximum profit per customer (\\$) | more | 3.000 " in text
