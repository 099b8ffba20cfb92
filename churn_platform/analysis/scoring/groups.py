"""Trees cut into groups of leaves that are small enough for a table of every outcome."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.scoring.grid import BoolArray, Grid

BITS = 8  # of a pattern, which is one byte


class Split(NamedTuple):
    """A yes or no about one feature: its place in the contract, and whether each code meets it."""

    feature: int
    met: BoolArray


@dataclass(frozen=True)
class Way:
    """A feature's part of the way from a group's root to a leaf.

    Attributes:
        met: whether each pattern of the group goes this way, (2 ** n_splits,).
        share: of the training rows that went this way, a product over the splits by the feature.
    """

    met: BoolArray
    share: float


@dataclass(frozen=True)
class Leaf:
    """A leaf: its value in log-odds, and its way by the features' places in the contract."""

    value: float
    ways: dict[int, Way]

    @property
    def expected(self) -> float:
        """Its part of the tree's expected value over the training rows' ways down."""
        return self.value * math.prod(way.share for way in self.ways.values())


@dataclass(frozen=True)
class Group:
    """Leaves of one tree that hang on the same few splits; split i is bit i of a pattern."""

    splits: tuple[Split, ...]
    leaves: tuple[Leaf, ...]

    @property
    def features(self) -> list[int]:
        """The features that its leaves hang on, ascending."""
        return sorted({split.feature for split in self.splits})


class Tree:
    """A tree of a fitted gradient boosting, with nodes as plain values: quicker one at a time."""

    def __init__(self, tree: Any, places: list[int], grids: list[Grid]) -> None:
        names = tree.nodes.dtype.names
        self.nodes = [dict(zip(names, node, strict=True)) for node in tree.nodes.tolist()]
        self.splits = {
            at: self._split(node, tree.raw_left_cat_bitsets, places, grids)
            for at, node in enumerate(self.nodes)
            if not node["is_leaf"]
        }

    @staticmethod
    def _split(node: dict[str, Any], bitsets: Any, places: list[int], grids: list[Grid]) -> Split:
        feature = places[node["feature_idx"]]
        return Split(feature, grids[feature].goes_left(node, bitsets))

    def below(self, at: int) -> Iterator[int]:
        """Yield the inner nodes from this one downwards."""
        if at in self.splits:
            yield at
            for child in (self.nodes[at]["left"], self.nodes[at]["right"]):
                yield from self.below(child)

    def share(self, at: int, child: int) -> float:
        """Return the share of a node's training rows that went on to this child."""
        return float(self.nodes[child]["count"] / self.nodes[at]["count"])


def groups_of(tree: Tree) -> list[Group]:
    """Return the leaves of a tree in groups of at most `BITS` splits each.

    Raises:
        DataError: a leaf alone hangs on more features than that.
    """
    groups: list[Group] = []
    _cut(tree, 0, {}, groups)
    return groups


class _Part(NamedTuple):
    met: BoolArray  # by code
    share: float


def _cut(tree: Tree, at: int, path: dict[int, _Part], groups: list[Group]) -> None:
    inner = list(tree.below(at))
    if len(path) + len(inner) <= BITS:
        groups.append(_group(tree, at, path, inner))
        return
    if not inner:
        raise DataError(
            f"found a leaf behind splits by {len(path)} features; expected {BITS} at most:"
            " lower max_depth"
        )
    split = tree.splits[at]
    before = path.get(split.feature, _Part(np.ones(len(split.met), dtype=bool), 1.0))
    for side, met in (("left", split.met), ("right", ~split.met)):
        child = tree.nodes[at][side]
        part = _Part(before.met & met, before.share * tree.share(at, child))
        _cut(tree, child, {**path, split.feature: part}, groups)


def _group(tree: Tree, at: int, path: dict[int, _Part], inner: list[int]) -> Group:
    splits = [Split(feature, part.met) for feature, part in path.items()]
    splits += [tree.splits[node] for node in inner]
    met = patterns_of(len(splits)).T
    ways = {feature: Way(met[bit], part.share) for bit, (feature, part) in enumerate(path.items())}
    bits = {node: met[len(path) + place] for place, node in enumerate(inner)}
    return Group(tuple(splits), tuple(_leaves(tree, at, ways, bits)))


def _leaves(
    tree: Tree, at: int, ways: dict[int, Way], bits: dict[int, BoolArray]
) -> Iterator[Leaf]:
    if at not in bits:
        yield Leaf(float(tree.nodes[at]["value"]), ways)
        return
    feature = tree.splits[at].feature
    before = ways.get(feature, Way(np.ones_like(bits[at]), 1.0))
    for side, met in (("left", bits[at]), ("right", ~bits[at])):
        child = tree.nodes[at][side]
        way = replace(before, met=before.met & met, share=before.share * tree.share(at, child))
        yield from _leaves(tree, child, {**ways, feature: way}, bits)


def patterns_of(count: int) -> BoolArray:
    """Return every way to meet this many conditions, (2 ** count, count).

    In row p a condition is met where its bit is set in p, the first condition being bit 0.
    """
    met: BoolArray = ((np.arange(2**count)[:, None] >> np.arange(count)) & 1).astype(bool)
    return met
