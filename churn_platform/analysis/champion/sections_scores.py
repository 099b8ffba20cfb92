"""The model card's metrics: both models on the held-out customers, and calibration."""

from typing import Any, Final

from churn_platform.analysis.champion.documents import CalibrationFacts
from churn_platform.analysis.champion.sections_use import currency
from churn_platform.analysis.evaluation.compare import LOWER_IS_BETTER
from churn_platform.analysis.evaluation.words import (
    OF_FOLDS,
    OF_HELD_OUT,
    calibration_rows,
    error_in_words,
    over_folds,
)
from churn_platform.analysis.markdown import bullets, section, table
from churn_platform.config.contracts.contract import Contract
from churn_platform.wording import (
    counted,
    difference,
    escape,
    metric_words,
    model_words,
    number,
    sentence,
    share,
    share_within,
    signed,
    within,
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

_MONEY: Final = ("mpc",)


def scores(champion: str, compact: dict[str, Any], contract: Contract) -> str:
    """Return both models' metrics over the folds and held out, and their differences."""
    names = [champion, *(name for name in compact["models"] if name != champion)]
    models = [compact["models"][name] for name in names]
    comparison, bootstrap = compact["comparison"], compact["bootstrap"]
    minus = f"{model_words(comparison['minuend'])} minus {model_words(comparison['subtrahend'])}"
    rows = [
        [
            sentence(metric_words(metric)).rstrip(".")
            + (currency(contract) if metric in _MONEY else ""),
            "less" if metric in LOWER_IS_BETTER else "more",
            *(within(one.get(metric), one["intervals"].get(metric)) for one in models),
            difference(comparison["differences"].get(metric)),
            number(compact["baseline"].get(metric)),
        ]
        for metric in _SHOWN
    ]
    heads = map(model_words, names)
    return section(
        "Scores",
        _over_folds(names, compact),
        f"On {counted(compact['test_rows'], 'held-out customer')}:",
        table(["Score", "Better", *heads, minus, "baseline"], rows),
        f"In brackets: {bootstrap['level']:.0%} intervals of {bootstrap['samples']:,} resamples of"
        f" the held-out customers, the same ones for both models. {OF_HELD_OUT} The baseline"
        " predicts the training customers' churn rate for everybody. F1, precision,"
        " recall and accuracy use a threshold of 0.5, the tuned F1 the best threshold on"
        " out-of-fold predictions.",
        _undefined(names, compact),
    )


def _undefined(names: list[str], compact: dict[str, Any]) -> str:
    return bullets(
        [
            f"{sentence(metric_words(metric)).rstrip('.')} of the {model_words(name)} is"
            f" undefined: {escape(reason)}."
            for name in names
            for metric, reason in compact["models"][name]["undefined"].items()
        ]
    )


def _over_folds(names: list[str], compact: dict[str, Any]) -> str:
    models = [compact["models"][name] for name in names]
    rows = [
        [sentence(metric_words(metric)).rstrip("."), *(over_folds(one, metric) for one in models)]
        for metric in models[0]["cross_validation"]
    ]
    if not rows:
        return ""
    maximum = max(one["fits"] for model in models for one in model["cross_validation"].values())
    words = (
        f"Mean and standard deviation over {counted(maximum, 'fit')} on folds of the training"
        f" customers. {OF_FOLDS}"
    )
    return f"{words}\n\n{table(['Score', *map(model_words, names)], rows)}"


def calibration(found: CalibrationFacts, model: dict[str, Any], tables: dict[str, Any]) -> str:
    """Return how probabilities were calibrated, and predicted against observed shares by bin."""
    rows = [
        [
            f"{one['low']:.0%} to {one['high']:.0%}",
            f"{one['customers']:,}",
            share(one["predicted"]),
            *share_within(one["observed"], one["observed_low"], one["observed_high"]),
        ]
        for one in tables["reliability"]
        if one["customers"]
    ]
    head = ["Predicted", "Customers", "Mean prediction", "Observed churn rate", "95% interval"]
    return section(
        "Calibration",
        _sigmoid(found),
        _error(model),
        _numbers(model),
        table(head, rows),
    )


def _error(model: dict[str, Any]) -> str:
    compared = error_in_words(model)
    return (
        f"Expected calibration error {number(model['ece'])}: the mean gap between prediction and"
        f" share that left.{' ' + sentence(compared) if compared else ''}"
    )


def _numbers(model: dict[str, Any]) -> str:
    rows = calibration_rows(model)
    return table(["Calibration", "Found (95% interval)", "Right"], rows) if rows else ""


def _sigmoid(found: CalibrationFacts) -> str:
    error = signed(found["error"], 4).removeprefix("+")
    change = f"{signed(-found['gain'], 4)}, standard error {error}"
    measured = f"(change of the log loss on folds that it was not fitted on: {change})"
    if not found["helps"]:
        return f"Not recalibrated: a sigmoid on the log-odds did not certainly help {measured}."
    return (
        f"Recalibrated by a sigmoid on the log-odds (Platt 1999), slope {number(found['slope'])},"
        f" intercept {number(found['intercept'])}, fitted on out-of-fold predictions; it helped"
        f" {measured}."
    )
