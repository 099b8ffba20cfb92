import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from churn_platform.sources.drafting.columns.leaks import areas_alone, near_leaks
from churn_platform_tests.sources.drafting.made_columns import column

LABELS = np.array([1.0, 0.0] * 20)
MANY = np.array([1.0] * 100 + [0.0] * 300)


def test_a_column_filled_for_churned_customers_alone_tells_the_outcome() -> None:
    closing = column("closing", ["2024-05-01", ""] * 20)
    assert areas_alone([closing], LABELS)[closing] == 1.0


def test_a_number_with_a_decimal_comma_can_tell_it_too() -> None:
    fee = column("fee", [f"{9 if left else 1},{place:02}" for place, left in enumerate(LABELS)])
    assert areas_alone([fee], LABELS)[fee] == 1.0


def test_an_ordinary_column_tells_little_and_unlabelled_rows_do_not_count() -> None:
    labels = np.append(LABELS, [np.nan] * 2)
    plan = column("plan", ["a", "a", "b", "b"] * 10 + ["c", "c"])
    assert areas_alone([plan], labels)[plan] < 0.6


def test_a_few_customers_may_be_told_apart_by_chance() -> None:
    price = column("price", ["9", "1"] * 9)
    assert areas_alone([price], LABELS[:18])[price] == 0.5


def test_an_amount_filled_for_almost_all_churned_customers_and_no_one_else_is_doubted() -> None:
    # 95 of 100 churners and 0 of 300 stayers: by whether it is filled alone 0.5 + 0.95 / 2
    settled = column("settlement", [f"{i}.5" if i < 95 else "" for i in range(400)])
    area = areas_alone([settled], MANY)
    assert area[settled] == pytest.approx(0.975, abs=0.005)
    doubt = near_leaks([settled], area, MANY)[settled]
    assert doubt.startswith(
        "filled for 95% of those who left and 0% of those who stayed (alone it tells who left with"
    )
    assert "after_outcome" in doubt


def test_blanks_that_do_not_follow_the_outcome_are_no_doubt() -> None:
    visits = column("visits", ["" if i % 3 else f"{i % 7}" for i in range(400)])
    assert near_leaks([visits], areas_alone([visits], MANY), MANY) == {}


@pytest.mark.parametrize(("apart", "is_doubted"), [(0.9, False), (1.6, True)])
def test_a_number_far_better_than_all_others_is_doubted(apart: float, is_doubted: bool) -> None:
    rng = np.random.default_rng(3)
    telling, other = (rng.normal(size=400) + shift * MANY for shift in (apart, 0.3))
    columns = [column("telling", [*telling.round(6)]), column("other", [*other.round(6)])]
    areas = areas_alone(columns, MANY)
    assert areas[columns[0]] == pytest.approx(roc_auc_score(MANY, telling), abs=1e-3)
    assert (columns[0] in near_leaks(columns, areas, MANY)) is is_doubted
    assert columns[1] not in near_leaks(columns, areas, MANY)
