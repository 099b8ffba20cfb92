import pandas as pd
import pytest

from churn_platform.analysis.survival.lifetime import (
    Curves,
    expected_lifetime,
    lifetime_curves,
    lifetime_problem,
)
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.outcome import Outcome
from churn_platform_tests.analysis.figures.shapes import shape
from churn_platform_tests.analysis.figures.tables import CONTRACT, table
from churn_platform_tests.telco import TELCO


@pytest.fixture
def clean() -> pd.DataFrame:
    """Of plan a 1 of 4, 1 of 3 and 1 of 2 leave in months 1, 2, 3; of plan b nobody in month 5.

    So it falls to 3/4, 1/2 and 1/4, and so does the table of all customers.
    """
    return table(
        plan=["a"] * 10 + ["b"] * 2,
        months=[1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 5],
        left=[1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0],
    )


@pytest.fixture
def ends_at_0() -> pd.DataFrame:
    """Plan a falls to 1/2 and 0; all customers to 1/2, 1/4 and, from month 3, 1/8."""
    return table(plan=list("aaabbbb"), months=[1, 1, 2, 2, 3, 3, 9], left=[1, 0, 1, 0, 1, 0, 0])


def months(customers: pd.DataFrame, curves: Curves | None, horizon: int) -> list[float]:
    found = expected_lifetime(customers, curves, CONTRACT, horizon)
    assert found is not None
    return found["lifetime_months"].tolist()


def bases(customers: pd.DataFrame, curves: Curves | None, horizon: int) -> list[str | None]:
    found = expected_lifetime(customers, curves, CONTRACT, horizon)
    assert found is not None
    return found["lifetime_basis"].tolist()


def test_the_expectation_is_the_one_worked_out_by_hand(clean: pd.DataFrame) -> None:
    curves = lifetime_curves(clean, CONTRACT, smallest=1)
    now = table(plan=["a", "a", "a", "b"], months=[0, 1, 2, 1])
    # from month 0: 3/4 + 1/2 + 1/4; from 1: (1/2 + 1/4 + 1/4) / (3/4); from 2: 3 times 1/4 by 1/2
    assert months(now, curves, 3) == pytest.approx([1.5, 4 / 3, 1.5, 3])


def test_beyond_the_last_time_the_curve_is_held(clean: pd.DataFrame) -> None:
    curves = lifetime_curves(clean, CONTRACT, smallest=1)
    assert months(table(plan=["a"], months=[400]), curves, 24) == [24]


def test_months_beyond_the_last_time_are_marked(clean: pd.DataFrame) -> None:
    curves = lifetime_curves(clean, CONTRACT, smallest=1)
    # plan a was observed for 4 months, plan b and all customers for 5
    now = table(plan=["a", "a", "b", "b", None, None], months=[2, 3, 3, 4, 4, None])
    assert bases(now, curves, 2) == [
        "observed", "extrapolated", "observed", "extrapolated", "extrapolated", None,
    ]  # fmt: skip


def test_a_curve_that_ends_at_0_leaves_nothing_to_extrapolate(ends_at_0: pd.DataFrame) -> None:
    curves = lifetime_curves(ends_at_0, CONTRACT, smallest=1)
    assert bases(table(plan=["a", "a", "b"], months=[1, 2, 2]), curves, 8) == [
        "observed",  # nobody of plan a stays beyond 2 months
        "extrapolated",  # the curve of all, which ends at 9 months
        "extrapolated",
    ]


def test_a_small_segment_has_the_curve_of_all(clean: pd.DataFrame) -> None:
    curves = lifetime_curves(clean, CONTRACT, smallest=3)
    assert curves and list(curves.by_segment) == ["a"]
    # months 3 to 5 have few customers: 1 of 5 left in them
    assert months(table(plan=["b"], months=[0]), curves, 3) == pytest.approx(
        [3 / 4 + 1 / 2 + 1 / 2 * 4 / 5]
    )


def test_a_segment_that_was_not_there_has_the_curve_of_all(clean: pd.DataFrame) -> None:
    curves = lifetime_curves(clean, CONTRACT, smallest=1)
    assert months(table(plan=[None], months=[0]), curves, 1) == pytest.approx([3 / 4])


