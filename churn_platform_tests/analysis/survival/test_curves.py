from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.survival.curves import (
    curves_by,
    life_table,
    survival_at,
    survival_curve,
)
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.figures.tables import CONTRACT, table
from churn_platform_tests.telco import TELCO

# Weeks in remission under 6-mercaptopurine: Freireich et al. (1963), the field's usual example.
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
# KaplanMeierFitter of lifelines 0.30.3: time -> at risk, left, survival, low, high
REMISSION = {
    0: (21, 0, 1, 1, 1),
    6: (21, 3, 0.857142857143, 0.619717955266, 0.951551747647),
    7: (17, 1, 0.806722689076, 0.563146564622, 0.922809019203),
    9: (16, 0, 0.806722689076, 0.563146564622, 0.922809019203),
    10: (15, 1, 0.752941176471, 0.503199510800, 0.889361835169),
    13: (12, 1, 0.690196078431, 0.431610222486, 0.849065963349),
    16: (11, 1, 0.627450980392, 0.367510855988, 0.804912189472),
    22: (7, 1, 0.537815126050, 0.267778936767, 0.746790717635),
    23: (6, 1, 0.448179271709, 0.188052005959, 0.680142628495),
    35: (1, 0, 0.448179271709, 0.188052005959, 0.680142628495),
}
# The same of the real table, by month; its 11 customers of tenure 0 were not billed yet.
REAL = {
    "all": {
        0: (7043, 0, 1, 1, 1),
        1: (7032, 380, 0.945961319681, 0.940418371316, 0.951002120957),
        12: (4974, 38, 0.843199553816, 0.834168685811, 0.851783320693),
        24: (3927, 23, 0.788736398371, 0.77831295553, 0.798735202136),
        48: (2303, 9, 0.708840184346, 0.696245083071, 0.72102273321),
        72: (362, 6, 0.592790152052, 0.573062891004, 0.611936209193),
    },
    "Month-to-month": {
        1: (3875, 380, 0.901935483871, 0.892138057629, 0.910887955508),
        12: (1967, 33, 0.703096636349, 0.687259357621, 0.71830407543),
        72: (2, 0, 0.128951900614, 0.0759447830995, 0.19639627105),
    },
    "One year": {
        1: (1472, 0, 1, 1, 1),
        12: (1371, 5, 0.990808204075, 0.98421953077, 0.994653431505),
        72: (17, 2, 0.568145682029, 0.446758066999, 0.672522964751),
    },
    "Two year": {
        12: (1636, 0, 1, 1, 1),
        48: (1284, 1, 0.995718930972, 0.990481599182, 0.99807730649),
        72: (343, 4, 0.935738580647, 0.913336129353, 0.952500628924),
    },
    "DSL": {24: (1371, 6, 0.831140909158, 0.81447029336, 0.846457761163)},
    "Fiber optic": {72: (163, 4, 0.417005805786, 0.389418682652, 0.444334585007)},
    "No": {72: (66, 0, 0.901538793816, 0.879446040607, 0.919768550997)},
}


def curve_of(duration: list[float], left: list[int]) -> pd.DataFrame:
    return survival_curve(pd.Series(duration), pd.Series(left))


def agree(curve: pd.DataFrame, expected: Mapping[int, tuple[float, ...]]) -> None:
    for time, row in expected.items():
        (found,) = curve[curve["time"] == time].to_numpy()[:, 1:].tolist()
        assert found == pytest.approx(row, rel=1e-10), time


def test_the_curve_is_the_product_limit_worked_out_by_hand() -> None:
    curve = curve_of([0, 1, 1, 2, 3, 3, 5, 8], [0, 1, 0, 1, 1, 1, 0, 0])
    assert curve["time"].tolist() == [0, 1, 2, 3, 5, 8]
    assert curve["at_risk"].tolist() == [8, 7, 5, 4, 2, 1]
    assert curve["left"].tolist() == [0, 1, 1, 2, 0, 0]
    steps = [1, 6 / 7, 6 / 7 * 4 / 5, 6 / 7 * 4 / 5 / 2]
    assert curve["survival"].tolist() == pytest.approx([*steps, steps[-1], steps[-1]])


def test_the_curve_of_the_remissions_is_that_of_lifelines() -> None:
    curve = curve_of([float(week) for week in WEEKS], RELAPSED)
    assert len(curve) == len(set(WEEKS)) + 1
    agree(curve, REMISSION)


def test_the_curves_of_the_real_table_are_those_of_lifelines(real_clean: pd.DataFrame) -> None:
    found = {
        "all": survival_curve(real_clean["tenure"], real_clean["churn"]),
        **curves_by(real_clean, TELCO, "contract"),
        **curves_by(real_clean, TELCO, "internet_service"),
    }
    assert list(found) == list(REAL)
    for name, expected in REAL.items():
        agree(found[name], expected)


def test_whoever_leaves_at_time_zero_lowers_the_curve_there() -> None:
    # lifelines 0.30.3: 0.6, 0.125730182994 to 0.881756407394
    agree(
        curve_of([0, 0, 0, 1, 2], [1, 0, 1, 0, 0]),
        {0: (5, 2, 0.6, 0.125730182994, 0.881756407394)},
    )


def test_times_may_be_fractions() -> None:
    # lifelines 0.30.3
    agree(
        curve_of([0.5, 0.5, 1.25, 7.75, 7.75, 9], [1, 1, 0, 1, 0, 0]).assign(
            time=lambda curve: curve["time"] * 4
        ),
        {
            2: (6, 2, 0.666666666667, 0.194616636806, 0.904434164323),
            31: (3, 1, 0.444444444444, 0.066186753146, 0.784908367148),
        },
    )


