import numpy as np
import pytest

from churn_platform.analysis.scoring.fitted import blocks_of
from churn_platform.analysis.scoring.grid import grids_of, inner_places
from churn_platform.analysis.scoring.groups import BITS, Group, Tree, groups_of, patterns_of
from churn_platform_tests.analysis.scoring.made import MADE, boosted, customers

TABLE = customers(600, 1)


def cut(depth: int) -> tuple[int, list[Group]]:
    """Return how many leaves one tree of this depth has, and its groups."""
    pipeline = boosted(TABLE, max_iter=1, max_depth=depth, min_samples_leaf=3)
    places = inner_places(pipeline[-1], blocks_of(pipeline[0], MADE), MADE.features)
    levels = [len(MADE[name].values) for name in MADE.features]
    ((tree,),) = pipeline[-1]._predictors
    grids = grids_of(pipeline[-1], places, levels)
    return tree.get_n_leaf_nodes(), groups_of(Tree(tree, places, grids))


def test_bits_of_a_pattern() -> None:
    assert patterns_of(2).tolist() == [[False, False], [True, False], [False, True], [True, True]]


def test_a_shallow_tree_is_one_group() -> None:
    leaves, groups = cut(3)
    assert len(groups) == 1
    assert (len(groups[0].leaves), len(groups[0].splits)) == (leaves, leaves - 1)


def test_a_deep_tree_is_cut_and_every_leaf_is_in_one_group() -> None:
    leaves, groups = cut(6)
    assert len(groups) > 2
    assert sum(len(group.leaves) for group in groups) == leaves
    assert max(len(group.splits) for group in groups) <= BITS


@pytest.mark.parametrize("depth", [3, 6])
def test_shares_on_the_way_to_the_leaves_add_up(depth: int) -> None:
    _, groups = cut(depth)
    ways = [leaf.ways.values() for group in groups for leaf in group.leaves]
    assert sum(float(np.prod([way.share for way in each])) for each in ways) == pytest.approx(1.0)
