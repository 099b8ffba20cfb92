"""The gradient boosting as a sum over features: exact attributions from tables of its leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from churn_platform.analysis.scoring.encoded import FloatArray
from churn_platform.analysis.scoring.fitted import blocks_of, check_steps, fills_of
from churn_platform.analysis.scoring.grid import CodeArray, Grid, grids_of, inner_places
from churn_platform.analysis.scoring.groups import Group, Tree, groups_of
from churn_platform.analysis.scoring.shapley import attributions
from churn_platform.config.contracts.contract import Contract

_CHUNK = 128  # rows at a time: the tables in between stay in the processor's cache


@dataclass(frozen=True)
class TreeParts:
    """A tree model as tables over groups of leaves.

    Which splits of a group send a row to the left is its pattern, one byte. What the group adds to
    each of its features is looked up by the pattern; such a pair of group and feature is a slot,
    and slots are sorted by feature.

    Attributes:
        fills: what stands for a missing value, (n_features,).
        grids: how each feature's values become codes, n_features of them.
        used: the features that the trees split by, ascending, (n_used,).
        bits: what a code adds to each group's pattern, (n_codes of all used, n_groups).
        bits_at: where the codes of each used feature begin, (n_used,).
        groups: the group of each slot, (n_slots,).
        added: what each slot adds for each pattern, flat.
        added_at: where each slot's begin, (n_slots,).
        starts: the first slot of each used feature, (n_used,).
        base: expected value of the model, in log-odds.
    """

    fills: FloatArray
    grids: tuple[Grid, ...]
    used: CodeArray
    bits: NDArray[np.uint8]
    bits_at: CodeArray
    groups: CodeArray
    added: FloatArray
    added_at: CodeArray
    starts: CodeArray
    base: float

    def contributions(self, values: FloatArray) -> FloatArray:
        """Return what each feature adds to the base, (n, n_features), in log-odds."""
        out = np.zeros(values.shape)
        if len(self.used):
            codes = self._codes(values)
            for start in range(0, len(values), _CHUNK):
                rows = slice(start, start + _CHUNK)
                out[rows, self.used] = self._attributed(codes[rows])
        return out

    def _attributed(self, codes: CodeArray) -> FloatArray:
        patterns = np.add.reduce(self.bits[codes], axis=1, dtype=np.uint8)
        added = self.added[patterns[:, self.groups] + self.added_at]
        sums: FloatArray = np.add.reduceat(added, self.starts, axis=1)
        return sums

    def _codes(self, values: FloatArray) -> CodeArray:
        filled = np.where(np.isnan(values), self.fills, values)
        columns = [self.grids[place].code(filled[:, place]) for place in self.used]
        return np.stack(columns, axis=1) + self.bits_at


def compile_trees(preparation: Any, model: Any, contract: Contract) -> TreeParts:
    """Return the fitted gradient boosting over `tree_features` as tables.

    Raises:
        DataError: a part of the pipeline is not known here, or the trees are too deep.
    """
    blocks = blocks_of(preparation, contract)
    check_steps(blocks)
    places = inner_places(model, blocks, contract.features)
    grids = grids_of(model, places, [len(contract[name].values) for name in contract.features])
    trees = [Tree(tree, places, grids) for (tree,) in model._predictors]
    groups = [group for tree in trees for group in groups_of(tree)]
    baseline = float(model._baseline_prediction[0, 0])
    return _tables(groups, grids, fills_of(blocks, contract), baseline)


def _tables(
    groups: list[Group], grids: list[Grid], fills: FloatArray, baseline: float
) -> TreeParts:
    tables = attributions(groups)
    slots = sorted((feature, place) for place, table in enumerate(tables) for feature in table)
    features = np.array([feature for feature, _ in slots], dtype=np.intp)
    used, starts = np.unique(features, return_index=True)
    bits_at = _begins([grids[place].codes for place in used])
    return TreeParts(
        fills=fills,
        grids=tuple(grids),
        used=used,
        bits=_bits(groups, grids, dict(zip(used.tolist(), bits_at.tolist(), strict=True))),
        bits_at=bits_at,
        groups=np.array([place for _, place in slots], dtype=np.intp),
        added=np.concatenate([np.empty(0), *(tables[place][f] for f, place in slots)]),
        added_at=_begins([len(tables[place][f]) for f, place in slots]),
        starts=starts.astype(np.intp),
        base=baseline + sum(leaf.expected for group in groups for leaf in group.leaves),
    )


def _bits(groups: list[Group], grids: list[Grid], begins: dict[int, int]) -> NDArray[np.uint8]:
    bits = np.zeros((sum(grids[place].codes for place in begins), len(groups)), dtype=np.uint8)
    for place, group in enumerate(groups):
        for bit, split in enumerate(group.splits):
            begin = begins[split.feature]
            bits[begin : begin + len(split.met), place] |= split.met.astype(np.uint8) << bit
    return bits


def _begins(lengths: list[int]) -> CodeArray:
    return np.cumsum([0, *lengths], dtype=np.intp)[:-1]
