"""Hyperparameters of both models: set by the user, else found by the search, else defaults."""

from typing import Any, Final

DEFAULTS: Final[dict[str, dict[str, Any]]] = {
    "logistic_regression": {"C": 0.1, "max_iter": 1000},
    "gradient_boosting": {
        "learning_rate": 0.1,
        "max_iter": 120,
        "max_depth": 2,
        "min_samples_leaf": 40,
        "l2_regularization": 5.0,
        "max_features": 0.2,
    },
}
"""Best on the default table, by cross-validation on training rows of five splits."""


def chosen(model: str, given: dict[str, Any], found: dict[str, Any] | None) -> dict[str, Any]:
    """Return the hyperparameters of a model: given ones, else found ones, else defaults.

    Args:
        model: name of the model.
        given: by name; None means not given.
        found: the search's result for this data set, if it was run.
    """
    values = dict(DEFAULTS[model])
    for chosen_by in (found or {}, given):
        values |= {name: chosen_by[name] for name in values if chosen_by.get(name) is not None}
    return values
