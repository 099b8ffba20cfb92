"""The scores of the model card: both models on the held-out customers, and calibration."""

from typing import Any, Final

from churn_platform.analysis.champion.documents import CalibrationFacts
from churn_platform.analysis.evaluation.compare import LOWER_IS_BETTER
from churn_platform.analysis.markdown import bullets, section, table
from churn_platform.wording import (
    DASH,
    inert,
    interval,
    metric_words,
    model_words,
    number,
    sentence,
    share,
    signed,
)

_SHOWN: Final = (
    "roc_auc",
    "average_precision",
    "brier",
    "log_loss",
    "ece",
    "lift_top_decile",
    "f1_tuned",
    "f1",
    "precision",
    "recall",
    "accuracy",
    "mpc",
)


def scores(champion: str, compact: dict[str, Any]) -> str:
    """Return the scores of both models with intervals, their differences, and the folds' spread."""
    names = [champion, *(name for name in compact["models"] if name != champion)]
    comparison, bootstrap = compact["comparison"], compact["bootstrap"]
    minus = f"{model_words(comparison['minuend'])} minus {model_words(comparison['subtrahend'])}"
    rows = [
        [
            sentence(metric_words(metric)).rstrip("."),
            "less" if metric in LOWER_IS_BETTER else "more",
            *(_score(compact["models"][name], metric) for name in names),
            _difference(comparison["differences"].get(metric)),
            number(compact["baseline"].get(metric)),
        ]
        for metric in _SHOWN
    ]
    heads = map(model_words, names)
    return section(
        f"Scores on {compact['test_rows']:,} held-out customers",
        table(["Score", "Better", *heads, minus, "baseline"], rows),
        f"In brackets: {bootstrap['level']:.0%} intervals of {bootstrap['samples']:,} resamples of"
        " the held-out customers, the same ones for both models. The baseline predicts for"
        " everybody the share that left among the training customers. F1, precision, recall and"
        " accuracy cut at 0.5, the tuned F1 where F1 was best on out-of-fold predictions.",
        _undefined(names, compact),
        _spread(names, compact),
    )


def _score(model: dict[str, Any], metric: str) -> str:
    value, bounds = model.get(metric), model["intervals"].get(metric)
    return number(value) + (f" ({interval(bounds)})" if bounds else "")


def _difference(found: dict[str, float | None] | None) -> str:
    if found is None or found["value"] is None:
        return DASH
    if found["low"] is None or found["high"] is None:
        return signed(found["value"])
    return f"{signed(found['value'])} ({signed(found['low'])} to {signed(found['high'])})"


def _undefined(names: list[str], compact: dict[str, Any]) -> str:
    return bullets(
        [
            f"{sentence(metric_words(metric)).rstrip('.')} of the {model_words(name)} is"
            f" undefined: {inert(reason)}."
            for name in names
            for metric, reason in compact["models"][name]["undefined"].items()
        ]
    )


def _spread(names: list[str], compact: dict[str, Any]) -> str:
    found = {name: compact["models"][name]["cross_validation"] for name in names}
    rows = [
        [
            sentence(metric_words(metric)).rstrip("."),
            *(_mean(found[name].get(metric)) for name in names),
        ]
        for metric in found[names[0]]
    ]
    fits = max((one["fits"] for model in found.values() for one in model.values()), default=0)
    words = f"Mean and standard deviation over {fits:,} fits on folds of the training customers:"
    return f"{words}\n\n{table(['Score', *map(model_words, names)], rows)}" if rows else ""


def _mean(found: dict[str, Any] | None) -> str:
    if found is None or found["mean"] is None:
        return DASH
    return number(found["mean"]) + ("" if found["sd"] is None else f" ± {number(found['sd'])}")


def calibration(found: CalibrationFacts, model: dict[str, Any], tables: dict[str, Any]) -> str:
    """Return how probabilities were calibrated, and predicted against observed shares by bin."""
    rows = [
        [
            f"{one['low']:.0%} to {one['high']:.0%}",
            f"{one['customers']:,}",
            share(one["predicted"]),
            share(one["observed"]),
            f"{share(one['observed_low'])} to {share(one['observed_high'])}",
        ]
        for one in tables["reliability"]
        if one["customers"]
    ]
    head = ["Predicted", "Customers", "Mean prediction", "Share that left", "95% interval"]
    return section(
        "Calibration",
        _sigmoid(found),
        f"Expected calibration error {number(model['ece'])}: the mean gap between prediction and"
        " share that left.",
        table(head, rows),
    )


def _sigmoid(found: CalibrationFacts) -> str:
    change = f"{signed(-found['gain'], 4)}, standard error {number(found['error'], 4)}"
    measured = f"(change of the log loss on folds that it was not fitted on: {change})"
    if not found["helps"]:
        return f"As the model gives them: a sigmoid on the log-odds did not surely help {measured}."
    return (
        f"By a sigmoid on the log-odds (Platt 1999), slope {number(found['slope'])}, intercept"
        f" {number(found['intercept'])}, fitted on out-of-fold predictions; it helped {measured}."
    )
