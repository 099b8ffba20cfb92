"""What has moved most since the model was trained."""

from typing import Any

from churn_platform.analysis.inline import LONGEST
from churn_platform.analysis.monitoring.drift_markdown import drift_at_a_glance


def _one(name: str, psi: float | None, shift: str | None = "mean 1 -> 2") -> dict[str, Any]:
    verdict = "not compared" if psi is None else "large" if psi > 0.25 else "none"
    return {"name": name, "psi_corrected": psi, "verdict": verdict, "shift": shift}


def _drift(*features: dict[str, Any]) -> dict[str, Any]:
    return {
        "rows": 7043,
        "reference_rows": 4930,
        "drifted": [one["name"] for one in features if one["verdict"] == "large"],
        "features": list(features),
        "score": _one("score", 0.01),
        "limits": {"warning": 0.1, "alarm": 0.25},
    }


QUALITY = {"customers": 2113, "observed_share": 0.2655, "mean_predicted": 0.2563}


def test_the_largest_shifts_come_first_and_the_score_before_them() -> None:
    drift = _drift(_one("age", 0.02), _one("home_city", 0.4), _one("plan", None, None))
    assert drift_at_a_glance(drift, QUALITY).splitlines() == [
        "7,043 customers compared with the 4,930 that the model learned from. Drifted features:"
        " **1** of 3; moderate from a PSI of 0.1, large from 0.25.",
        "",
        "| largest shifts | PSI | what changed |",
        "| --- | --- | --- |",
        "| Score | 0.010 | mean 1 -&gt; 2 |",
        "| Home city | 0.400, large | mean 1 -&gt; 2 |",
        "| Age | 0.020 | mean 1 -&gt; 2 |",
        "| Plan | –, not compared | – |",
        "",
        "Expected 542, 561 left (25.63% and 26.55% of 2,113 customers); observed over expected"
        " 1.04, 99% interval 0.94 to 1.14.",
    ]


def test_unknown_outcomes_are_not_shown_and_much_text_stays_short() -> None:
    drift = _drift(*(_one(f"feature_{k}", k / 100, "<b>" * 80) for k in range(9)))
    unknown = {"customers": 0, "observed_share": None, "mean_predicted": None}
    text = drift_at_a_glance(drift, unknown)
    assert "left" not in text
    assert "<b>" not in text
    assert len(text) <= LONGEST


def test_of_the_batch_that_the_model_was_trained_on_the_others_are_compared() -> None:
    drift = _drift(_one("age", 0.02)) | {"rows": 2113, "held_out": True}
    assert drift_at_a_glance(drift, QUALITY).startswith(
        "2,113 customers of the same batch, not used to train it, compared with the 4,930 that the"
        " model learned from."
    )


def test_a_champion_that_learned_from_the_batch_is_not_what_the_batch_is_compared_with() -> None:
    drift = _drift(_one("age", 0.02)) | {"same_model": False}
    assert drift_at_a_glance(drift, QUALITY).startswith(
        "7,043 customers compared with the 4,930 that the model before it learned from."
    )
