import numpy as np
import pytest

from churn_platform.analysis.scoring.folds import NO_FOLD, FoldScorers
from churn_platform_tests.analysis.scoring.made import customers, linear, scorer_of

TABLE = customers(60, 1)
SCORER = scorer_of(linear(TABLE), TABLE)


def folds(trained: list[int], places: list[int]) -> FoldScorers:
    return FoldScorers(
        (SCORER, SCORER), np.array(trained, dtype=np.uint64), np.array(places, dtype=np.int8)
    )


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ([5, 9, 7], [0, 0, 1]),
        ([4, 6, 10, 2**64 - 1], [NO_FOLD] * 4),
        ([9, 0], [0, NO_FOLD]),
        ([], []),
    ],
)
def test_only_who_trained_the_model_has_a_fold(ids: list[int], expected: list[int]) -> None:
    found = folds([5, 7, 9], [0, 1, 0]).of(np.array(ids, dtype=np.uint64))
    assert found.tolist() == expected
