"""The gradient boosting as a sum over features: LightGBM's exact attributions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from churn_platform.analysis.scoring.encoded import FloatArray
from churn_platform.analysis.scoring.fitted import blocks_of, check_steps, fills_of
from churn_platform.config.contracts.contract import Contract

if TYPE_CHECKING:
    from lightgbm import Booster

_END: Final = "end of trees\n"
_FEW_ROWS: Final = 10_000
"""Below this, starting more threads takes longer than they save."""


@dataclass(frozen=True)
class TreeParts:
    """A tree model as LightGBM's text.

    A contribution is the path-dependent Shapley value of TreeSHAP (Lundberg et al. 2018), which
    LightGBM computes exactly: base and contributions add up to the log-odds.

    Attributes:
        fills: what stands for a missing number or flag, NaN for a category, (n_features,).
        order: the feature in each of the trees' columns, by its place in the contract,
            (n_features,).
        trees: in LightGBM's text format, see `text_of`.
        base: expected value of the model over the training rows, in log-odds.
    """

    fills: FloatArray
    order: NDArray[np.intp]
    trees: str
    base: float

    @property
    def used(self) -> NDArray[np.intp]:
        """The places of the features that the trees split by, ascending, (n_used,)."""
        splits = booster_of(self.trees).feature_importance("split")
        return np.sort(self.order[np.flatnonzero(splits)])

    def contributions(self, values: FloatArray) -> FloatArray:
        """Return what each feature adds to the base, (n, n_features), in log-odds."""
        found = predicted(booster_of(self.trees), self._columns(values), pred_contrib=True)
        out = np.empty(values.shape)
        out[:, self.order] = found[:, :-1]
        return out

    def log_odds(self, values: FloatArray) -> FloatArray:
        """Return the log-odds, (n,), in a tenth of the time of the contributions."""
        return predicted(booster_of(self.trees), self._columns(values), raw_score=True)

    def _columns(self, values: FloatArray) -> FloatArray:
        filled: FloatArray = np.where(np.isnan(values), self.fills, values)[:, self.order]
        return filled


def compile_trees(preparation: Any, model: Any, contract: Contract) -> TreeParts:
    """Return the fitted gradient boosting over `tree_features`, without scikit-learn's objects.

    Raises:
        DataError: a part of the pipeline is not known here.
    """
    blocks = blocks_of(preparation, contract)
    check_steps(blocks)
    fills, features = fills_of(blocks, contract), contract.features
    fills[[features.index(name) for name in contract.names("category")]] = np.nan
    order = np.array([features.index(name) for block in blocks for name in block.names])
    anybody = np.zeros((1, len(order)))
    base = predicted(booster_of(model.trees_), anybody, pred_contrib=True)[0, -1]
    return TreeParts(fills, order, model.trees_, float(base))


def text_of(booster: Booster) -> str:
    """Return the trees of a booster in LightGBM's text format, which `booster_of` reads again.

    What follows the trees there is not needed to predict: importances, and how it was trained.
    """
    text: str = booster.model_to_string()
    return text[: text.index(_END)] + _END


@lru_cache(maxsize=32)
def booster_of(trees: str) -> Booster:
    """Return LightGBM's model of a text that comes from `text_of`; the last ones are kept.

    A text from a file has to be checked first, see `storage.model_files.trees`.
    """
    from lightgbm import Booster

    return Booster(model_str=trees)


def predicted(booster: Booster, rows: FloatArray, **kind: bool) -> FloatArray:
    """Return what LightGBM predicts of rows, (n,), or (n, n_columns + 1) for `pred_contrib`.

    Args:
        booster: the trees.
        rows: (n, n_columns).
        kind: what is predicted, `raw_score=True` or `pred_contrib=True`.
    """
    if not len(rows):  # which LightGBM does not take
        return np.empty((0, rows.shape[1] + 1) if kind.get("pred_contrib") else 0)
    threads = 1 if len(rows) < _FEW_ROWS else 0  # 0: as many as there are cores
    found: Any = booster.predict(rows, num_threads=threads, **kind)
    return np.asarray(found, dtype=np.float64)
