"""Boosted trees that XGBoost trained, as scikit-learn's, so that all else need not know of them."""

import math
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.ensemble._hist_gradient_boosting.common import PREDICTOR_RECORD_DTYPE
from sklearn.ensemble._hist_gradient_boosting.predictor import TreePredictor
from sklearn.pipeline import Pipeline

from churn_platform.config.contracts.contract import Contract

FloatArray = NDArray[np.float32]
_WORDS: Final = 8  # of 32 bits: which of 256 categories go to the left
_COVER: Final = 1000  # scikit-learn counts whole rows, XGBoost weighs them by p (1 - p)


@dataclass(frozen=True)
class Encode:
    """Makes the numbers that the trees see of a part of the clean table; can be sent elsewhere."""

    pipeline: Pipeline
    contract: Contract

    def __call__(self, part: pd.DataFrame) -> FloatArray:
        """Return features and target, (n_rows, n_features + 1), categories first and as codes."""
        width = len(self.contract.features) + 1
        if part.empty:
            return np.empty((0, width), dtype=np.float32)
        prepared = self.pipeline[0].transform(part[self.contract.features])
        codes = self.pipeline[-1]._preprocess_X(prepared, reset=False)
        return np.column_stack([codes, part[self.contract.target]]).astype(np.float32)


def xgboost_parameters(
    model: HistGradientBoostingClassifier, leavers_share: float
) -> dict[str, Any]:
    """Return XGBoost's names and values for the hyperparameters of a gradient boosting.

    XGBoost bounds a leaf by the sum of p (1 - p) of its rows where scikit-learn counts rows: it is
    given what as many rows weigh at the share of leavers.
    """
    return {
        "objective": "binary:logistic",
        "tree_method": "hist",
        "base_score": leavers_share,
        "learning_rate": model.learning_rate,
        "max_depth": model.max_depth or 0,
        "min_child_weight": model.min_samples_leaf * leavers_share * (1 - leavers_share),
        "reg_lambda": model.l2_regularization,
        "colsample_bynode": model.max_features,
        "max_bin": model.max_bins,
        "max_cat_to_onehot": 1,
        "seed": model.random_state,
    }


def with_trees(pipeline: Pipeline, document: dict[str, Any], leavers_share: float) -> Pipeline:
    """Return the fitted gradient boosting with the trees of XGBoost in place of its own.

    Args:
        pipeline: fitted on some of the rows: its codes of categories are those of the trees.
        document: XGBoost's model as its JSON format has it.
        leavers_share: that it started from.
    """
    made = deepcopy(pipeline)
    model = made[-1]
    trees = document["learner"]["gradient_booster"]["model"]["trees"]
    model._predictors = [[_tree(tree)] for tree in trees]
    start = float(np.float32(leavers_share))
    model._baseline_prediction = np.array([[math.log(start / (1 - start))]])
    return made


def _tree(tree: dict[str, Any]) -> TreePredictor:
    nodes = np.zeros(len(tree["left_children"]), dtype=PREDICTOR_RECORD_DTYPE)
    inner = np.array(tree["left_children"]) != -1
    nodes["is_leaf"] = ~inner
    nodes["count"] = np.maximum(np.array(tree["sum_hessian"]) * _COVER, 1)
    nodes["feature_idx"] = tree["split_indices"]
    nodes["left"] = np.where(inner, tree["left_children"], 0)
    nodes["right"] = np.where(inner, tree["right_children"], 0)
    nodes["missing_go_to_left"] = tree["default_left"]
    nodes["is_categorical"] = tree["split_type"]
    conditions = np.array(tree["split_conditions"], dtype=np.float32)
    nodes["value"] = np.where(inner, 0, conditions)
    nodes["num_threshold"] = np.where(inner, _halfway_below(conditions), 0)
    nodes["bitset_idx"][tree["categories_nodes"]] = np.arange(len(tree["categories_nodes"]))
    left = np.array(list(_left_of(tree)), dtype=np.uint32).reshape(-1, _WORDS)
    return TreePredictor(nodes, left, left)


def _halfway_below(cuts: FloatArray) -> NDArray[np.float64]:
    """Return for each cut c the number t of 64 bits, so that x <= t if x in 32 bits is below c."""
    below = np.nextafter(cuts, np.float32(-np.inf))
    halfway: NDArray[np.float64] = (below.astype(np.float64) + cuts.astype(np.float64)) / 2
    return halfway


def _left_of(tree: dict[str, Any]) -> Iterator[list[int]]:
    """Yield for each split by a category which codes go to the left; XGBoost lists the others."""
    parts = zip(tree["categories_segments"], tree["categories_sizes"], strict=True)
    for start, size in parts:
        bits = (1 << (32 * _WORDS)) - 1
        for code in tree["categories"][start : start + size]:
            bits &= ~(1 << int(code))
        yield [(bits >> (32 * word)) & 0xFFFFFFFF for word in range(_WORDS)]
