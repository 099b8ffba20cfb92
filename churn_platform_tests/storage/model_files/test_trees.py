"""Texts of trees: what LightGBM writes is accepted, and nothing that leads out of its tables."""

import re

import numpy as np
import pytest

from churn_platform.analysis.scoring.trees import booster_of
from churn_platform.analysis.training.boosted import GradientBoosting
from churn_platform.storage.model_files.trees import check_trees

RANDOM = np.random.default_rng(1)
X = np.column_stack(
    [RANDOM.integers(0, 70, 2000), RANDOM.integers(0, 3, 2000), *RANDOM.normal(size=(3, 2000))]
).astype(float)
X[RANDOM.random(2000) < 0.1, 0] = np.nan
Y = (RANDOM.random(2000) < 1 / (1 + np.exp(-X[:, 2] - (np.nan_to_num(X[:, 0]) % 7 > 3)))).astype(
    int
)


def text(**parameters: float) -> str:
    model = GradientBoosting(categorical_features=(0, 1), **{"max_iter": 20, **parameters})  # type: ignore[arg-type]
    return model.fit(X, Y).trees_


GOOD = text(max_depth=3)


@pytest.mark.parametrize(
    "parameters", [{"max_depth": 1}, {"max_depth": 6, "min_samples_leaf": 3}], ids=str
)
def test_what_lightgbm_writes_is_accepted(parameters: dict[str, float]) -> None:
    check_trees(text(**parameters), 5)


def test_a_tree_of_one_leaf_is_accepted() -> None:
    check_trees(text(min_samples_leaf=1500))


def changed(pattern: str, new: str, sizes: bool = True) -> str:
    """Return the text with the first match replaced, and sizes of trees that are right again."""
    wrong = re.sub(pattern, new, GOOD, count=1, flags=re.MULTILINE)
    assert wrong != GOOD
    trees = re.split(r"^(?=Tree=)", wrong, flags=re.MULTILINE)[1:]
    lengths = [len(tree.removesuffix("end of trees\n")) for tree in trees]
    line = "tree_sizes=" + " ".join(map(str, lengths))
    return re.sub(r"^tree_sizes=.*$", line, wrong, flags=re.MULTILINE) if sizes else wrong


def test_the_way_to_change_a_text_leaves_it_readable() -> None:
    other = changed(r"^leaf_value=-?[\d.]+", "leaf_value=0.5")
    check_trees(other)
    assert booster_of(other).num_trees() == 20


@pytest.mark.parametrize(
    ("pattern", "new"),
    [
        (r"^split_feature=\d+", "split_feature=5"),
        (r"^split_feature=\d+", "split_feature=-1"),
        (r"^split_feature=\d+", "split_feature=1_0"),
        (r"^split_feature=\d+ ", "split_feature="),
        (r"^left_child=-?\d+", "left_child=0"),
        (r"^left_child=-?\d+", "left_child=2000000000"),
        (r"^right_child=-?\d+", "right_child=-100"),
        (r"^num_leaves=\d+", "num_leaves=1000000000"),
        (r"^num_leaves=\d+", "num_leaves=0"),
        (r"^num_cat=\d+", "num_cat=7"),
        (r"^num_cat=\d+", "num_cat=0"),
        (r"^cat_boundaries=0 \d+", "cat_boundaries=0 900"),
        (r"^cat_boundaries=0", "cat_boundaries=-9"),
        (r"^cat_threshold=\d+", "cat_threshold=4294967296"),
        (r"^cat_threshold=\d+ ", "cat_threshold="),
        (r"^leaf_value=-?[\d.]+", "leaf_value=nan"),
        (r"^leaf_value=-?[\d.]+", "leaf_value=1e999"),
        (r"^leaf_value=-?[\d.]+ ", "leaf_value="),
        (r"^leaf_count=\d+", "leaf_count=0"),
        (r"^decision_type=\d+", "decision_type=255"),
        (r"^is_linear=0", "is_linear=1"),
        (r"^shrinkage=1$", "shrinkage=1\nshrinkage=1"),
        (r"^shrinkage=1$", "shrinkage=1\nnum_features=9"),
        (r"^is_linear=0", "\nis_linear=0"),
        (r"^Tree=1$", "Tree=2"),
        (r"^max_feature_idx=4", "max_feature_idx=400000000"),
        (r"^max_feature_idx=4", "max_feature_idx=3"),
        (r"^objective=.*$", "objective=multiclass num_class:9"),
        (r"^num_class=1", "num_class=9"),
        (r"^feature_infos=\S+", "feature_infos=other"),
        (r"end of trees\n", "end of trees\nparameters:\n[data: /etc/passwd]\n"),
    ],
)
def test_a_text_that_leads_out_of_its_tables_is_refused(pattern: str, new: str) -> None:
    with pytest.raises(ValueError):
        check_trees(changed(pattern, new))


@pytest.mark.parametrize("size", ["1", "99999999", "-5"])
def test_a_size_that_is_not_that_of_its_tree_is_refused(size: str) -> None:
    with pytest.raises(ValueError):
        check_trees(changed(r"^tree_sizes=\d+", f"tree_sizes={size}", sizes=False))


@pytest.mark.parametrize(
    "wrong", ["", "tree\n", GOOD[:-20], GOOD + "tree\n", GOOD.replace("t", "ť")]
)
def test_no_text_of_trees_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError):
        check_trees(wrong)


def test_trees_of_other_columns_are_refused() -> None:
    check_trees(GOOD, 5)
    with pytest.raises(ValueError, match="other columns"):
        check_trees(GOOD, 4)


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(ValueError, match="not text"):
        check_trees(None)  # type: ignore[arg-type]
