import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit, xlog1py, xlogy
from scipy.stats import binomtest
from sklearn.linear_model import LogisticRegression

from churn_platform.analysis.calibration import assessment as calibrated
from churn_platform.analysis.calibration.assessment import (
    calibration_intercept,
    calibration_of,
    calibration_slope,
    error_if_calibrated,
)
from churn_platform.analysis.calibration.curve import expected_calibration_error
from churn_platform.analysis.monitoring.outcome import outcome_of
from churn_platform.analysis.statistics.ranking import FloatArray, IntArray

NOTHING = {"value": None, "low": None, "high": None}


def outcomes(log_odds: FloatArray, seed: int) -> IntArray:
    draw = np.random.default_rng(seed)
    left: IntArray = (draw.random(len(log_odds)) < expit(log_odds)).astype(np.int64)
    return left


def spread_out(n: int, seed: int) -> FloatArray:
    """Return log-odds about as the default table's."""
    log_odds: FloatArray = np.random.default_rng(seed).normal(-1.3, 1.5, n)
    return log_odds


def test_observed_over_expected_is_that_of_the_batches_at_95_percent() -> None:
    y, p = outcomes(spread_out(400, 1), 2), expit(spread_out(400, 1))
    found = calibration_of(y, p, 10, 1)["observed_over_expected"]
    exact = binomtest(int(y.sum()), 400).proportion_ci(0.95, method="exact")
    assert found["value"] == pytest.approx(y.sum() / p.sum())
    assert (found["low"], found["high"]) == pytest.approx(tuple(np.array(exact) / p.mean()))
    with_99 = outcome_of({"customers": 400, "observed_share": y.mean(), "mean_predicted": p.mean()})
    assert with_99["observed_over_expected"] == pytest.approx(found["value"])
    assert with_99["observed_over_expected_low"] < found["low"]


def test_the_slope_and_its_error_are_those_of_scikit_learns_regression_on_the_log_odds() -> None:
    x = spread_out(2000, 1)
    y, p = outcomes(0.6 * x - 0.2, 2), expit(x)
    found = calibration_slope(y, p)
    assert found is not None
    model = LogisticRegression(C=np.inf, tol=1e-10, solver="newton-cholesky")
    model.fit(x.reshape(-1, 1), y)
    assert found.value == pytest.approx(model.coef_[0, 0], abs=1e-6)
    # the information of a logistic regression: X' diag(q (1 - q)) X
    q = model.predict_proba(x.reshape(-1, 1))[:, 1]
    design = np.column_stack([np.ones(len(x)), x])
    error = np.sqrt(np.linalg.inv((design.T * (q * (1 - q))) @ design)[1, 1])
    assert (found.high - found.low) / 2 == pytest.approx(1.959964 * error, rel=1e-5)
    assert found.low < 0.6 < found.high < 1  # the truth, and that p is too extreme


def test_the_intercept_is_the_shift_of_most_likelihood_at_a_slope_of_one() -> None:
    x = spread_out(2000, 3)
    y, p = outcomes(x + 0.4, 4), expit(x)
    found = calibration_intercept(y, p)
    assert found is not None

    def loss(shift: FloatArray) -> float:
        q = expit(x + shift[0])
        return float(-(xlogy(y, q) + xlog1py(1 - y, -q)).sum())

    best = minimize(loss, np.zeros(1), method="Nelder-Mead", options={"xatol": 1e-9}).x[0]
    assert found.value == pytest.approx(best, abs=1e-6)
    assert found.low < 0.4 < found.high
    # with one probability for all it is the difference of two log-odds: 3 of 8 against 1 of 4
    y, p = np.array([1, 1, 1, 0, 0, 0, 0, 0]), np.full(8, 0.25)
    one = calibration_intercept(y, p)
    assert one is not None
    assert one.value == pytest.approx(np.log((3 / 5) / (1 / 3)))
    assert one.high - one.value == pytest.approx(1.959964 / np.sqrt(8 * 3 / 8 * 5 / 8))


