"""Which customers train the models and which test them."""

import sys
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.hashing import Hashes, hashes
from churn_platform.analysis.rows import Rows, gathered

TRAIN, TEST, SPARE = "train", "test", "spare"
MIN_TO_TRAIN = 2
"""Of either class: each of two folds, the fewest that there are, needs one to be fitted without."""
MIN = MIN_TO_TRAIN + 1
"""Customers of either class that split and folds need: one of them is to test on."""
_ALL = sys.maxsize


def split_rows(
    rows: Rows, identifier: str, target: str, test_share: float, seed: int, max_train: int = _ALL
) -> NDArray[np.object_]:
    """Return "train", "test" or "spare" for each customer, (n,), stratified by the target.

    Each customer's place follows from the hash of id and seed alone, so neither the order of the
    rows nor a new customer moves the others about. Where there are more customers to train on than
    are wanted, the rest of either class is spare: it trains no model and tests none.

    Args:
        rows: with unique ids and a target of 0 or 1.
        identifier: column of the ids.
        target: column of the target.
        test_share: share of the test rows, 0 to 1; rounded to whole customers per class.
        seed: 0 to 2**32 - 1.
        max_train: customers to train on, about; each class gets its share of them.

    Raises:
        DataError: one class is missing or has too few customers to be on both sides.
    """
    classes = _drawn(rows, identifier, target, seed)
    _require_both_classes([len(members) for members in classes])
    split = np.full(len(rows), TRAIN, dtype=object)
    for members in classes:
        held_out = min(max(round(len(members) * test_share), 1), len(members) - MIN_TO_TRAIN)
        trained = max(round(max_train * len(members) / len(rows)), MIN_TO_TRAIN)
        split[members[:held_out]] = TEST
        split[members[held_out + trained :]] = SPARE
    return split


def _drawn(rows: Rows, identifier: str, target: str, seed: int) -> list[NDArray[np.intp]]:
    """Return the places of the rows of class 0 and of class 1, in the order of their hashes."""
    place = gathered(rows, partial(_places, seed=seed), [identifier])
    classes = gathered(rows, _column, [target])
    members = [np.flatnonzero(classes == label) for label in (0, 1)]
    return [each[np.argsort(place[each], kind="stable")] for each in members]


def _places(part: pd.DataFrame, seed: int) -> Hashes:
    return hashes(part.iloc[:, 0], seed)


def _column(part: pd.DataFrame) -> NDArray[np.int64]:
    return part.iloc[:, 0].to_numpy()


def _require_both_classes(counts: list[int]) -> None:
    present = [label for label, count in enumerate(counts) if count]
    if len(present) < len(counts):
        raise DataError(
            f"only one class present in the target: found {present}, expected both 0 and 1"
        )
    if min(counts) < MIN:
        raise DataError(
            f"{counts[1]:,} customers left, {counts[0]:,} stayed; expected at least {MIN} of"
            f" each: 1 to test on and {MIN_TO_TRAIN} to train on, for the folds"
        )
