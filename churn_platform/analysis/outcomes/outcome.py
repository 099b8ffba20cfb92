"""The outcomes of a snapshot's customers as a table."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

COLUMNS: Final = ("left", "left_on", "observed_until", "case")
STAYED, LEFT = "stayed", "left"
LEFT_BEFORE, LEFT_OUT, CAME_BACK = "left before the horizon", "left out", "came back"
NOT_SEEN, OPEN = "no longer seen", "not yet known"
CASES: Final = (STAYED, LEFT, CAME_BACK, LEFT_BEFORE, LEFT_OUT, NOT_SEEN, OPEN)
"""What can have become of a customer; only the first three have an outcome, 0, 1 and 0."""


def outcomes(
    cases: NDArray[np.object_], left_on: NDArray[np.object_], observed_until: NDArray[np.object_]
) -> pd.DataFrame:
    """Return one row for each customer, in their order, (n_customers, 4).

    `left` is 1 for who left, 0 for who stayed, and NaN where it is not known or does not count;
    `left_on` a date or the key of a partition, None for who has not left; `observed_until` the key
    of the last partition that says something of the customer; `case` one of `CASES`.
    """
    left = np.full(len(cases), np.nan)
    left[(cases == STAYED) | (cases == CAME_BACK)] = 0.0
    left[cases == LEFT] = 1.0
    columns = (left, left_on, observed_until, cases)
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def counts_of(found: pd.DataFrame) -> dict[str, int]:
    """Return how many customers each case has, those without any left out."""
    counts = found["case"].value_counts()
    return {case: int(counts[case]) for case in CASES if case in counts}
