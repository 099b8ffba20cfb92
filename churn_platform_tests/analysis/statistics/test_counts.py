import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.statistics.churned import churned_by, counts_in
from churn_platform.analysis.statistics.counts import counts_by, counts_of, counts_of_each
from churn_platform_tests.parts import Parts

FRAME = pd.DataFrame(
    {
        "plan": ["b", "a", "b", None, "a", "b", "c"],
        "months": [3.0, 1.0, np.nan, 2.0, 1.0, 10.0, 4.0],
        "left": [1, 0, 0, 1, 1, 0, 0],
    }
)
PARTS = [1, 2, 3, 100]


@pytest.mark.parametrize("rows", PARTS)
def test_values_are_counted_in_rising_order(rows: int) -> None:
    plans = counts_of(Parts(FRAME, rows), "plan")
    assert (plans.values.tolist(), plans.counts.tolist()) == (["a", "b", "c"], [2, 3, 1])
    assert (plans.known, plans.missing, plans.rows) == (6, 1, 7)
    assert (plans.of("b"), plans.of("z")) == (3, 0)


@pytest.mark.parametrize("rows", PARTS)
def test_mean_deviation_and_quantiles_are_those_of_the_numbers(rows: int) -> None:
    months = counts_of(Parts(FRAME, rows), "months")
    # 1, 1, 2, 3, 4, 10: mean 21/6; squared distances 2 * 6.25 + 2.25 + 0.25 + 0.25 + 42.25
    assert months.mean() == 3.5
    assert months.std() == pytest.approx(np.sqrt(57.5 / 5))
    assert months.std(ddof=0) == pytest.approx(np.sqrt(57.5 / 6))
    # at places 1.25, 2.5, 3.75 of 0 to 5
    assert months.quantiles([0.25, 0.5, 0.75, 0, 1]).tolist() == [1.25, 2.5, 3.75, 1, 10]
    # the 2nd, 3rd, 5th and 6th of six
    assert months.steps([0.25, 0.5, 0.75, 1]).tolist() == [1, 2, 4, 10]


def test_quantiles_of_many_numbers_are_numpys() -> None:
    numbers = np.random.default_rng(1).normal(size=1001).round(2)
    counts = counts_of(Parts(pd.DataFrame({"x": numbers}), 77), "x")
    shares = [0.0, 0.1, 0.25, 1 / 3, 0.5, 0.9, 1.0]
    assert counts.quantiles(shares) == pytest.approx(np.quantile(numbers, shares), abs=1e-12)
    steps = np.quantile(numbers, shares, method="inverted_cdf")
    assert counts.steps(shares).tolist() == steps.tolist()


def test_without_known_numbers_there_is_no_mean() -> None:
    none = counts_of(pd.DataFrame({"x": [np.nan, np.nan]}), "x")
    assert np.isnan(none.mean()) and np.isnan(none.std())
    assert (none.known, none.missing) == (0, 2)


@pytest.mark.parametrize("rows", PARTS)
def test_several_columns_are_counted_at_once(rows: int) -> None:
    each = counts_of_each(Parts(FRAME, rows), ["left", "plan"])
    assert each["left"].counts.tolist() == [4, 3]
    assert each["plan"].counts.tolist() == [2, 3, 1]


@pytest.mark.parametrize("rows", PARTS)
def test_combinations_are_counted_with_missing_as_a_value(rows: int) -> None:
    table = counts_by(Parts(FRAME, rows), ["plan", "left"])
    assert table.fillna({"plan": "none"}).to_numpy().tolist() == [
        ["a", 0, 1], ["a", 1, 1], ["b", 0, 2], ["b", 1, 1], ["c", 0, 1], ["none", 1, 1],
    ]  # fmt: skip


@pytest.mark.parametrize("rows", PARTS)
def test_churned_customers_are_counted_by_value_in_order_of_appearance(rows: int) -> None:
    found = churned_by(Parts(FRAME, rows), ["plan", "months"], "left")
    plans = found["plan"].fillna({"value": "none"})
    assert plans.to_numpy().tolist() == [["b", 3, 1], ["a", 2, 1], ["none", 1, 1], ["c", 1, 0]]
    months = counts_in(found["months"])
    assert months.values.tolist() == [1, 2, 3, 4, 10]
    assert (months.counts.tolist(), months.missing) == ([2, 1, 1, 1, 1], 1)
