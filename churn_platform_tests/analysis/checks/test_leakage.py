import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from churn_platform.analysis.checks.leakage import alone_auc

LEFT = pd.Series([1] * 20 + [0] * 60)


def _texts(*values: object) -> pd.Series:
    return pd.Series(values, dtype=object)


def test_numbers_that_rise_or_fall_with_the_outcome_tell_it() -> None:
    rising = pd.Series(np.arange(80.0))
    assert alone_auc(rising, LEFT) == 1
    assert alone_auc(-rising, LEFT) == 1


def test_the_order_of_numbers_has_the_area_of_scikit_learn() -> None:
    random = np.random.default_rng(5)
    target = pd.Series(random.integers(0, 2, 400))
    values = pd.Series(random.normal(size=400) + target)
    assert alone_auc(values, target) == pytest.approx(roc_auc_score(target, values))
    assert alone_auc(-values, target) == pytest.approx(roc_auc_score(target, values))


def test_numbers_in_text_are_numbers() -> None:
    assert alone_auc(_texts(*map(str, range(80))), LEFT) == 1


def test_a_few_words_among_numbers_do_not_matter() -> None:
    # 76 of 80 are numbers in order, the 95 % asked for; the words stand at their median
    numbers = list(map(str, range(76)))
    assert alone_auc(_texts(*numbers, "?", "?", "?", "?"), LEFT) == 1
    # with 75 of 80 it is text: five of the 60 who stayed have a level of their own, all others one
    area = alone_auc(_texts(*numbers[:75], *"?????"), LEFT)
    assert area == pytest.approx((20 * 5 + 20 * 55 / 2) / (20 * 60))


def test_missing_numbers_stand_at_the_median() -> None:
    # known: 1 2 | 3 4; the missing churner at 2.5 beats no stayer, of 3 x 2 pairs all are in order
    target = pd.Series([1, 1, 1, 0, 0])
    values = pd.Series([1.0, 2.0, np.nan, 3.0, 4.0])
    assert alone_auc(values, target) == 1
    # a stayer at the median: of 2 x 3 pairs 1 and 2 are below 3 and 4 and below 2.5
    assert alone_auc(values, pd.Series([1, 1, 0, 0, 0])) == 1
    # churners 1 and 4, stayers 2, 2.5 and 3: 3 of 6 pairs
    assert alone_auc(values, pd.Series([1, 0, 0, 0, 1])) == 0.5


def test_a_column_filled_for_churned_customers_alone_tells_the_outcome() -> None:
    dates = [f"2024-{month:02}-{day:02}" for month in (1, 2) for day in range(1, 11)]
    assert alone_auc(_texts(*dates, *[""] * 60), LEFT) == 1
    assert alone_auc(_texts(*dates, *[None] * 60), LEFT) == 1


def test_a_column_blank_for_churned_customers_alone_tells_the_outcome() -> None:
    assert alone_auc(_texts(*[""] * 20, *[f"renewal {n}" for n in range(60)]), LEFT) == 1


def test_one_date_for_all_who_stayed_tells_the_outcome() -> None:
    dates = [f"2024-01-{day:02}" for day in range(1, 21)]
    assert alone_auc(_texts(*dates, *["9999-12-31"] * 60), LEFT) == 1


def test_levels_tell_the_outcome_in_whatever_order_they_come() -> None:
    # 1 stays, 2 leaves, 3 stays: as numbers alone 20 x 30 of the 20 x 60 pairs are in order
    codes = pd.Series([2] * 20 + [1] * 30 + [3] * 30)
    assert alone_auc(codes, LEFT) == 1
    assert alone_auc(codes.map({1: "stays", 2: "leaves", 3: "suspended"}), LEFT) == 1


def test_two_levels_have_the_area_of_a_flag() -> None:
    # 16 of 20 churners and 12 of 60 stayers are "b", evenly in either half:
    # (16 x 48 + (16 x 12 + 4 x 48) / 2) / (20 x 60) = (768 + 192) / 1200
    values = _texts(*"bbbba" * 4, *"aaaab" * 12)
    assert alone_auc(values, LEFT) == pytest.approx(0.8)


@pytest.mark.parametrize("value", ["one", "", None, 7.0])
def test_a_constant_tells_nothing(value: object) -> None:
    assert alone_auc(pd.Series([value] * 80, dtype=object), LEFT) == 0.5


def test_values_that_come_once_tell_nothing() -> None:
    names = [f"name {number}" for number in range(80)]
    assert alone_auc(_texts(*names), LEFT) == 0.5


def test_random_levels_tell_nothing() -> None:
    random = np.random.default_rng(3)
    target = pd.Series(random.integers(0, 2, 2_000))
    levels = pd.Series(random.integers(0, 400, 2_000)).map("level {}".format)
    assert alone_auc(levels, target) == pytest.approx(0.5, abs=0.04)


def test_one_churned_customer_is_too_few_to_tell() -> None:
    assert alone_auc(pd.Series([1.0, 0.0, 0.0]), pd.Series([1, 0, 0])) == 0.5


def test_infinite_and_endless_numbers_count_as_missing() -> None:
    values = [*map(str, range(78)), "inf", "9" * 400]
    assert alone_auc(_texts(*values), LEFT) == 1


def test_words_for_nothing_are_no_text_among_numbers() -> None:
    values = [*map(str, range(40)), *["N/A"] * 40]
    assert alone_auc(_texts(*values), LEFT) == 1


def test_levels_that_tell_one_thing_in_one_half_and_the_opposite_in_the_other_tell_nothing() -> (
    None
):
    # either class goes to the halves by turns, so each half orders the other the wrong way round
    assert alone_auc(_texts(*"ba" * 10, *"ab" * 30), LEFT) == 0.5


def test_a_rare_level_is_drawn_to_the_overall_rate() -> None:
    # either half has 1 r, 7 o and 2 x of 10 churners, and 3 o and 27 x of 30 stayers; the rates are
    # (1 + 0.25) / 2 for r, below (7 + 0.25) / 11 for o. Pairs in order: r 27, o 7 x (27 + 3 / 2),
    # x 2 x 27 / 2
    values = _texts(*"r" * 2, *"o" * 14, *"x" * 4, *"o" * 6, *"x" * 54)
    assert alone_auc(values, LEFT) == pytest.approx((27 + 199.5 + 27) / 300)
