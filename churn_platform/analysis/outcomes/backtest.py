"""A list of scores as it was issued, held against what happened."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from churn_platform.analysis.calibration.assessment import (
    calibration_intercept,
    calibration_slope,
)
from churn_platform.analysis.campaign.profit import Campaign
from churn_platform.analysis.evaluation.lift import TOP_PERCENTS, at_top, deciles
from churn_platform.analysis.evaluation.weighted import unweighted_scores
from churn_platform.analysis.observed import Estimate, observed_over_expected
from churn_platform.analysis.outcomes.outcome import counts_of
from churn_platform.analysis.statistics.ranking import Counts, FloatArray, IntArray, rank

LEVEL: Final = 0.95
_SCORES: Final = ("roc_auc", "average_precision", "brier", "log_loss")
_NOTHING: Final = dict.fromkeys(Estimate._fields)


def held_against(
    probability: FloatArray,
    outcomes: pd.DataFrame,
    segments: Mapping[str, pd.Series],
    campaign: Campaign,
) -> dict[str, Any]:
    """Return how an issued list did, as plain values; what has no value is None.

    `issued` customers, `cases` of their outcomes, and of those with an outcome: `customers`,
    `expected` to leave by the sum of their probabilities, `left`; `observed_over_expected` with its
    95% interval, `slope` and `intercept` of the calibration; the scores; `top` percents with
    precision, recall and lift, and `lift_top_decile`; `campaign`: whom the list says to contact,
    the profit that it promised for them, and the profit as it came, both at the mean response; and
    the first three of it for each segment.

    Args:
        probability: of leaving within the horizon, as issued, (n_customers,).
        outcomes: of the same customers in the same order, see `outcome.outcomes`.
        segments: labels of the same customers by column, each (n_customers,).
        campaign: costs, value and response, as they were when the list was issued.
    """
    known = outcomes["left"].notna().to_numpy()
    left, p = outcomes["left"].to_numpy()[known].astype(np.int64), probability[known]
    facts = {"issued": len(probability), "cases": counts_of(outcomes), **_agreement(left, p)}
    if not len(p):
        return facts
    return {
        **facts,
        "slope": _plain(calibration_slope(left, p)),
        "intercept": _plain(calibration_intercept(left, p)),
        **{name: unweighted_scores(rank(left, p))[name] for name in _SCORES},
        "lift_top_decile": deciles(left, p)[0]["lift"],
        "top": {str(percent): _at_top(left, p, percent) for percent in TOP_PERCENTS},
        "campaign": _campaign(left, p, campaign),
        "segments": {
            column: _by_segment(left, p, labels[known]) for column, labels in segments.items()
        },
    }


def _agreement(left: IntArray, p: FloatArray) -> dict[str, Any]:
    count = int(left.sum())
    found = observed_over_expected(count, len(p), float(p.mean()), LEVEL) if len(p) else None
    return {
        "customers": len(p),
        "expected": float(p.sum()),
        "left": count,
        "observed_over_expected": _plain(found),
    }


def _plain(found: Estimate | None) -> dict[str, Any]:
    return _NOTHING if found is None else found._asdict()


def _at_top(left: IntArray, p: FloatArray, percent: int) -> dict[str, Any]:
    found, rate = at_top(left, p, percent), float(left.mean())
    return {**found, "lift": found["precision"] / rate if rate else None}


def _campaign(left: IntArray, p: FloatArray, campaign: Campaign) -> dict[str, Any]:
    threshold = campaign.threshold
    chosen = np.zeros(len(p), dtype=np.bool_) if threshold is None else p >= threshold
    contacts, gone = float(chosen.sum()), float(left[chosen].sum())
    promised, came = (
        float(campaign.profit(Counts(np.array(contacts), np.array(churned)), campaign.gamma))
        for churned in (float(p[chosen].sum()), gone)
    )
    return {
        "threshold": threshold,
        "contacts": int(contacts),
        "left": int(gone),
        "promised": promised,
        "as_it_came": came,
    }


def _by_segment(left: IntArray, p: FloatArray, labels: pd.Series) -> list[dict[str, Any]]:
    words = labels.to_numpy(dtype=object)
    return [
        {"segment": str(label), **_agreement(left[words == label], p[words == label])}
        for label in sorted(set(words), key=str)
    ]
