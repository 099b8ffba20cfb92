"""The logistic regression as a sum of one function of each feature."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.scoring.curve import Curve
from churn_platform.analysis.scoring.encoded import Encoded, FloatArray
from churn_platform.analysis.scoring.fitted import blocks_of, fills_of
from churn_platform.analysis.scoring.terms import Terms, terms_of
from churn_platform.config.contracts.contract import Contract


@dataclass(frozen=True)
class LinearParts:
    """A linear model in log-odds, feature by feature.

    Attributes:
        fills: what stands for a missing value, (n_features,).
        slopes: of the features that are straight lines, else 0, (n_features,).
        curves: the features that are splines, by their place.
        categories: the places of the categories.
        offsets: where each category's levels begin in `levels`.
        levels: what each level adds; each category ends with a 0 for missing.
        means: what each feature adds on average over the training rows, (n_features,).
        base: log-odds of the mean training row.
    """

    fills: FloatArray
    slopes: FloatArray
    curves: tuple[tuple[int, Curve], ...]
    categories: NDArray[np.intp]
    offsets: NDArray[np.intp]
    levels: FloatArray
    means: FloatArray
    base: float

    @property
    def used(self) -> NDArray[np.intp]:
        """The places of the features that add anything, ascending, (n_used,)."""
        places = set(np.flatnonzero(self.slopes).tolist()) | {place for place, _ in self.curves}
        ends = [*self.offsets.tolist(), len(self.levels)]
        for place, begin, end in zip(self.categories.tolist(), ends[:-1], ends[1:], strict=True):
            places |= {place} if self.levels[begin:end].any() else set()
        return np.array(sorted(places), dtype=np.intp)

    def contributions(self, values: FloatArray) -> FloatArray:
        """Return what each feature adds to the base, (n, n_features), in log-odds."""
        return self.raw(values) - self.means

    def log_odds(self, values: FloatArray) -> FloatArray:
        """Return the base and what all features add to it, (n,)."""
        total: FloatArray = self.base + self.contributions(values).sum(axis=1)
        return total

    def raw(self, values: FloatArray) -> FloatArray:
        """Return what each feature adds to the intercept, (n, n_features), in log-odds."""
        filled = np.where(np.isnan(values), self.fills, values)
        added: FloatArray = filled * self.slopes
        codes = filled[:, self.categories].astype(np.intp)
        added[:, self.categories] = self.levels[codes + self.offsets]
        for place, curve in self.curves:
            added[:, place] = curve(filled[:, place])
        return added


def compile_linear(
    preparation: Any, model: Any, contract: Contract, reference: Encoded | None
) -> LinearParts:
    """Return the fitted logistic regression over `linear_features` as a sum over features.

    A feature's contribution is the sum over its columns of coefficient times value, less the mean
    of that over the reference rows: the Shapley value of a linear model whose features are taken
    as independent (Lundberg and Lee, 2017). Without a reference, from 0.

    Raises:
        DataError: there are no reference rows, or a part of the pipeline is not known here.
    """
    if reference is not None and len(reference) == 0:
        raise DataError("found no reference rows; expected the training rows")
    blocks = blocks_of(preparation, contract)
    terms = terms_of(blocks, np.asarray(model.coef_[0], dtype="float64"))
    parts = _parts(terms, fills_of(blocks, contract), contract)
    means = parts.means if reference is None else parts.raw(reference.values).mean(axis=0)
    base = float(model.intercept_[0]) + terms.constant + float(means.sum())
    return replace(parts, means=means, base=base)


def _parts(terms: Terms, fills: FloatArray, contract: Contract) -> LinearParts:
    names, categories = contract.features, contract.names("category")
    levels = [np.append(terms.levels[name], 0.0) for name in categories]
    return LinearParts(
        fills=fills,
        slopes=np.array([terms.slopes.get(name, 0.0) for name in names]),
        curves=tuple((names.index(name), curve) for name, curve in terms.curves.items()),
        categories=np.array([names.index(name) for name in categories], dtype=np.intp),
        offsets=np.cumsum([0, *map(len, levels)], dtype=np.intp)[:-1],
        levels=np.concatenate([np.empty(0), *levels]),
        means=np.zeros(len(names)),
        base=0.0,
    )