def test_where_everybody_left_the_interval_is_undefined() -> None:
    curve = curve_of([1, 2, 2, 4], [1, 0, 1, 1])
    assert curve["survival"].tolist() == [1, 0.75, 0.5, 0]
    assert curve[["low", "high"]].isna().all(axis=1).tolist() == [False, False, False, True]


def test_where_nobody_left_the_curve_stays_at_one() -> None:
    curve = curve_of([2, 3], [0, 0])
    assert (curve[["survival", "low", "high"]] == 1).to_numpy().all()


def test_rows_of_unknown_duration_do_not_count() -> None:
    whole, holed = curve_of([1, 2], [1, 0]), curve_of([1, float("nan"), 2], [1, 1, 0])
    pd.testing.assert_frame_equal(whole, holed)


def test_without_any_duration_the_error_says_so() -> None:
    with pytest.raises(ValueError, match="found no known duration in 1 rows; expected at least"):
        curve_of([float("nan")], [1])


def test_the_order_of_the_rows_changes_no_bit(real_clean: pd.DataFrame) -> None:
    shuffled = real_clean.sample(frac=1, random_state=1)
    first, second = (curves_by(rows, TELCO, "contract") for rows in (real_clean, shuffled))
    assert list(first) == list(second)
    for name in first:
        pd.testing.assert_frame_equal(first[name], second[name], check_exact=True)


def test_flags_and_missing_values_have_curves_of_their_own() -> None:
    clean = table(loyal=[1.0, 0.0, float("nan"), 1.0], months=[1, 2, 3, 4], left=[0, 1, 0, 1])
    curves = curves_by(clean, CONTRACT, "loyal")
    assert {name: curve["at_risk"].iloc[0] for name, curve in curves.items()} == {
        "No": 1,
        "Yes": 2,
        "unknown": 1,
    }


def test_a_segment_without_any_known_duration_has_no_curve() -> None:
    clean = table(plan=["a", "b"], months=[1, None])
    assert list(curves_by(clean, CONTRACT, "plan")) == ["a"]


def test_a_contract_with_another_time_axis_is_followed() -> None:
    document = CONTRACT.model_dump(exclude_defaults=True)
    contract = Contract.model_validate({**document, "time_axis": "spend"})
    clean = table(spend=[3.0, 4.5], plan=["a", "a"], left=[1, 0])
    assert curves_by(clean, contract, "plan")["a"]["time"].tolist() == [0, 3, 4.5]


def test_between_its_times_a_curve_is_flat_and_held_after_the_last() -> None:
    curve = curve_of([1, 2, 4], [1, 1, 0])
    times = np.array([-1, 0, 0.99, 1, 1.5, 2, 3, 4, 100])
    expected = [1, 1, 1, 2 / 3, 2 / 3, 1 / 3, 1 / 3, 1 / 3, 1 / 3]
    assert survival_at(curve, times).tolist() == pytest.approx(expected)


def _life_table(months: list[float | None], left: list[int], horizon: float) -> pd.DataFrame:
    return life_table(pd.Series(months), pd.Series(left), pd.Series([1] * len(left)), horizon, 1)


def test_a_life_table_multiplies_the_risks_of_those_who_are_at_each_month() -> None:
    found = _life_table([1, 1, 1, 1, 2, 2, 0], [1, 0, 0, 0, 1, 0, 0], horizon=1)
    assert found["time"].tolist() == [0, 1, 2]
    assert found["at_risk"].tolist() == [1, 4, 2]
    assert found["left"].tolist() == [0, 1, 1]
    assert found["survival"].tolist() == [1, 3 / 4, 3 / 4 * 1 / 2]


def test_a_month_without_anybody_has_the_risk_of_the_next_one() -> None:
    found = _life_table([1, 1, 3, 3, None], [0, 0, 1, 0, 1], horizon=1)
    assert found["survival"].tolist() == [1, 1 / 2 * 1 / 2]


def test_the_risk_of_a_quarter_is_spread_over_its_months() -> None:
    found = _life_table([1, 2, 3] * 8, [1, 0, 0, *[0] * 21], horizon=3)
    # 1 of 8 left within three months: a month leaves the third root of 7/8
    assert found["survival"].tolist() == pytest.approx([(7 / 8) ** (1 / 3)] * 3)


def test_a_part_of_a_month_counts_to_the_month_that_has_begun() -> None:
    found = _life_table([1.0, 1.9, -0.5], [1, 0, 0], horizon=1)
    assert (found["time"].tolist(), found["survival"].tolist()) == ([0, 1], [1, 1 / 2])


def test_rows_that_stand_for_many_weigh_as_many() -> None:
    one = life_table(pd.Series([1, 1]), pd.Series([1, 0]), pd.Series([3, 9]), 1, 1)
    assert one["survival"].tolist() == [9 / 12]


def test_months_with_few_customers_share_a_risk_with_those_after_them() -> None:
    months, left = pd.Series([1, 2, 3, 4, 4, 5]), pd.Series([1, 0, 0, 1, 0, 0])
    found = life_table(months, left, pd.Series([1] * 6), horizon=1, smallest=2)
    # 1 of 2 in months 1 and 2, 1 of 3 in months 3 and 4, and month 5 shares the one before
    risks = [1 / 2, 1 / 2, 1 / 4, 1 / 4, 1 / 4]
    assert found["survival"].tolist() == pytest.approx(np.cumprod([1 - q for q in risks]).tolist())
    everybody = life_table(months, left, pd.Series([1] * 6), horizon=1, smallest=99)
    assert everybody["survival"].tolist() == pytest.approx([(2 / 3) ** n for n in range(1, 6)])
