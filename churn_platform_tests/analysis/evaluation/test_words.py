from typing import Any

import pytest

from churn_platform.analysis.evaluation.words import (
    calibration_rows,
    error_in_words,
    fits_of,
    over_folds,
)


def model(error: float | None, low: float, high: float) -> dict[str, Any]:
    chance = {"mean": 0.0182, "low": low, "high": high}
    return {"ece": error, "calibration": {"ece_if_calibrated": chance}}


def test_an_error_within_the_band_is_no_more_than_calibrated_probabilities_would_show() -> None:
    assert error_in_words(model(0.0103, 0.0099, 0.0281)) == (
        "0.010 is no more than what calibrated probabilities would show: 0.018 on average, in 95 of"
        " 100 samples 0.010 to 0.028"
    )
    assert error_in_words(model(0.03, 0.0099, 0.0281)).startswith("0.030 is more than what")


def test_as_many_decimals_are_shown_as_tell_error_and_band_apart() -> None:
    found = error_in_words(model(0.00262, 0.00089, 0.00258))
    assert found.startswith("0.0026 is more") and found.endswith("0.0009 to 0.0026")


def test_of_an_older_document_or_an_undefined_error_nothing_is_said() -> None:
    assert error_in_words({"ece": 0.01}) == error_in_words(model(None, 0, 1)) == ""
    assert calibration_rows({}) == []
    assert (over_folds({}, "roc_auc"), fits_of({}, "roc_auc")) == ("–", "0 fits")


def test_numbers_of_the_calibration_have_their_interval_or_are_a_dash() -> None:
    found: dict[str, Any] = {
        "observed_over_expected": {"value": 1.036, "low": 0.964, "high": 1.111},
        "slope": {"value": None, "low": None, "high": None},
    }
    rows = [row[:2] for row in calibration_rows({"calibration": found})]
    assert rows == [
        ["Observed over expected", "1.036 (0.964 to 1.111)"],
        ["Calibration slope", "–"],
    ]


@pytest.mark.parametrize(
    ("spread", "words"),
    [
        ({"mean": 0.8456, "sd": 0.00507, "fits": 6}, "0.846 ± 0.005"),
        ({"mean": 0.8456, "sd": 0.0003, "fits": 6}, "0.8456 ± 0.0003"),
        ({"mean": 0.8456, "sd": None, "fits": 1}, "0.846"),
        ({"mean": None, "sd": None, "fits": 0}, "–"),
    ],
)
def test_a_score_over_the_folds_has_its_spread(spread: dict[str, Any], words: str) -> None:
    of = {"cross_validation": {"roc_auc": spread}}
    assert over_folds(of, "roc_auc") == words
    assert fits_of(of, "roc_auc") == ("1 fit" if spread["fits"] == 1 else f"{spread['fits']} fits")
