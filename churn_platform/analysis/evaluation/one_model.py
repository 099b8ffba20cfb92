"""One model's metrics on the held-out customers, and the tables behind them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import pandas as pd

from churn_platform.analysis.calibration.curve import reliability
from churn_platform.analysis.campaign.expected_profit import expected_maximum_profit
from churn_platform.analysis.campaign.profit import (
    Campaign,
    maximum_profit,
    profit_curve,
    thinned,
)
from churn_platform.analysis.evaluation.by_segment import scores_by_segment
from churn_platform.analysis.evaluation.compare import HEADLINE
from churn_platform.analysis.evaluation.intervals import Interval
from churn_platform.analysis.evaluation.lift import TOP_PERCENTS, at_top, deciles
from churn_platform.analysis.evaluation.scores import evaluate
from churn_platform.analysis.evaluation.spread import cross_validated
from churn_platform.analysis.evaluation.thresholds import at_threshold, chosen_thresholds
from churn_platform.analysis.statistics.ranking import FloatArray, IntArray, by_risk
from churn_platform.analysis.wilson import wilson_interval

_OF_TOP: Final = ("precision", "recall")


def measured(
    y_true: IntArray, probability: FloatArray, out_of_fold: pd.DataFrame, campaign: Campaign
) -> dict[str, Any]:
    """Return a model's numbers without their intervals; see `evaluate_models`."""
    order = by_risk(probability)  # what is in order is ranked again in no time
    y_true, probability = y_true[order], probability[order]
    scores = evaluate(y_true, probability)
    expected = expected_maximum_profit(y_true, probability, campaign)
    certain = maximum_profit(y_true, probability, campaign)
    thresholds = {
        name: at_threshold(y_true, probability, threshold, campaign)
        for name, threshold in chosen_thresholds(out_of_fold, campaign).items()
    }
    if reason := thresholds["f1"]["undefined"].get("f1"):
        scores["undefined"]["f1_tuned"] = reason
    return scores | {
        "f1_tuned": thresholds["f1"]["f1"],
        "profit": expected.profit,
        "profit_share": expected.share,
        "mpc": certain.profit,
        "mpc_share": certain.share,
        "thresholds": thresholds,
        "top": {str(percent): at_top(y_true, probability, percent) for percent in TOP_PERCENTS},
        "cross_validation": cross_validated(out_of_fold),
    }


def with_intervals(
    model: Mapping[str, Any], interval: Callable[[str, float | None], Interval | None]
) -> dict[str, Any]:
    """Return the model's numbers with their 95% intervals, [low, high] or None.

    `left_out` counts, for each score with such, the resamples on which it was not defined. A share
    of all or of nobody does not vary over resamples: its interval is Wilson's.

    Args:
        model: as `measured` returns it.
        interval: of a score by its name and value, see `Bootstrap.interval`.
    """
    counts = _counts(model)
    known = {
        name: _with_width(interval(name, value), counts.get(name))
        for name, value in values_of(model).items()
    }
    ends = {name: found and [found.low, found.high] for name, found in known.items()}
    top = {
        percent: record
        | {"intervals": {name: ends.get(f"{name}_top_{percent}") for name in _OF_TOP}}
        for percent, record in model["top"].items()
    }
    return {
        **model,
        "top": top,
        "intervals": {name: ends.get(name) for name in HEADLINE},
        "left_out": {
            name: found.left_out for name, found in known.items() if found and found.left_out
        },
    }


def _counts(model: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Return hits and trials of the scores that are shares, as far as they are defined."""
    cells = model["confusion_matrix"]
    hits, stayers = cells["true_positive"], cells["true_negative"]
    churned = hits + cells["false_negative"]
    found = {
        "accuracy": (hits + stayers, sum(cells.values())),
        "precision": (hits, hits + cells["false_positive"]),
        "recall": (hits, churned),
    }
    for percent, record in model["top"].items():
        found[f"precision_top_{percent}"] = record["leavers"], record["customers"]
        found[f"recall_top_{percent}"] = record["leavers"], churned
    return found


def _with_width(found: Interval | None, counts: tuple[int, int] | None) -> Interval | None:
    if found is None or found.low < found.high or not counts or counts[0] not in (0, counts[1]):
        return found
    low, high = wilson_interval(*counts)
    return Interval(float(low), float(high), found.left_out)


def values_of(model: Mapping[str, Any]) -> dict[str, float | None]:
    """Return what may have an interval; scores of the top percents have names of their own."""
    return {name: model[name] for name in HEADLINE} | {
        f"{name}_top_{percent}": record[name]
        for percent, record in model["top"].items()
        for name in _OF_TOP
    }


def tables(
    y_true: IntArray,
    probability: FloatArray,
    segments: Mapping[str, pd.Series],
    campaign: Campaign,
    smallest_segment: int,
) -> dict[str, Any]:
    """Return a model's deciles, reliability, segments and profit curve; see `evaluate_models`."""
    order = by_risk(probability)
    y_true, probability = y_true[order], probability[order]
    return {
        "deciles": deciles(y_true, probability),
        "reliability": reliability(y_true, probability),
        "segments": {
            column: scores_by_segment(y_true, probability, labels.iloc[order], smallest_segment)
            for column, labels in segments.items()
        },
        "profit_curve": thinned(*profit_curve(y_true, probability, campaign)),
    }
