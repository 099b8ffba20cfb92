"""The codes of a feature's values: what the trees cannot tell apart has the same code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from churn_platform.analysis.scoring.encoded import FloatArray
from churn_platform.analysis.scoring.fitted import Block

BoolArray = NDArray[np.bool_]
CodeArray = NDArray[np.intp]


@dataclass(frozen=True)
class Grid:
    """The codes of one feature.

    Attributes:
        thresholds: of a number, ascending; a number's code is how many of them lie below it.
        levels: how many values a category has, 0 for a number; a category's code is its value's.
        seen: the codes of the category's values that the trees know, in their numbering.
    """

    thresholds: FloatArray
    levels: int = 0
    seen: tuple[int, ...] = ()

    @property
    def codes(self) -> int:
        """How many codes there are; a category's last one is that of a missing value."""
        return self.levels + 1 if self.levels else len(self.thresholds) + 1

    def code(self, filled: FloatArray) -> CodeArray:
        """Return the code of each value, (n,), none of them missing."""
        if self.levels:
            return filled.astype(np.intp)
        return np.searchsorted(self.thresholds, filled)

    def goes_left(self, node: dict[str, Any], bitsets: Any) -> BoolArray:
        """Return which codes a node sends to the left, (n_codes,).

        Args:
            node: of a tree of scikit-learn's, by field.
            bitsets: which values each categorical node of the tree sends to the left.
        """
        if not node["is_categorical"]:
            cut = np.searchsorted(self.thresholds, node["num_threshold"])
            below: BoolArray = np.arange(self.codes) <= cut
            return below
        left = np.full(self.codes, bool(node["missing_go_to_left"]))
        words = bitsets[node["bitset_idx"]].tolist()
        for inner, code in enumerate(self.seen):
            left[code] = (words[inner // 32] >> (inner % 32)) & 1
        return left


def inner_places(model: Any, blocks: list[Block], features: list[str]) -> list[int]:
    """Return the contract's place of each column, in the order in which the trees number them.

    A gradient boosting puts its categorical columns first, wherever they were.
    """
    columns = [features.index(name) for block in blocks for name in block.names]
    if model.is_categorical_ is None:
        return columns
    flagged = list(zip(columns, model.is_categorical_.tolist(), strict=True))
    return [place for place, is_one in flagged if is_one] + [
        place for place, is_one in flagged if not is_one
    ]


def grids_of(model: Any, places: list[int], levels: list[int]) -> list[Grid]:
    """Return the grid of each feature in the contract's order.

    Args:
        model: the fitted gradient boosting.
        places: the contract's place of each of its columns, see `inner_places`.
        levels: how many values each feature of the contract has, 0 for numbers and flags.
    """
    nodes = np.concatenate([tree.nodes for (tree,) in model._predictors])
    nodes = nodes[nodes["is_leaf"] == 0]
    seen = _seen(model, places)
    grids = []
    for place, count in enumerate(levels):
        own = nodes["num_threshold"][nodes["feature_idx"] == places.index(place)]
        thresholds = np.empty(0) if count else np.unique(own)
        grids.append(Grid(thresholds, count, seen.get(place, ())))
    return grids


def _seen(model: Any, places: list[int]) -> dict[int, tuple[int, ...]]:
    if model._preprocessor is None:
        return {}
    levels = model._preprocessor.named_transformers_["encoder"].categories_
    # a value that no training row had is missing to the trees, and so are those that are missing
    return {
        place: tuple(int(code) for code in codes if not np.isnan(code))
        for place, codes in zip(places[: len(levels)], levels, strict=True)
    }
