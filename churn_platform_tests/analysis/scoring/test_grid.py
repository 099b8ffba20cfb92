from typing import Any

import numpy as np
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.pipeline import make_pipeline
from threadpoolctl import threadpool_limits

from churn_platform.analysis.features import tree_features
from churn_platform.analysis.scoring.encoded import encode_table
from churn_platform.analysis.scoring.grid import Grid
from churn_platform_tests.analysis.scoring.made import (
    MADE,
    customers,
    scorer_of,
    strange_customers,
)

NUMBERS = Grid(np.array([1.0, 2.0]))
LEVELS = Grid(np.empty(0), levels=40, seen=(0, 2, 35))


def node(**fields: Any) -> dict[str, Any]:
    return {"is_categorical": 0, "missing_go_to_left": 0, "bitset_idx": 0, **fields}


def test_a_number_has_the_code_of_how_many_thresholds_lie_below() -> None:
    assert NUMBERS.code(np.array([-5.0, 1.0, 1.5, 2.0, 9.0])).tolist() == [0, 0, 1, 1, 2]
    assert NUMBERS.goes_left(node(num_threshold=1.0), None).tolist() == [True, False, False]
    assert NUMBERS.goes_left(node(num_threshold=2.0), None).tolist() == [True, True, False]


@pytest.mark.parametrize("missing", [0, 1])
def test_a_value_goes_where_its_bit_says_and_an_unseen_one_where_missing_goes(missing: int) -> None:
    # the trees know the values 0, 2 and 35 as 0, 1 and 2; bit 2 is that of 35
    words = np.array([[0b100, 0, 0, 0, 0, 0, 0, 0]], dtype=np.uint32)
    left = LEVELS.goes_left(node(is_categorical=1, missing_go_to_left=missing), words)
    assert len(left) == LEVELS.codes == 41
    assert left[[0, 2, 35]].tolist() == [False, False, True]
    assert left[[1, 40]].tolist() == [bool(missing)] * 2


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (2, 0, 1)])
def test_categories_may_stand_anywhere_among_the_columns(order: tuple[int, ...]) -> None:
    table, rows = customers(400, 2), strange_customers()
    parts = [tree_features(MADE).transformers[place] for place in order]
    kinds = [name == "category" for name, _, columns in parts for _ in columns]
    model = HistGradientBoostingClassifier(max_iter=5, categorical_features=kinds)
    pipeline = make_pipeline(ColumnTransformer(parts), model)
    with threadpool_limits(1):
        pipeline.fit(table[MADE.features], table[MADE.target])
    own = scorer_of(pipeline, table).log_odds(encode_table(rows, MADE))
    expected = pipeline.decision_function(rows[MADE.features])
    np.testing.assert_allclose(own, expected, rtol=0, atol=1e-12)
