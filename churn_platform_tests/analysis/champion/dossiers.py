"""Documents of a champion written out by hand: 40 customers trained it, 10 were held out."""

from typing import Any

from churn_platform.analysis.champion.documents import Decision, Dossier

HOSTILE = "<b>a|b</b> [x](http://e.example)"
UNDEFINED = "no customer is predicted to leave"


def _cut(threshold: float | None, customers: int) -> dict[str, Any]:
    return {
        "threshold": threshold,
        "customers": customers,
        "share": customers / 10,
        "precision": 0.5 if customers else None,
        "recall": 0.25,
        "f1": 0.333,
        "profit": 1.25 if customers else 0.0,
        "undefined": {},
    }


def _model(area: float) -> dict[str, Any]:
    return {
        "roc_auc": area,
        "average_precision": 0.5,
        "brier": 0.15,
        "log_loss": 0.4,
        "ece": 0.05,
        "f1": 0.4,
        "precision": None,
        "recall": 0.0,
        "accuracy": 0.8,
        "lift_top_decile": 2.5,
        "f1_tuned": 0.45,
        "profit": 3.456,
        "profit_share": 0.3,
        "mpc": 3.0,
        "mpc_share": 0.25,
        "intervals": {"roc_auc": [0.7, 0.9], "precision": None},
        "thresholds": {"f1": _cut(0.3, 4), "profit": _cut(None, 0), "half": _cut(0.5, 2)},
        "top": {
            "5": {
                "customers": 1,
                "leavers": 1,
                "precision": 1.0,
                "recall": 0.25,
                "intervals": {"precision": [0.5, 1.0], "recall": None},
            }
        },
        "cross_validation": {
            "roc_auc": {"mean": 0.81, "sd": 0.02, "fits": 10},
            "brier": {"mean": 0.14, "sd": None, "fits": 1},
            "log_loss": {"mean": None, "sd": None, "fits": 0},
        },
        "undefined": {"precision": UNDEFINED},
    }


def _segment(name: str, customers: int, area: float | None, small: bool) -> dict[str, Any]:
    return {
        "segment": name,
        "customers": customers,
        "leavers": 2,
        "churn_rate": 2 / customers,
        "predicted": 0.31,
        "roc_auc": area,
        "brier": 0.12,
        "precision": 0.5,
        "recall": 0.4,
        "small": small,
        "undefined": {},
    }


def _rate(value: float | None, difference: tuple[float, float, float] | None) -> dict[str, Any]:
    names = ("value", "low", "high")
    return {
        **dict(zip(names, (value, None, None), strict=True)),
        "difference": dict(zip(names, difference or (None, None, None), strict=True)),
    }


def _group(name: str, customers: int, small: bool, *rates: dict[str, Any]) -> dict[str, Any]:
    names = ("selection_rate", "true_positive_rate", "false_positive_rate", "precision")
    return {
        "group": name,
        "customers": customers,
        "leavers": 2,
        "small": small,
        "is_reference": name == HOSTILE,
        **dict(zip(names, rates, strict=True)),
    }


def sensitive() -> dict[str, Any]:
    """Return the error rates of two groups, one of them with a false-positive rate of its own."""
    same = (0.0, 0.0, 0.0)
    return {
        "threshold": 0.1477,
        "columns": {
            "plan": [
                _group(
                    HOSTILE,
                    6,
                    False,
                    *(_rate(value, same) for value in (0.469, 0.882, 0.342, 0.442)),
                ),
                _group(
                    "b",
                    4,
                    False,
                    _rate(0.5, (0.031, -0.05, 0.112)),
                    _rate(0.9, (0.018, -0.3, 0.3)),
                    _rate(0.691, (0.349, 0.276, 0.414)),
                    _rate(None, None),
                ),
            ],
            "months": [],
        },
    }


def _tables() -> dict[str, Any]:
    return {
        "deciles": [
            {
                "decile": place,
                "customers": 1,
                "leavers": 4 if place == 1 else 0,
                "rate": 1.0 if place == 1 else 0.0,
                "lift": 2.5 if place == 1 else None,
                "gain": 1.0,
            }
            for place in range(1, 11)
        ],
        "reliability": [
            {
                "low": 0.2,
                "high": 0.3,
                "customers": 10,
                "predicted": 0.25,
                "observed": 0.4,
                "observed_low": 0.168,
                "observed_high": 0.687,
            },
            {"low": 0.3, "high": 0.4, "customers": 0}
            | dict.fromkeys(("predicted", "observed", "observed_low", "observed_high")),
        ],
        "segments": {
            "plan": [_segment(HOSTILE, 6, 0.75, False), _segment("b", 4, None, True)],
            "months": [],
        },
        "profit_curve": [[0.0, 0.0], [0.4, 3.0], [1.0, 1.0]],
        "sensitive": sensitive(),
    }


def dossier() -> Dossier:
    """Return the dossier of a logistic regression that no other model certainly beats."""
    return {
        "champion": {
            "name": "logistic_regression",
            "version": "aaaa1111",
            "promoted_at": "2026-01-02T03:04:05+00:00",
            "source_version": "dddd4444",
            "contract": {"name": "small", "version": "cccc3333"},
            "seed": 7,
            "test_share": 0.2,
            "bands": {"medium": 0.4, "high": 0.7},
            "parameters": {"C": 0.5, "max_iter": 1000},
            "calibration": {
                "helps": True,
                "slope": 1.1,
                "intercept": -0.2,
                "gain": 0.0123,
                "error": 0.0045,
            },
            "libraries": {"scikit-learn": "1.6.0"},
        },
        "metrics": {
            "train_rows": 40,
            "test_rows": 10,
            "churn_rate": 0.4,
            "baseline": {"roc_auc": 0.5, "brier": 0.24, "precision": None},
            "models": {"logistic_regression": _model(0.8), "gradient_boosting": _model(0.81)},
            "comparison": {
                "measure": "roc_auc",
                "minuend": "gradient_boosting",
                "subtrahend": "logistic_regression",
                "verdict": "no clear winner",
                "differences": {
                    "roc_auc": {"value": 0.01, "low": -0.02, "high": 0.04},
                    "brier": {"value": -0.001, "low": None, "high": None},
                    "precision": {"value": None, "low": None, "high": None},
                },
            },
            "bootstrap": {"samples": 500, "seed": 8, "level": 0.95},
            "campaign": {
                "clv": 200.0,
                "offer_cost": 10.0,
                "contact_cost": 1.0,
                "alpha": 6.0,
                "beta": 14.0,
            },
        },
        "details": {"models": {"logistic_regression": _tables(), "gradient_boosting": _tables()}},
    }


def decision() -> Decision:
    """Return the decision that promoted the dossier's model."""
    return {
        "verdict": "promoted",
        "reason": "it is good",
        "candidate": {"name": "logistic_regression", "version": "aaaa1111"},
        "gates": [
            {
                "name": "candidate_reaches_the_floors",
                "passed": True,
                "found": "ROC AUC 0.8000 (on 10 test rows)",
                "expected": "ROC AUC at least 0.6",
            }
        ],
        "held": False,
    }
