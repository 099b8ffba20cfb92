"""The models' metrics side by side, short enough for the UI."""

from typing import Any, Final

from churn_platform.analysis.evaluation.words import chance_of, fits_of, over_folds
from churn_platform.analysis.inline import inline_table
from churn_platform.analysis.markdown import bullets
from churn_platform.wording import DASH, interval, metric_words, model_words, number, sentence

_SHOWN: Final = {
    "roc_auc": ("ROC AUC", 3),
    "average_precision": ("average precision", 3),
    "brier": ("Brier score", 3),
    "ece": ("calibration error", 3),
    "lift_top_decile": ("lift, top decile", 2),
    "profit": ("profit per customer", 2),
}
"""Metric -> label that fits into the UI's narrow column, and decimals."""
HEADLINE: Final = tuple(_SHOWN)
"""The metrics that matter: ranking, calibration, and what a campaign earns by them."""


def scores_table(metrics: dict[str, Any]) -> str:
    """Return the headline metrics of the metrics document: a row a metric, a column a model.

    First stands the measure that decides, over the folds; below, which model is better by it.
    """
    models, measure = metrics["models"], metrics["comparison"]["measure"]
    rows = [
        (f"{metric_words(measure)}, folds", *(over_folds(one, measure) for one in models.values()))
    ]
    for name, (words, digits) in _SHOWN.items():
        rows.append((words, *(number(scores[name], digits) for scores in models.values())))
        if name == "ece":
            rows.append(("…if calibrated", *map(_chance, models.values())))
            rows.append(("observed / expected", *map(_observed, models.values())))
    fits = fits_of(next(iter(models.values())), measure)
    opening = (
        f"Folds: {fits} on parts of the {metrics['train_rows']:,} training customers, mean ±"
        f" standard deviation. Else: one fit on all of them, {metrics['test_rows']:,} held out."
    )
    head = ["", *map(model_words, models)]
    return inline_table(opening, head, rows, _verdict(models, metrics["comparison"]))


def _chance(model: dict[str, Any]) -> str:
    found = chance_of(model)
    return DASH if found is None else interval((found["low"], found["high"]))


def _observed(model: dict[str, Any]) -> str:
    found = model.get("calibration", {}).get("observed_over_expected", {"value": None})
    return number(found["value"], 2)


def _verdict(models: dict[str, Any], compared: dict[str, Any]) -> str:
    measure = compared["measure"]
    spreads = [  # lines of their own: the UI cuts long ones
        f"{model_words(name)} {interval(scores['intervals'].get(measure))}"
        for name, scores in models.items()
    ]
    verdict = sentence(f"verdict: {model_words(compared['verdict'])}")
    covers = f"{metric_words(measure)} held out, 95% intervals (other test customers, same fit):"
    return f"{covers}\n\n{bullets(spreads)}\n\n{verdict}"
