import numpy as np
import pytest
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from churn_platform.analysis.campaign.profit import Campaign
from churn_platform.analysis.evaluation.intervals import (
    bootstrap,
    interval_of,
    resamples,
)
from churn_platform_tests.analysis.evaluation.cases import customers


def test_each_resample_has_as_many_customers_and_all_are_drawn_alike() -> None:
    blocks = list(resamples(4000, 30, 5))
    assert [block.shape for block in blocks] == [(12, 4000), (12, 4000), (6, 4000)]
    drawn = np.concatenate(blocks)
    assert (drawn.sum(axis=1) == 4000).all()
    # drawn with replacement, a count is binomial: about Poisson(1), of variance 1 - 1 / 4000
    assert drawn.var() == pytest.approx(1, abs=0.02)
    assert (drawn == 0).mean() == pytest.approx(np.exp(-1), abs=0.005)
    assert not (blocks[0][:6] == blocks[2]).all()


def test_the_values_are_those_of_the_rows_drawn_one_by_one() -> None:
    y, p = customers(200, 1)
    _, q = customers(200, 2)
    got = bootstrap(y, {"first": p, "second": q}, Campaign(), 25, 7)
    drawn = np.concatenate(list(resamples(200, 25, 7)))
    rows = [np.repeat(np.arange(200), counts) for counts in drawn]
    first = np.array([roc_auc_score(y[chosen], p[chosen]) for chosen in rows])
    second = np.array([roc_auc_score(y[chosen], q[chosen]) for chosen in rows])
    np.testing.assert_allclose(got.samples["first"]["roc_auc"], first, rtol=1e-12)
    interval = got.interval("second", "roc_auc", roc_auc_score(y, q))
    assert interval is not None
    assert interval[:2] == pytest.approx(np.percentile(second, [2.5, 97.5]).tolist())
    less = roc_auc_score(y, q) - roc_auc_score(y, p)
    difference = got.difference("second", "first", "roc_auc", less)
    assert difference is not None
    assert difference[:2] == pytest.approx(np.percentile(second - first, [2.5, 97.5]).tolist())


def test_a_model_does_not_differ_from_itself() -> None:
    y, p = customers(150, 3)
    got = bootstrap(y, {"first": p, "second": p.copy()}, Campaign(), 50, 0)
    differences = {got.difference("first", "second", name, 0.0) for name in got.samples["first"]}
    assert differences == {(0.0, 0.0, 0)}


def test_the_same_seed_gives_the_same_bits_and_another_one_others() -> None:
    y, p = customers(150, 3)
    once, again, other = (
        bootstrap(y, {"m": p}, Campaign(), 40, seed).samples["m"] for seed in (1, 1, 2)
    )
    assert all((once[name] == again[name]).all() for name in once)
    assert not (once["roc_auc"] == other["roc_auc"]).all()


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    # an area known without a table: of two normal scores one deviation apart, Phi(1 / sqrt(2))
    draw = np.random.default_rng(0)
    y = np.repeat([0, 1], [140, 60])
    held = 0
    for seed in range(60):
        p = expit(draw.standard_normal(200) + y)
        found = bootstrap(y, {"m": p}, Campaign(), 200, seed)
        interval = found.interval("m", "roc_auc", roc_auc_score(y, p))
        assert interval is not None
        held += interval.low <= 0.7602499389065233 <= interval.high
    # 95% of 60 is 57; fewer than 50 would be 4 standard deviations away
    assert 50 <= held


def test_resamples_without_a_value_are_left_out_and_counted() -> None:
    values = np.array([np.nan, *np.linspace(0, 1, 41), np.nan])
    interval = interval_of(values, 0.5)
    assert interval is not None
    assert interval == pytest.approx((0.025, 0.975, 2))
    assert interval_of(np.array([np.nan]), 0.5) is None


def test_one_churned_customer_is_missing_from_about_a_third_of_the_resamples() -> None:
    y = np.zeros(100, dtype=np.int64)
    y[3] = 1
    p = np.linspace(0.9, 0.1, 100)
    found = bootstrap(y, {"m": p}, Campaign(), 2000, 1)
    interval = found.interval("m", "roc_auc", roc_auc_score(y, p))
    assert interval is not None
    assert interval.left_out / 2000 == pytest.approx(0.99**100, abs=0.04)


@pytest.mark.parametrize(("samples", "models"), [(0, 1), (10, 0)])
def test_nothing_to_draw_is_refused(samples: int, models: int) -> None:
    y, p = customers(20, 1)
    with pytest.raises(ValueError, match=f"found {samples} resamples of {models} models"):
        bootstrap(y, dict.fromkeys(["m"][:models], p), Campaign(), samples, 1)


def test_of_many_customers_the_interval_is_as_narrow_as_their_number_says() -> None:
    rng = np.random.default_rng(4)
    log_odds = rng.normal(-1.0, 1.5, 60_000)
    y = (rng.random(60_000) < 1 / (1 + np.exp(-log_odds))).astype("int64")
    found = bootstrap(y, {"one": 1 / (1 + np.exp(-log_odds))}, Campaign(), 400, 7)
    right = float(((log_odds >= 0) == y).mean())
    interval = found.interval("one", "accuracy", right)
    assert interval is not None
    # of a share: 1.96 standard errors to either side
    half = 1.96 * np.sqrt(right * (1 - right) / 60_000)
    assert (interval.high + interval.low) / 2 == pytest.approx(right, abs=half / 5)
    assert interval.high - interval.low == pytest.approx(2 * half, rel=0.15)


def test_an_interval_that_does_not_hold_the_estimate_is_none() -> None:
    # percentiles of 0, 0.01, ..., 1 are 0.025 and 0.975
    values = np.linspace(0, 1, 101)
    assert interval_of(values, 0.02) is None
    assert interval_of(values, 0.98) is None
    assert interval_of(values, 0.975) is not None
    # a last bit is no bias, and the interval holds the estimate all the same
    held = interval_of(values, 0.975 + 2e-16)
    assert held is not None and held.high == 0.975 + 2e-16


def test_the_calibration_error_is_not_drawn() -> None:
    y, p = customers(150, 3)
    found = bootstrap(y, {"first": p, "second": p}, Campaign(), 50, 0)
    assert found.interval("first", "ece", 0.1) is None
    assert found.difference("first", "second", "ece", 0.0) is None
