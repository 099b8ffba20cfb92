"""What a loaded model must hold to before compiled code, which checks nothing, follows its tables.

The tables of our own scorers need no such check: numpy refuses a place outside of an array.
"""

from collections.abc import Iterator
from typing import Any

_BITS = 8  # numbers of 32 bits, one bit for each of 256 categories


def check_parts(model: Any) -> None:
    """Look at the trees and splines anywhere in a model.

    Raises:
        ValueError: one of them points outside of its table, or a tree comes back to a node.
    """
    parts: dict[str, list[Any]] = {}
    for part in _parts(model):
        parts.setdefault(type(part).__name__, []).append(part)
    for boosted in parts.get("HistGradientBoostingClassifier", []):
        if hasattr(boosted, "_predictors"):
            _check_features(boosted)
    if trees := parts.get("TreePredictor"):
        _check_trees(trees)
    for spline in parts.get("BSpline", []):
        _check_spline(spline)


def _parts(model: Any) -> Iterator[Any]:
    """Go through all objects in a model, each once, without calling itself."""
    waiting, seen = [model], set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if type(one) in (list, tuple):
            waiting.extend(one)
        elif type(one) is dict:
            waiting.extend(one.values())
        elif type(one).__name__ == "partial":
            waiting.append(one.keywords)
        elif hasattr(one, "__dict__") and not isinstance(one, type):
            yield one
            waiting.extend(vars(one).values())


def _check_features(boosted: Any) -> None:
    import numpy as np

    trees = [tree.nodes for (tree,) in boosted._predictors]
    nodes = np.concatenate(trees) if trees else None
    if nodes is None:
        return
    places = nodes["feature_idx"][nodes["is_leaf"] == 0]
    # negative ones too: compiled code does not count from the end
    if not ((places >= 0) & (places < boosted.n_features_in_)).all():
        raise ValueError("a tree splits by a feature that is not there")


def _check_trees(trees: list[Any]) -> None:
    """Look at all trees as one table: one at a time would cost as much as to load them."""
    import numpy as np
    from sklearn.ensemble._hist_gradient_boosting.common import PREDICTOR_RECORD_DTYPE

    for tree in trees:
        if tree.nodes.dtype != PREDICTOR_RECORD_DTYPE or tree.nodes.ndim != 1:
            raise ValueError("a tree has no table of nodes")
    lengths = np.array([len(tree.nodes) for tree in trees])
    bits = np.array([len(tree.raw_left_cat_bitsets) for tree in trees])
    if not lengths.all() or any(tree.raw_left_cat_bitsets.shape[1:] != (_BITS,) for tree in trees):
        raise ValueError("a tree has no nodes, or no sets of categories")
    nodes = np.concatenate([tree.nodes for tree in trees])
    inner = nodes["is_leaf"] == 0
    ends = np.repeat(lengths, lengths)[inner]
    places = (np.arange(len(nodes)) - np.repeat(np.cumsum(lengths) - lengths, lengths))[inner]
    for children in (nodes["left"][inner], nodes["right"][inner]):
        if not ((children > places) & (children < ends)).all():
            raise ValueError("a tree's node has a child that does not come after it")
    sets = inner & (nodes["is_categorical"] != 0)
    if (nodes["bitset_idx"][sets] >= np.repeat(bits, lengths)[sets]).any():
        raise ValueError("a tree's node has no set of categories")


def _check_spline(spline: Any) -> None:
    """As scipy does when a spline is made, which loading passes by."""
    knots, coefficients, degree = spline._t, spline._c, spline.k
    count = len(knots) - degree - 1
    if degree < 0 or knots.ndim != 1 or count < degree + 1 or len(coefficients) < count:
        raise ValueError("a spline has too few knots or coefficients")
