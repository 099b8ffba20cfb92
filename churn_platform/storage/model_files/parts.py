"""Check a loaded model before compiled code, which checks nothing, uses its tables.

The tables of our own scorers need no such check: numpy refuses an index out of bounds.
"""

from collections.abc import Iterator
from typing import Any

from churn_platform.storage.model_files.trees import check_trees


def check_parts(model: Any) -> None:
    """Check all trees and splines in a model.

    Raises:
        ValueError: an index is out of bounds, or a tree has a cycle.
    """
    for part in _parts(model):
        kind = type(part).__name__
        if kind == "BSpline":
            _check_spline(part)
        elif kind == "TreeParts":
            check_trees(part.trees, len(part.order))
        elif kind == "GradientBoosting":
            check_trees(part.trees_)


def _parts(model: Any) -> Iterator[Any]:
    """Yield all objects in a model once, without recursion."""
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
        elif hasattr(one, "__dict__") and not isinstance(one, type):
            yield one
            waiting.extend(vars(one).values())


def _check_spline(spline: Any) -> None:
    """Check a spline like scipy's constructor, which loading bypasses."""
    knots, coefficients, degree = spline.t, spline.c, spline.k
    count = len(knots) - degree - 1
    if degree < 0 or knots.ndim != 1 or count < degree + 1 or len(coefficients) < count:
        raise ValueError("a spline has too few knots or coefficients")
