import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from churn_platform.analysis.statistics.auc import rank_auc


def test_the_share_of_pairs_in_order_with_ties_by_half() -> None:
    # left at 2 and 3, stayed at 1 and 2: of the pairs 2>1, 2=2, 3>1, 3>2 it is 3.5 of 4
    scores, left = np.array([2.0, 3.0, 1.0, 2.0]), np.array([1.0, 1.0, 0.0, 0.0])
    assert rank_auc(scores, left, 1 - left) == 3.5 / 4


def test_counts_stand_for_that_many_customers() -> None:
    # 1 of 3 left at score 0, 3 of 4 at score 5: pairs (1x2)/2 + 3x2 + (3x1)/2 of 4x3
    area = rank_auc(np.array([5.0, 0.0]), np.array([3, 1]), np.array([1, 2]))
    assert area == pytest.approx((1 + 6 + 1.5) / 12)


@given(
    st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=2, max_size=40).filter(
        lambda rows: len({left for _, left in rows}) == 2
    )
)
def test_it_is_the_area_that_scikit_learn_gives(rows: list[tuple[int, bool]]) -> None:
    scores = np.array([score for score, _ in rows], dtype=np.float64)
    left = np.array([left for _, left in rows], dtype=np.float64)
    assert rank_auc(scores, left, 1 - left) == pytest.approx(roc_auc_score(left, scores))
