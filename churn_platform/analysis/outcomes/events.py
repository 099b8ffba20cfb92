"""Who left, by the dates on which customers did."""

from collections.abc import Collection
from datetime import date

import numpy as np
import pandas as pd

from churn_platform.analysis.outcomes.outcome import (
    LEFT,
    LEFT_BEFORE,
    LEFT_OUT,
    OPEN,
    STAYED,
    outcomes,
)


def by_events(
    ids: pd.Series,
    events: pd.DataFrame,
    ends: tuple[date, date, date],
    known_until: tuple[str, date],
    left_out: Collection[str] = (),
) -> pd.DataFrame:
    """Return the outcomes of a snapshot's customers, see `outcome.outcomes`.

    What counts is a customer's first event after the snapshot: earlier ones were of a time as a
    customer that had ended before. Whose first event is behind the horizon stayed.

    Args:
        ids: of the snapshot's customers, each once, (n_customers,).
        events: `id`, `date` (a `datetime.date`) and `reason`, one row for each time that somebody
            left, in any order; some customers may have several.
        ends: the last days of the snapshot, of the gap and of the horizon.
        known_until: the newest partition whose events are known, by its key and its last day.
        left_out: reasons that count as neither class, such as an unpaid bill.
    """
    snapshot, gap, horizon = ends
    after = events[(events["date"] > snapshot) & (events["date"] <= known_until[1])]
    first = after.sort_values("date", kind="stable").drop_duplicates("id").set_index("id")
    found = first.reindex(ids.to_numpy())
    day = found["date"].to_numpy(dtype=object)
    has = found["date"].notna().to_numpy()
    cases = np.full(len(ids), STAYED if known_until[1] >= horizon else OPEN, dtype=object)
    for place in np.flatnonzero(has):
        if day[place] <= gap:
            cases[place] = LEFT_BEFORE
        elif day[place] <= horizon:
            cases[place] = LEFT
    counts = np.isin(cases, (LEFT, LEFT_BEFORE))
    cases[counts & found["reason"].isin(list(left_out)).to_numpy()] = LEFT_OUT
    shown = [one.isoformat() if told else None for one, told in zip(day, counts, strict=True)]
    until = np.full(len(ids), known_until[0], dtype=object)
    return outcomes(cases, np.array(shown, dtype=object), until)