@pytest.mark.parametrize(
    ("y", "p", "reasons"),
    [
        ([0, 0, 0], [0.1, 0.2, 0.3], {"slope": "one class", "intercept": "one class"}),
        ([1, 1, 1], [0.1, 0.2, 0.3], {"slope": "one class", "intercept": "one class"}),
        ([0, 0, 1], [0.1, 0.2, 0.3], {"slope": "separate"}),
        ([1, 0, 0], [0.1, 0.2, 0.3], {"slope": "separate"}),
        ([1, 0, 0, 1], [0.2, 0.2, 0.1, 0.3], {"slope": "separate"}),  # but for the two of 0.2
        ([1, 0, 1], [0.2, 0.2, 0.2], {"slope": "separate"}),
        (
            [0, 0],
            [0.0, 0.0],
            {"observed_over_expected": "is 0", "slope": "one class", "intercept": "one class"},
        ),
        ([1, 0], [0.0, 0.0], {"observed_over_expected": "is 0", "slope": "separate"}),
    ],
)
def test_what_has_no_value_is_none_with_its_reason(
    y: list[int], p: list[float], reasons: dict[str, str]
) -> None:
    found = calibration_of(np.array(y), np.array(p), 20, 1)
    assert set(found["undefined"]) == set(reasons)
    for name in ("observed_over_expected", "slope", "intercept"):
        assert (found[name] == NOTHING) == (name in reasons)
        assert reasons.get(name, "") in found["undefined"].get(name, "")


def test_probabilities_of_zero_and_one_are_log_odds_that_are_large_and_finite() -> None:
    y, p = np.array([1, 0, 1, 0, 1, 0]), np.array([0.0, 0.0, 1.0, 1.0, 0.6, 0.4])
    found = calibration_of(y, p, 20, 1)
    assert found["undefined"] == {}
    assert all(np.isfinite(list(found[name].values())).all() for name in ("slope", "intercept"))


def test_calibrated_probabilities_stay_within_the_band_and_others_leave_it() -> None:
    x = spread_out(2000, 5)
    errors = [expected_calibration_error(outcomes(x, seed), expit(x)) for seed in range(200)]
    band = error_if_calibrated(expit(x), 1000, 42)
    inside = np.mean([band["low"] <= error <= band["high"] for error in errors])
    # 95% of 200, and four standard errors of such a share to either side
    assert abs(inside - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 200)
    assert band["mean"] == pytest.approx(np.mean(errors), abs=4 * np.std(errors) / np.sqrt(200))
    shifted = expected_calibration_error(outcomes(x + 0.5, 6), expit(x))
    assert shifted > band["high"]


def test_the_band_of_two_customers_is_worked_out_by_hand() -> None:
    # one bin: the error is |left - 1| / 2, so 1/2, 0, 1/2 with chances 1/4, 1/2, 1/4
    band = error_if_calibrated(np.array([0.5, 0.5]), 4000, 7)
    assert (band["low"], band["high"]) == (0.0, 0.5)
    assert band["mean"] == pytest.approx(0.25, abs=4 * 0.25 / np.sqrt(4000))


def test_the_same_seed_gives_the_same_band_and_another_one_another() -> None:
    p = expit(spread_out(300, 8))
    once, again, other = (error_if_calibrated(p, 100, seed) for seed in (1, 1, 2))
    assert once == again != other
    # the order of the customers does not matter
    assert error_if_calibrated(p[::-1], 100, 1) == once


def test_the_band_of_many_customers_is_that_of_drawing_each_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    p = expit(spread_out(20_000, 9))
    normal = error_if_calibrated(p, 4000, 1)
    monkeypatch.setattr(calibrated, "MANY", 20_000)
    drawn = error_if_calibrated(p, 1000, 1)
    assert normal != drawn
    for name in ("mean", "low", "high"):
        assert normal[name] == pytest.approx(drawn[name], rel=0.06)


def test_of_constant_probabilities_there_is_a_band_too() -> None:
    for constant in (0.0, 1.0):
        band = error_if_calibrated(np.full(50, constant), 100, 1)
        assert band == {"mean": 0.0, "low": 0.0, "high": 0.0}
