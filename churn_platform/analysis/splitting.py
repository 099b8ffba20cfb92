"""Which customers train the models and which test them."""

import pandas as pd

from churn_platform.analysis.errors import DataError

TRAIN, TEST = "train", "test"
_FEWEST = 2


def split_customers(ids: pd.Series, target: pd.Series, test_share: float, seed: int) -> pd.Series:
    """Return "train" or "test" for each customer, stratified by the target.

    Each customer's place follows from the hash of id and seed alone, so neither the order of the
    rows nor a new customer moves the others about.

    Args:
        ids: unique customer ids, (n_customers,).
        target: 0 or 1, (n_customers,).
        test_share: share of the test rows, 0 to 1; rounded to whole customers per class.
        seed: 0 to 2**32 - 1.

    Raises:
        DataError: one class is missing or has too few customers to be on both sides.
    """
    _require_both_classes(target)
    place = pd.Series(
        pd.util.hash_array(ids.to_numpy(dtype=object), hash_key=f"{seed:016d}", categorize=False),
        index=ids.index,
    )
    split = pd.Series(TRAIN, index=ids.index, dtype=object)
    for label in (0, 1):
        members = place[target == label].sort_values(kind="stable")
        held_out = min(max(round(len(members) * test_share), 1), len(members) - 1)
        split[members.index[:held_out]] = TEST
    return split


def _require_both_classes(target: pd.Series) -> None:
    counts = target.value_counts()
    present = [label for label in (0, 1) if counts.get(label, 0)]
    if len(present) < 2:
        raise DataError(
            f"only one class present in the target: found {present}, expected both 0 and 1"
        )
    if counts.min() < _FEWEST:
        raise DataError(
            f"class {counts.idxmin()} of the target has {counts.min()} customers;"
            f" expected at least {_FEWEST}, one to train on and one to test"
        )
