"""Who left, by who is missing from later snapshots."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.outcomes.outcome import (
    CAME_BACK,
    LEFT,
    LEFT_BEFORE,
    OPEN,
    STAYED,
    outcomes,
)
from churn_platform.analysis.outcomes.timing import Timing

Mask = NDArray[np.bool_]
Later = tuple[str, pd.Series]
"""The key of a later snapshot, and the ids of its customers."""


def by_absence(
    ids: pd.Series, key: str, later: Sequence[Later], timing: Timing, most_lost: float
) -> pd.DataFrame:
    """Return the outcomes of a snapshot's customers, see `outcome.outcomes`.

    A customer left who is not in the horizon's last snapshot, on the key of the first one of the
    last absence; who is missing before and there at the end came back, and counts as one who
    stayed. Snapshots of the maturity correct that: who is there again by then had not left.

    Args:
        ids: of the snapshot's customers, each once, (n_customers,).
        key: of the snapshot.
        later: the snapshots after it without a hole, the next one first.
        timing: in partitions.
        most_lost: share of a snapshot's customers that the next one may lack; one that lacks more
            is taken for a broken extract.

    Raises:
        DataError: a later snapshot lacks more; names both and the shares.
    """
    known = later[: timing.matured]
    _require_whole([(key, ids), *known], most_lost)
    there = np.zeros((len(known), len(ids)), dtype=bool)
    for place, (_, each) in enumerate(known):
        there[place] = ids.isin(set(each))
    keys = [key, *(name for name, _ in known)]
    until = np.full(len(ids), keys[-1], dtype=object)
    nowhere = np.full(len(ids), None, dtype=object)
    if len(known) < timing.end:
        return outcomes(np.full(len(ids), OPEN, dtype=object), nowhere, until)
    cases = _cases(there, timing)
    left_on = np.array([*keys[1:], None], dtype=object)[_last_seen(there)]
    left_on[~np.isin(cases, (LEFT, LEFT_BEFORE))] = None
    return outcomes(cases, left_on, until)


def _cases(there: Mask, timing: Timing) -> NDArray[np.object_]:
    """Return what became of each customer, (n_customers,).

    Args:
        there: whether each was in each later snapshot, (n_snapshots, n_customers), up to the end
            of the horizon at least.
        timing: in partitions.
    """
    at_end, after = there[timing.end - 1], there[timing.end :].any(axis=0)
    never_missing = there[: timing.end].all(axis=0)
    cases = np.full(there.shape[1], LEFT, dtype=object)
    if timing.gap:
        cases[~there[timing.gap - 1]] = LEFT_BEFORE
    cases[at_end | after] = CAME_BACK
    cases[never_missing] = STAYED
    return cases


def _last_seen(there: Mask) -> NDArray[np.intp]:
    """Return in which later snapshot each customer was last, from 1; 0 for in none."""
    numbers = np.arange(1, len(there) + 1, dtype=np.intp)[:, np.newaxis]
    last: NDArray[np.intp] = (numbers * there).max(axis=0, initial=0)
    return last


def _require_whole(snapshots: Sequence[Later], most_lost: float) -> None:
    for (name, ids), (next_name, next_ids) in zip(snapshots, snapshots[1:], strict=False):
        lost = 1 - float(ids.isin(set(next_ids)).mean()) if len(ids) else 0.0
        if lost > most_lost:
            raise DataError(
                f"{next_name}: {lost:.1%} of the {len(ids):,} customers of {name} are not in it;"
                f" expected at most {most_lost:.0%}: it may be a part of an extract"
            )
