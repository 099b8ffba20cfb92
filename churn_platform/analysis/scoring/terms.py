"""What each feature adds in a linear model, read from its coefficients and the preparation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.scoring.curve import Curve, spline_curve
from churn_platform.analysis.scoring.encoded import FloatArray
from churn_platform.analysis.scoring.fitted import Block, check_steps


@dataclass
class Terms:
    """One term for each feature, by name, and what is left.

    Attributes:
        slopes: of the features that are straight lines.
        curves: of the features that are splines.
        levels: what each value of a category adds, (n_levels,).
        constant: what scaling takes from each column, summed.
    """

    slopes: dict[str, float] = field(default_factory=dict)
    curves: dict[str, Curve] = field(default_factory=dict)
    levels: dict[str, FloatArray] = field(default_factory=dict)
    constant: float = 0.0


def terms_of(blocks: list[Block], coefficients: FloatArray) -> Terms:
    """Return the terms of a linear model.

    Args:
        blocks: what was done to the features before.
        coefficients: one for each column that came of it, (n_columns,).

    Raises:
        DataError: something else than imputing, splines and scaling was done to a number, or there
            is not one coefficient for each column.
    """
    check_steps(blocks, "bsplines_", "with_mean")
    widths = [_width(block) for block in blocks]
    if sum(widths) != len(coefficients):
        raise DataError(f"found {len(coefficients)} coefficients; expected {sum(widths)}")
    terms = Terms()
    for block, own in zip(blocks, np.split(coefficients, np.cumsum(widths)[:-1]), strict=True):
        if block.is_category:
            levels = block.steps[0].categories_
            parts = np.split(own, np.cumsum([len(each) for each in levels])[:-1])
            terms.levels |= zip(block.names, parts, strict=True)
        else:
            _add_numbers(block, own, terms)
    return terms


def _width(block: Block) -> int:
    if block.is_category:
        return sum(len(levels) for levels in block.steps[0].categories_)
    spline = _spline(block)
    return len(block.names) if spline is None else int(spline.n_features_out_)


def _spline(block: Block) -> Any:
    return next((step for step in block.steps if hasattr(step, "bsplines_")), None)


def _add_numbers(block: Block, weights: FloatArray, terms: Terms) -> None:
    scaler, spline = block.steps[-1], _spline(block)
    if hasattr(scaler, "with_mean"):
        weights = weights / (1.0 if scaler.scale_ is None else scaler.scale_)
        terms.constant -= float(scaler.mean_ @ weights) if scaler.with_mean else 0.0
    if spline is None:
        terms.slopes |= zip(block.names, weights.tolist(), strict=True)
        return
    for name, basis, own in zip(
        block.names, spline.bsplines_, np.split(weights, len(block.names)), strict=True
    ):
        # without its bias column the last basis function of each number has no weight
        full = np.zeros(basis.c.shape[1])
        full[: len(own)] = own
        terms.curves[name] = spline_curve(basis, full, spline.extrapolation)
