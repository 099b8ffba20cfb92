"""Documents of an evaluation of 20 held-out customers, written out by hand."""

from typing import Any

MODELS = ("logistic_regression", "gradient_boosting")
EMPTY = dict.fromkeys(("predicted", "observed", "observed_low", "observed_high"))


def a_bin(low: float, customers: int, predicted: float, observed: float) -> dict[str, Any]:
    """Return a bin of the reliability table whose interval is 0.1 to both sides."""
    return {
        "low": low,
        "high": low + 0.1,
        "customers": customers,
        "predicted": predicted,
        "observed": observed,
        "observed_low": observed - 0.1,
        "observed_high": observed + 0.1,
    }


def a_decile(place: int, customers: int, gain: float | None) -> dict[str, Any]:
    """Return a decile; what the figures do not read is left out."""
    return {"decile": place, "customers": customers, "gain": gain}


def compact() -> dict[str, Any]:
    """Return what the figures read of the metrics document."""
    return {
        "test_rows": 1234,
        "models": {"logistic_regression": {"ece": 0.0174}, "gradient_boosting": {"ece": None}},
        "campaign": {
            "clv": 1200.0,
            "offer_cost": 12.5,
            "contact_cost": 1.0,
            "alpha": 6.0,
            "beta": 14.0,
        },
    }


def details() -> dict[str, Any]:
    """Return the details document; the second model's best profit is reached twice."""
    first = {
        "reliability": [
            a_bin(0.1, 12, 0.15, 0.2),
            {"low": 0.2, "high": 0.3, "customers": 0, **EMPTY},
            a_bin(0.7, 8, 0.75, 0.7),
        ],
        "deciles": [a_decile(1, 3, 0.6), a_decile(2, 2, 1.0)],
        "profit_curve": [[0.0, 0.0], [0.25, 10.5], [1.0, -2.0]],
    }
    second = {
        "reliability": [a_bin(0.4, 20, 0.45, 0.5)],
        "deciles": [a_decile(1, 3, 0.5), a_decile(2, 2, 1.0)],
        "profit_curve": [[0.0, 0.0], [0.5, 9.0], [0.75, 9.0], [1.0, -2.0]],
    }
    return {"models": dict(zip(MODELS, (first, second), strict=True))}


def nothing() -> dict[str, Any]:
    """Return the details of models that were measured on nobody."""
    none: dict[str, Any] = {"reliability": [], "deciles": [], "profit_curve": []}
    return {"models": dict.fromkeys(MODELS, none)}
