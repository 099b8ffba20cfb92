import pandas as pd
import pytest

from churn_platform.analysis.errors import DataError
from churn_platform_tests.analysis.composed import split_customers

IDS = pd.Series([f"{number:04d}-X" for number in range(100)])
TARGET = pd.Series([1] * 30 + [0] * 70)


def test_each_class_is_split_by_the_share() -> None:
    split = split_customers(IDS, TARGET, 0.3, 42)
    assert (split[TARGET == 1] == "test").sum() == 9
    assert (split[TARGET == 0] == "test").sum() == 21
    assert set(split) == {"train", "test"}


def test_the_order_of_rows_does_not_matter() -> None:
    order = IDS.sample(frac=1, random_state=1).index
    split = split_customers(IDS, TARGET, 0.3, 42)
    shuffled = split_customers(IDS[order], TARGET[order], 0.3, 42)
    assert shuffled.loc[IDS.index].tolist() == split.tolist()


def test_another_seed_gives_another_split() -> None:
    one, other = (split_customers(IDS, TARGET, 0.3, seed) for seed in (42, 43))
    assert one.tolist() != other.tolist()


def test_one_new_customer_moves_at_most_one_other() -> None:
    ids = pd.concat([IDS, pd.Series(["new"])], ignore_index=True)
    target = pd.concat([TARGET, pd.Series([0])], ignore_index=True)
    before = split_customers(IDS, TARGET, 0.3, 42)
    after = split_customers(ids, target, 0.3, 42)[:-1]
    assert (before != after).sum() <= 1


@pytest.mark.parametrize("share", [0.1, 0.3, 0.9])
def test_the_smallest_class_has_two_to_train_on_and_one_to_test_on(share: float) -> None:
    split = split_customers(IDS, pd.Series([1, 1, 1, *[0] * 97]), share, 42, max_train=10)
    assert sorted(split[:3]) == ["test", "train", "train"]


def test_a_single_class_is_refused() -> None:
    with pytest.raises(DataError, match=r"only one class present in the target: found \[0\]"):
        split_customers(IDS, pd.Series([0] * 100), 0.3, 42)


def test_a_class_too_small_to_split_is_refused() -> None:
    said = "^2 customers left, 98 stayed; expected at least 3 of each: 1 to test on and 2 to train"
    with pytest.raises(DataError, match=said):
        split_customers(IDS, pd.Series([1, 1, *[0] * 98]), 0.3, 42)


def test_the_training_sample_keeps_the_churn_rate_and_does_not_depend_on_row_order() -> None:
    ids = pd.Series([f"c{n}" for n in range(1000)])
    left = pd.Series([1, 0, 0, 0] * 250)

    def sample(seed: int, order: int = 1) -> set[str]:
        split = split_customers(ids[::order], left[::order], 0.3, seed, max_train=100)
        assert (split == "test").sum() == 300
        return set(ids[split.index[split == "train"]])

    chosen = sample(42)
    assert (len(chosen), left[ids.isin(chosen)].sum()) == (100, 25)
    assert sample(42, order=-1) == chosen
    assert sample(7) != chosen
