from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import pytest
from sklearn.pipeline import Pipeline

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.scoring import trees
from churn_platform.analysis.scoring.encoded import FloatArray, encode_table
from churn_platform.analysis.scoring.trees import booster_of
from churn_platform.analysis.training.models import gradient_boosting
from churn_platform_tests.analysis.figures.shapes import SHAPES
from churn_platform_tests.analysis.scoring.made import (
    MADE,
    boosted,
    customers,
    fitted,
    linear,
    log_odds,
    scorer_of,
    strange_customers,
)

TABLE = customers(600, 1)
INNER = [*MADE.names("category"), *MADE.names("numeric"), *MADE.names("flag")]


@pytest.mark.parametrize(
    "parameters",
    [
        {"max_depth": 1},
        {"max_depth": 3},
        {"max_depth": 6, "min_samples_leaf": 5},
        {"max_depth": 6, "min_samples_leaf": 2},
        {"max_depth": 4, "max_features": 0.5, "l2_regularization": 5.0},
    ],
    ids=str,
)
def test_the_sum_is_what_the_pipeline_says(parameters: dict[str, Any]) -> None:
    pipeline, rows = boosted(TABLE, **parameters), strange_customers()
    own = scorer_of(pipeline, TABLE).log_odds(encode_table(rows, MADE))
    np.testing.assert_allclose(own, log_odds(pipeline, rows), rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", SHAPES)
def test_tables_without_some_kind_of_column(name: str) -> None:
    one = SHAPES[name]
    pipeline = fitted(gradient_boosting, one.contract, one.clean, max_iter=5)
    own = scorer_of(pipeline, one.clean, one.contract)
    found = own.log_odds(encode_table(one.clean, one.contract))
    expected = log_odds(pipeline, one.clean, one.contract)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-9)


Node = dict[str, Any]


def trees_of(pipeline: Pipeline) -> list[Node]:
    """Return the roots of the trees, as LightGBM's own document has them."""
    document = booster_of(pipeline[-1].trees_).dump_model()
    return [tree["tree_structure"] for tree in document["tree_info"]]


def goes_left(node: Node, row: FloatArray) -> bool:
    value = row[node["split_feature"]]
    if node["decision_type"] == "==":
        return not np.isnan(value) and str(int(value)) in node["threshold"].split("||")
    return bool(value <= node["threshold"])


def expectation(node: Node, row: FloatArray, known: set[int]) -> float:
    """Return the expected value below a node when only some features are known."""
    if "leaf_value" in node:
        return float(node["leaf_value"])
    children = (node["left_child"], node["right_child"])
    left, right = (expectation(child, row, known) for child in children)
    if node["split_feature"] in known:
        return float(left if goes_left(node, row) else right)
    counts = [child.get("internal_count", child.get("leaf_count")) for child in children]
    return float((counts[0] * left + counts[1] * right) / sum(counts))


def shapley(pipeline: Pipeline, row: FloatArray) -> FloatArray:
    """Return the Shapley values of a row by their definition: over all subsets of features."""
    roots, count = trees_of(pipeline), len(row)
    everything = set(range(count))
    worth = {
        subset: sum(expectation(root, row, set(subset)) for root in roots)
        for size in range(count + 1)
        for subset in combinations(range(count), size)
    }
    values = np.zeros(count)
    for feature in range(count):
        for size in range(count):
            weight = factorial(size) * factorial(count - 1 - size) / factorial(count)
            for subset in combinations(sorted(everything - {feature}), size):
                with_it = tuple(sorted({*subset, feature}))
                values[feature] += weight * (worth[with_it] - worth[subset])
    return values


@pytest.mark.parametrize("depth", [2, 3, 6])
def test_contributions_are_the_shapley_values_by_their_definition(depth: int) -> None:
    pipeline = boosted(TABLE, max_iter=4, max_depth=depth, min_samples_leaf=8, learning_rate=0.5)
    rows = strange_customers()[:6]
    added = scorer_of(pipeline, TABLE).contributions(encode_table(rows, MADE))
    inner = pipeline[0].transform(rows[MADE.features])
    expected = np.array([shapley(pipeline, row) for row in inner])
    order = [INNER.index(name) for name in MADE.features]
    np.testing.assert_allclose(added, expected[:, order], rtol=0, atol=1e-12)
    assert (np.abs(added) > 1e-3).any(axis=0).sum() >= 4  # more than a feature or two take part


def test_the_base_is_what_the_trees_expect_of_a_training_row() -> None:
    pipeline = boosted(TABLE, max_depth=3)
    expected = pipeline.decision_function(TABLE[MADE.features]).mean()
    # the counts of a tree's nodes are those of the training rows, so the two means are one
    assert scorer_of(pipeline, TABLE).base == pytest.approx(expected, abs=1e-9)


def test_trees_that_never_split_add_nothing() -> None:
    pipeline = boosted(TABLE, min_samples_leaf=500)
    own, rows = scorer_of(pipeline, TABLE), encode_table(strange_customers(), MADE)
    assert (own.contributions(rows) == 0).all()
    assert own.base == pytest.approx(pipeline.decision_function(TABLE[MADE.features])[0], abs=1e-12)


def test_threads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    own, rows = scorer_of(boosted(TABLE), TABLE), encode_table(customers(3000, 3), MADE)
    with_one = own.contributions(rows)
    monkeypatch.setattr(trees, "_FEW_ROWS", 1)
    np.testing.assert_array_equal(own.contributions(rows), with_one)


def test_another_preparation_is_refused() -> None:
    pipeline = boosted(TABLE)
    pipeline.steps[0] = linear(TABLE).steps[0]
    with pytest.raises(DataError, match="expected an imputer and"):
        scorer_of(pipeline, TABLE)
