"""Columns that almost reveal the outcome: a doubt, well below a perfect leak."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from churn_platform.analysis.checks.leakage import Filled, alone_auc, why_suspect
from churn_platform.config.contracts.sections import Thresholds
from churn_platform.sources.drafting.facts.column import Facts, Numbers

_LIMITS: Final = Thresholds()
_ASK: Final = "known before a customer leaves? If not, move its header to after_outcome"


def areas_alone(columns: Sequence[Facts], labels: Numbers) -> dict[Facts, float]:
    """Return the ROC AUC of each column alone; 0.5 if one outcome has few customers.

    A few may be separated by chance. `labels` (n_rows,) are 1, 0, or NaN for no label.
    """
    labelled, target = _labelled(labels)
    if target.value_counts().reindex([0, 1], fill_value=0).min() < _LIMITS.fewest_per_class:
        return dict.fromkeys(columns, 0.5)
    return {one: alone_auc(_values(one, labelled), target) for one in columns}


def near_leaks(
    features: Sequence[Facts], areas: Mapping[Facts, float], labels: Numbers
) -> dict[Facts, str]:
    """Return a doubt for each feature that may be known only once a customer has left."""
    labelled, target = _labelled(labels)
    by_area = sorted((areas[one] for one in features), reverse=True)
    found = {}
    for one in features:
        if areas[one] == 0.5:
            continue
        next_best = max((area for area in by_area if area < areas[one]), default=0.5)
        empty = np.array([text not in one.counts for text in one.text], dtype=np.bool_)[labelled]
        why = why_suspect(areas[one], next_best, Filled.of(~empty, target), _LIMITS.suspect_auc)
        if why:
            found[one] = f"{why}: {_ASK}"
    return found


def _labelled(labels: Numbers) -> tuple[npt.NDArray[np.bool_], pd.Series]:
    labelled = ~np.isnan(labels)
    return labelled, pd.Series(labels[labelled].astype(np.int64))


def _values(facts: Facts, rows: npt.NDArray[np.bool_]) -> pd.Series:
    values = pd.Series(facts.numbers, dtype=np.float64) if facts.are_numbers else facts.text
    return values[rows].reset_index(drop=True)
