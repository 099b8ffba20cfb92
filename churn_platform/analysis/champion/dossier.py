"""The facts recorded when a model becomes the champion."""

from typing import Any

from churn_platform.config.contracts.contract import Contract

Document = dict[str, Any]


def champion_facts(
    name: str, metrics: Document, model: Document, contract: Contract, **origin: Any
) -> Document:
    """Return the champion's facts for the API, the scores and the card.

    Args:
        name: of the model.
        metrics: the compact document of the evaluation that made it the champion.
        model: of the model's own record: `version`, `parameters`, `calibration`, `libraries`.
        contract: that it was trained under.
        origin: when and by which run it became champion, seed and share of the split, and so on.
    """
    return {
        "name": name,
        **model,
        "source_version": metrics["data_version"],
        "contract": {"name": contract.name, "version": contract.version},
        "features": contract.features,
        "levels": levels_of(contract),
        **origin,
        **measured_facts(name, metrics),
    }


def measured_facts(name: str, metrics: Document) -> Document:
    """Return an evaluation's results for a model, in the form of the champion's facts."""
    scores = metrics["models"][name]
    kept = ("roc_auc", "average_precision", "brier", "log_loss", "ece", "f1", "f1_tuned")
    more = ("precision", "recall", "accuracy", "lift_top_decile", "profit", "profit_share")
    return {
        "train_rows": metrics["train_rows"],
        "test_rows": metrics["test_rows"],
        "scores": {score: scores[score] for score in (*kept, *more)},
        "intervals": scores["intervals"],
        "cross_validation": scores["cross_validation"],
        "ece_if_calibrated": scores["calibration"]["ece_if_calibrated"],
        "thresholds": {each: found["threshold"] for each, found in scores["thresholds"].items()},
    }


def levels_of(contract: Contract) -> dict[str, list[str]]:
    """Return the values of each category, in the order of their codes."""
    return {name: list(contract[name].values) for name in contract.names("category")}


def why_unfit(facts: Document, contract: Contract) -> str:
    """Return why a champion cannot be used on the contract's table, or "" if it can."""
    if facts["contract"]["name"] != contract.name:
        return f"it was trained for the table {facts['contract']['name']}"
    if facts["features"] != contract.features:
        return "it was trained for other columns"
    if facts.get("levels") != levels_of(contract):
        return "it was trained for other values of the categories"
    return ""