def test_where_all_of_a_segment_left_before_the_curve_of_all_is_used(
    ends_at_0: pd.DataFrame,
) -> None:
    curves = lifetime_curves(ends_at_0, CONTRACT, smallest=1)
    # plan a is at 0 from month 2; of all, 1/4 are left then and 1/8 from month 3
    assert months(table(plan=["a"], months=[2]), curves, 2) == pytest.approx([1])


def test_where_nobody_was_seen_to_outlast_the_time_it_is_undefined() -> None:
    curves = lifetime_curves(table(plan=["a", "b"], months=[1, 2], left=[1, 1]), CONTRACT, 1)
    found = expected_lifetime(table(months=[3, 0]), curves, CONTRACT, 2)
    assert found is not None and found["lifetime_months"].isna().tolist() == [True, False]


def test_an_unknown_time_so_far_gives_an_undefined_lifetime(clean: pd.DataFrame) -> None:
    curves = lifetime_curves(clean, CONTRACT, smallest=1)
    found = expected_lifetime(table(months=[None, 5.0]), curves, CONTRACT, 2)
    assert found is not None and found["lifetime_months"].isna().tolist() == [True, False]


def test_the_result_is_aligned_with_the_customers(clean: pd.DataFrame) -> None:
    now = table(plan=["a", "b", "a"], months=[0, 0, 2]).set_axis([7, 3, 5])
    curves = lifetime_curves(clean, CONTRACT, smallest=1)
    found = expected_lifetime(now, curves, CONTRACT, 3)
    assert found is not None and found.index.tolist() == [7, 3, 5]
    months_of = found["lifetime_months"]
    assert months_of.loc[5] == pytest.approx(1.5) and months_of.loc[3] == 3


def test_without_a_category_everybody_has_the_curve_of_all() -> None:
    document = CONTRACT.model_dump(exclude_defaults=True)
    contract = Contract.model_validate({**document, "segments": ["loyal", "months"]})
    clean = table(months=[1, 1, 2], left=[1, 0, 0], loyal=[1, 0, 0])
    curves = lifetime_curves(clean, contract, 1)
    assert curves is not None and (curves.column, curves.by_segment) == (None, {})
    found = expected_lifetime(table(months=[0], loyal=[0]), curves, contract, 2)
    assert found is not None and found["lifetime_months"].tolist() == [1]


def test_without_a_time_axis_in_months_there_is_none_and_a_reason() -> None:
    years, none = shape("numeric", "category"), shape("category")
    assert (
        lifetime_problem(years.contract) == "found a time axis in 'years'; expected one in 'months'"
    )
    assert lifetime_problem(none.contract) == "The contract names no time axis"
    for one in (years, none):
        curves = lifetime_curves(one.clean, one.contract, 1)
        assert curves is None
        assert expected_lifetime(one.clean, curves, one.contract, 24) is None
    assert lifetime_problem(CONTRACT) == ""
    unstated = CONTRACT.model_copy(update={"outcome": Outcome()})
    problem = "the contract does not say in which time those who left did so (outcome)"
    assert lifetime_problem(unstated) == problem


def test_without_one_known_time_there_is_none() -> None:
    assert lifetime_curves(table(months=[None, None]), CONTRACT, 1) is None


def test_a_horizon_below_a_month_is_refused(clean: pd.DataFrame) -> None:
    curves = lifetime_curves(clean, CONTRACT, 1)
    with pytest.raises(ValueError, match="found a horizon of 0 months; expected 1 or more"):
        expected_lifetime(clean, curves, CONTRACT, 0)


def test_a_customer_of_the_real_table_has_the_sum_over_his_curve(
    real_clean: pd.DataFrame,
) -> None:
    curves = lifetime_curves(real_clean, TELCO, smallest=1)
    assert curves is not None and curves.column == "contract"
    found = expected_lifetime(real_clean, curves, TELCO, 24)
    assert found is not None and found["lifetime_months"].between(0, 24).all()
    rows = real_clean[real_clean["contract"] == "Month-to-month"]
    risk = rows.groupby("tenure")["churn"].mean()
    by_month = (1 - risk[risk.index > 0]).cumprod()
    someone = rows.index[rows["tenure"] == 10][0]
    # each of the months 11 to 34 has a row of its own
    expected = by_month.loc[11:34].sum() / by_month.loc[10]
    assert len(by_month.loc[11:34]) == 24
    assert found["lifetime_months"].loc[someone] == pytest.approx(expected)
