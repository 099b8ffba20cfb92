"""Check the text of trees before LightGBM reads it, since its parser checks little.

The text comes from `analysis.scoring.trees.text_of`. Only what LightGBM writes for our models is
accepted: an index out of bounds or a cycle in a tree would make it read other memory or run
forever.
"""

import math
import re
from typing import Final

MAX_LEAVES: Final = 64
"""Maximum number of leaves of a tree; `max_depth` is at most 6."""
_NUMBER: Final = r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?"
_HEAD: Final = re.compile(
    r"tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\n"
    r"max_feature_idx=(?P<last>\d{1,6})\nobjective=binary sigmoid:1\n"
    r"feature_names=(?P<names>Column_\d+(?: Column_\d+)*)\n"
    rf"feature_infos=(?P<infos>(?:none|\[{_NUMBER}:{_NUMBER}\]|-?\d+(?::-?\d+)*)"
    rf"(?: (?:none|\[{_NUMBER}:{_NUMBER}\]|-?\d+(?::-?\d+)*))*)\n"
    r"tree_sizes=(?P<sizes>\d+(?: \d+)*)\n\n"
)
_TREE: Final = re.compile(r"^(?=Tree=)", re.MULTILINE)
_END: Final = "end of trees\n"
_INNER: Final = (
    *("split_feature", "split_gain", "threshold", "decision_type"),
    *("left_child", "right_child", "internal_value", "internal_weight", "internal_count"),
)
"""Lines with a number per inner node; `leaf_weight` is empty in a tree of one leaf."""
_LEAVES: Final = ("leaf_value", "leaf_weight", "leaf_count")
_SETS: Final = ("cat_boundaries", "cat_threshold")
_SINGLE: Final = ("num_leaves", "num_cat", "is_linear", "shrinkage")
_CATEGORICAL: Final = 1  # the bit of decision_type
_DECISIONS: Final = range(16)
_LINES: Final = {
    int: re.compile(r"(?:-?\d{1,10}(?: -?\d{1,10})*)?"),
    float: re.compile(rf"(?:{_NUMBER}(?: {_NUMBER})*)?"),
}
"""Allowed form of numbers: Python would parse more, such as 1_0 as 10."""


def check_trees(text: str, width: int | None = None) -> None:
    """Check the text of a binary classifier.

    Args:
        text: in LightGBM's format.
        width: number of columns of the trees; None if unknown.

    Raises:
        ValueError: it is not as LightGBM writes it, or an index is out of bounds.
    """
    _need(type(text) is str and text.isascii(), "trees are not text")
    head = _HEAD.match(text)
    _need(head is not None and text.endswith(_END), "trees have another form")
    assert head is not None
    columns = int(head["last"]) + 1
    _need(width in (None, columns), "trees have other columns")
    _need(len(head["names"].split()) == len(head["infos"].split()) == columns, "trees lack columns")
    trees = _TREE.split(text[head.end() : -len(_END)])[1:]
    _need(text[head.end() : head.end() + 5] == "Tree=", "there is no tree")
    _need([len(tree) for tree in trees] == _whole(head["sizes"]), "sizes of trees are wrong")
    for place, tree in enumerate(trees):
        _check_tree(tree, place, columns)


def _check_tree(tree: str, place: int, columns: int) -> None:
    # LightGBM reads up to the first empty line
    lines = [line.partition("=")[::2] for line in tree.removesuffix("\n\n\n").split("\n")]
    fields = dict(lines)
    with_sets = set(_SETS) if fields.get("num_cat") != "0" else set()
    expected = {"Tree", *_SINGLE, *_LEAVES, *_INNER} | with_sets
    _need(len(lines) == len(fields) and fields.keys() == expected, "a tree has other lines")
    _need(fields["Tree"] == str(place) and fields["is_linear"] == "0", "a tree is of another kind")
    (leaves,), (sets,) = _whole(fields["num_leaves"]), _whole(fields["num_cat"])
    inner = leaves - 1
    _need(1 <= leaves <= MAX_LEAVES and 0 <= sets <= inner, "a tree has too many leaves")
    numbers = {name: _numbers(fields[name]) for name in (*_INNER, *_LEAVES, "shrinkage")}
    lengths = {**dict.fromkeys(_INNER, inner), **dict.fromkeys(_LEAVES, leaves), "shrinkage": 1}
    if not inner:
        lengths["leaf_weight"] = 0
    _need({name: len(found) for name, found in numbers.items()} == lengths, "a tree lacks nodes")
    _need(all(0 <= one < columns for one in _whole(fields["split_feature"])), "no such column")
    _need(min(_whole(fields["leaf_count"])) > 0, "a leaf has no customers")
    _check_children(_whole(fields["left_child"]), _whole(fields["right_child"]))
    decisions = _whole(fields["decision_type"])
    _need(all(one in _DECISIONS for one in decisions), "no such decision")
    if with_sets:
        _check_sets(_whole(fields["cat_boundaries"]), _whole(fields["cat_threshold"]), sets)
    used = [
        cut
        for cut, decision in zip(numbers["threshold"], decisions, strict=True)
        if decision & _CATEGORICAL
    ]
    _need(all(cut in range(sets) for cut in used), "a node has no set of categories")


def _check_children(left: list[int], right: list[int]) -> None:
    """Check that each node but the root is the child of exactly one earlier node."""
    inner = len(left)
    for children in (left, right):
        _need(all(child < 0 or child > node for node, child in enumerate(children)), "a tree loops")
    expected = [*range(-inner - 1, 0), *range(1, inner)] if inner else []
    _need(sorted([*left, *right]) == expected, "a node has no parent, or two")


def _check_sets(bounds: list[int], words: list[int], sets: int) -> None:
    rising = all(one < other for one, other in zip(bounds, bounds[1:], strict=False))
    right = len(bounds) == sets + 1 and bounds[0] == 0 and bounds[-1] == len(words) and rising
    _need(right and all(0 <= word < 2**32 for word in words), "sets of categories are wrong")


def _whole(text: str) -> list[int]:
    _need(_LINES[int].fullmatch(text) is not None, "a line has other text than whole numbers")
    return [int(word) for word in text.split()]


def _numbers(text: str) -> list[float]:
    _need(_LINES[float].fullmatch(text) is not None, "a line has other text than numbers")
    found = [float(word) for word in text.split()]
    _need(all(map(math.isfinite, found)), "a number is not finite")
    return found


def _need(holds: bool, problem: str) -> None:
    if not holds:
        raise ValueError(problem)
