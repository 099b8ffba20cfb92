"""Error rates of a campaign by group of a sensitive column."""

from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from churn_platform.analysis.statistics.ranking import FloatArray, IntArray
from churn_platform.analysis.wilson import newcombe_interval, wilson_interval
from churn_platform.config.contracts.contract import Contract

RATES: Final = ("selection_rate", "true_positive_rate", "false_positive_rate", "precision")
ERRORS: Final = ("true_positive_rate", "false_positive_rate")
_NOTHING: Final = {"value": None, "low": None, "high": None}


class Gap(NamedTuple):
    """How much higher a rate of a group is than that of the reference, with its 95% interval."""

    column: str
    rate: str
    group: str
    reference: str
    value: float
    low: float
    high: float


def sensitive_columns(contract: Contract) -> list[str]:
    """Return our names of the sensitive features, in order."""
    return [name for name in contract.features if contract[name].sensitive]


def rates_by_group(
    y_true: IntArray,
    probability: FloatArray,
    groups: pd.Series,
    threshold: float | None,
    smallest: int,
) -> list[dict[str, Any]]:
    """Return one record for each group that has customers, in the order of the labels.

    Each rate is a share with `value` and the ends of its 95% interval (Wilson 1927), and with
    `difference`, the rate less that of the largest group, which has `is_reference`, and its 95%
    interval (Newcombe 1998). A customer is selected whose probability is at least the threshold.
    The selection rate is of all customers, the true-positive rate of those who left, the
    false-positive rate of those who stayed, the precision of the selected. A rate of nobody is
    None, and so is its difference. `small` says that there are fewer than `smallest` customers.

    Args:
        y_true: 0 or 1, (n_customers,).
        probability: of leaving, (n_customers,).
        groups: as `segment_of` gives them, (n_customers,).
        threshold: of the campaign; None selects nobody.
        smallest: fewest customers of a group that is not small.
    """
    selected = probability >= (np.inf if threshold is None else threshold)
    codes = groups.cat.codes.to_numpy()
    counts = {
        str(label): _counts(y_true[rows], selected[rows])
        for place, label in enumerate(groups.cat.categories)
        if (rows := codes == place).any()
    }
    if not counts:
        return []
    reference = max(counts, key=lambda label: counts[label]["selection_rate"][1])
    return [
        {
            "group": label,
            "customers": of["selection_rate"][1],
            "leavers": of["true_positive_rate"][1],
            "small": of["selection_rate"][1] < smallest,
            "is_reference": label == reference,
            **{rate: _rate(of[rate], counts[reference][rate]) for rate in RATES},
        }
        for label, of in counts.items()
    ]


def _counts(left: IntArray, selected: IntArray) -> dict[str, tuple[int, int]]:
    """Return how many of how many customers each rate is of."""
    customers, churned, chosen = len(left), int(left.sum()), int(selected.sum())
    hits = int(left[selected].sum())
    return {
        "selection_rate": (chosen, customers),
        "true_positive_rate": (hits, churned),
        "false_positive_rate": (chosen - hits, customers - churned),
        "precision": (hits, chosen),
    }


def _rate(found: tuple[int, int], reference: tuple[int, int]) -> dict[str, Any]:
    (part, whole), (others, of) = found, reference
    if not whole:
        return {**_NOTHING, "difference": _NOTHING}
    low, high = (float(bound) for bound in wilson_interval(part, whole))
    share = {"value": part / whole, "low": low, "high": high}
    if not of:
        return {**share, "difference": _NOTHING}
    low, high = newcombe_interval(part, whole, others, of)
    return {**share, "difference": {"value": part / whole - others / of, "low": low, "high": high}}


def gaps(columns: dict[str, list[dict[str, Any]]]) -> list[Gap]:
    """Return the differences that chance does not explain, the largest first.

    These are those whose interval excludes zero, but for groups of few customers.

    Args:
        columns: for each sensitive column its groups, see `rates_by_group`.
    """
    found = [
        Gap(column, rate, one["group"], _reference(groups), **one[rate]["difference"])
        for column, groups in columns.items()
        for one in groups
        if not one["small"] and not one["is_reference"]
        for rate in RATES
        if _is_certain(one[rate]["difference"])
    ]
    return sorted(found, key=lambda gap: -abs(gap.value))


def _reference(groups: list[dict[str, Any]]) -> str:
    return next(str(one["group"]) for one in groups if one["is_reference"])


def _is_certain(difference: dict[str, float | None]) -> bool:
    low, high = difference["low"], difference["high"]
    return low is not None and high is not None and not low <= 0 <= high
