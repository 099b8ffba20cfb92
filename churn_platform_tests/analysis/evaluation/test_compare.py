from typing import Any

import numpy as np
import pytest

from churn_platform.analysis.evaluation.compare import compare, is_too_small, verdict
from churn_platform.analysis.evaluation.intervals import Bootstrap


def two(first: list[float], second: list[float]) -> Bootstrap:
    return Bootstrap({"a": {"roc_auc": np.array(first)}, "b": {"roc_auc": np.array(second)}})


@pytest.mark.parametrize(
    ("measure", "low", "high", "expected"),
    [
        ("roc_auc", 0.01, 0.02, "b"),
        ("roc_auc", -0.02, -0.01, "a"),
        ("roc_auc", -0.01, 0.02, "no clear winner"),
        ("roc_auc", 0.0, 0.02, "no clear winner"),
        ("roc_auc", -0.02, 0.0, "no clear winner"),
        ("roc_auc", None, None, "no clear winner"),
        ("brier", 0.01, 0.02, "a"),
        ("log_loss", -0.02, -0.01, "b"),
        ("ece", -0.02, -0.01, "b"),
        ("mpc", -0.02, -0.01, "a"),
    ],
)
def test_the_verdict_names_a_winner_when_the_interval_excludes_zero(
    measure: str, low: float | None, high: float | None, expected: str
) -> None:
    value = None if low is None or high is None else (low + high) / 2
    found = verdict("a", "b", measure, {"value": value, "low": low, "high": high}, 0.002)
    assert found == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(-0.00024, "no clear winner"), (-0.002, "a"), (0.0021, "b")]
)
def test_a_difference_that_does_not_matter_makes_no_winner_however_certain(
    value: float, expected: str
) -> None:
    difference = {"value": value, "low": value - 0.0001, "high": value + 0.0001}
    assert verdict("a", "b", "roc_auc", difference, 0.002) == expected


def test_the_smallest_difference_itself_matters_whatever_its_last_bit() -> None:
    value = 0.813 - 0.811
    assert value < 0.002
    assert not is_too_small(value, 0.002)


def test_the_difference_is_the_second_less_the_first_on_paired_resamples() -> None:
    values = {"a": {"roc_auc": 0.7}, "b": {"roc_auc": 0.72}}
    got = compare(values, two([0.7, 0.6, 0.8], [0.71, 0.62, 0.83]), "roc_auc", 0.002)
    # the paired differences are 0.01, 0.02, 0.03; the 2.5% point lies 0.05 of the way to the next
    assert got == {
        "measure": "roc_auc",
        "smallest_difference": 0.002,
        "minuend": "b",
        "subtrahend": "a",
        "verdict": "b",
        "differences": {
            "roc_auc": {
                "value": pytest.approx(0.02),
                "low": pytest.approx(0.0105),
                "high": pytest.approx(0.0295),
            }
        },
    }


def test_what_is_not_defined_for_one_has_no_difference() -> None:
    nothing = {"value": None, "low": None, "high": None}
    values: dict[str, dict[str, float | None]] = {"a": {"roc_auc": None}, "b": {"roc_auc": 0.7}}
    got = compare(values, two([np.nan], [0.7]), "roc_auc", 0)
    assert got["differences"] == {"roc_auc": nothing}
    assert got["verdict"] == "no clear winner"
    known = {"a": {"roc_auc": 0.6}, "b": {"roc_auc": 0.7}}
    defined = compare(known, two([np.nan], [1]), "roc_auc", 0)
    assert defined["differences"]["roc_auc"] == nothing | {"value": pytest.approx(0.1)}


def test_other_than_two_models_or_an_unknown_measure_are_refused() -> None:
    one: dict[str, Any] = {"roc_auc": 0.7}
    with pytest.raises(ValueError, match=r"found the models \['a'\]; expected two"):
        compare({"a": one}, two([0.7], [0.7]), "roc_auc", 0)
    with pytest.raises(ValueError, match="measure 'auc'; expected one of roc_auc"):
        compare({"a": one, "b": one}, two([0.7], [0.7]), "auc", 0)


def test_what_was_not_drawn_has_a_difference_without_an_interval() -> None:
    values = {"a": {"roc_auc": 0.6, "ece": 0.02}, "b": {"roc_auc": 0.6, "ece": 0.01}}
    got = compare(values, two([0.6], [0.6]), "roc_auc", 0)
    expected = {"value": pytest.approx(-0.01), "low": None, "high": None}
    assert got["differences"]["ece"] == expected
