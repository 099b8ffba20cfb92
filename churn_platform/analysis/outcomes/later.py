"""Who left, by what a later extract says of the customers."""

import numpy as np
import pandas as pd

from churn_platform.analysis.outcomes.outcome import LEFT, NOT_SEEN, OPEN, STAYED, outcomes


def by_later_label(ids: pd.Series, key: str, later: tuple[str, pd.Series] | None) -> pd.DataFrame:
    """Return the outcomes of a snapshot's customers, see `outcome.outcomes`.

    Who is not in the later extract, or has no label in it, is no longer seen: censored.

    Args:
        ids: of the snapshot's customers, each once, (n_customers,).
        key: of the snapshot.
        later: the key of the extract at the end of the horizon, and its labels, 1 for who left,
            NaN where it has none, indexed by id; None as long as it is not there.
    """
    left_on = np.full(len(ids), None, dtype=object)
    if later is None:
        until = np.full(len(ids), key, dtype=object)
        return outcomes(np.full(len(ids), OPEN, dtype=object), left_on, until)
    name, labels = later
    found = labels.reindex(ids.to_numpy()).to_numpy(dtype=np.float64)
    cases = np.select([found == 1, found == 0], [LEFT, STAYED], NOT_SEEN).astype(object)
    until = np.where(np.isnan(found), key, name).astype(object)
    left_on[found == 1] = name
    return outcomes(cases, left_on, until)
