"""What has moved most since the model was trained, short enough to be shown at once."""

from typing import Any

from churn_platform.analysis.display import label, shown
from churn_platform.analysis.inline import inline_table
from churn_platform.analysis.monitoring.outcome import outcome_in_words
from churn_platform.wording import DASH, escape, number, sentence

_FEATURES = 5


def drift_at_a_glance(drift: dict[str, Any], quality: dict[str, Any]) -> str:
    """Return the scores and the features with the largest shift, and how true predictions were.

    Args:
        drift: the report of `drift_of`; where `same_model` is false, it is about the model that
            served before.
        quality: of the model that served before, on customers it was not trained on.
    """
    opening = (
        f"{drift['rows']:,} customers{_who(drift)} compared with the {drift['reference_rows']:,}"
        f" that {_model(drift)} learned from. Drifted features: **{len(drift['drifted'])}**"
        f" of {len(drift['features'])}; {_limits(drift['limits'])}."
    )
    ranked = sorted(drift["features"], key=lambda one: -(one["psi_corrected"] or 0))
    rows = [_row(one) for one in (drift["score"], *ranked[:_FEATURES])]
    head = ["largest shifts", "PSI", "what changed"]
    return inline_table(opening, head, rows, _outcome(quality), numbers=False)


def _model(drift: dict[str, Any]) -> str:
    return "the model" if drift.get("same_model", True) else "the model before it"


def _who(drift: dict[str, Any]) -> str:
    return " of the same batch, not used to train it," if drift.get("held_out") else ""


def _limits(limits: dict[str, float]) -> str:
    return f"moderate from a PSI of {limits['warning']:g}, large from {limits['alarm']:g}"


def _row(one: dict[str, Any]) -> tuple[str, str, str]:
    name = escape(shown(label(one["name"])))
    psi = number(one["psi_corrected"])
    verdict = "" if one["verdict"] == "none" else f", {one['verdict']}"
    return name, psi + verdict, escape(one["shift"] or DASH)


def _outcome(quality: dict[str, Any]) -> str:
    return sentence(outcome_in_words(quality)) if quality["customers"] else ""
