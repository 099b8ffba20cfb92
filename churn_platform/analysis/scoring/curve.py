"""What a number adds to the log-odds, as a polynomial in pieces."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.scoring.encoded import FloatArray

_ENDS = ("constant", "linear", "continue")


@dataclass(frozen=True)
class Curve:
    """A polynomial in pieces: of each piece Taylor's coefficients around its anchor.

    Attributes:
        breaks: where the next piece begins, ascending, (n_pieces - 1,).
        anchors: (n_pieces,).
        coefficients: (n_pieces, degree + 1), from the constant upwards.
    """

    breaks: FloatArray
    anchors: FloatArray
    coefficients: FloatArray

    def __call__(self, x: FloatArray) -> FloatArray:
        """Return the value at each x, (n,); without a break in between x and the next piece."""
        piece = np.searchsorted(self.breaks, x, side="right")
        distance = x - self.anchors[piece]
        terms = self.coefficients[piece]
        value: FloatArray = terms[:, -1].copy()
        for power in range(terms.shape[1] - 2, -1, -1):
            value *= distance
            value += terms[:, power]
        return value


def spline_curve(spline: Any, weights: FloatArray, ends: str) -> Curve:
    """Return the weighted sum of the basis functions of one column of a SplineTransformer.

    Args:
        spline: one of its `bsplines_`: called with x and the order of a derivative.
        weights: of each basis function, (n_basis,).
        ends: its `extrapolation`.

    Raises:
        DataError: the extrapolation is none of constant, linear and continue.
    """
    if ends not in _ENDS:
        raise DataError(f"found a spline with extrapolation {ends!r}; expected one of {_ENDS}")
    degree = int(spline.k)
    knots = np.unique(spline.t[degree : len(spline.t) - degree])
    starts = knots[:-1] if len(knots) > 1 else knots
    inner = np.column_stack(
        [spline(starts, order) @ weights / math.factorial(order) for order in range(degree + 1)]
    )
    if ends == "continue":
        return Curve(starts[1:], starts, inner)
    outer = _straight(spline, knots[[0, -1]], weights, ends, degree)
    breaks = np.append(starts, knots[-1])
    anchors = np.concatenate([knots[:1], starts, knots[-1:]])
    return Curve(breaks, anchors, np.vstack([outer[:1], inner, outer[1:]]))


def _straight(
    spline: Any, edges: FloatArray, weights: FloatArray, ends: str, degree: int
) -> FloatArray:
    # scikit-learn goes on with so many of the first and of the last functions alone, and takes
    # the others as 0 there, which they are not where several quantiles coincide
    kept = degree + 1 if ends == "linear" and degree <= 1 else degree
    outer = np.zeros((2, degree + 1))
    for end, own in enumerate((slice(kept), slice(len(weights) - kept, None))):
        for order in range(min(degree, 1) + 1 if ends == "linear" else 1):
            outer[end, order] = spline(edges[end], order)[own] @ weights[own]
    return outer
