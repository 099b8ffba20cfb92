"""Which model serves and why, in a few lines."""

from typing import Any

from churn_platform.analysis.champion.at_a_glance import decision_at_a_glance
from churn_platform.analysis.inline import LONGEST

FACTS = {
    "name": "logistic_regression",
    "version": "153eb1b052ca0a7c",
    "promoted_at": "2026-11-25T23:41:09+00:00",
    "scores": {"roc_auc": 0.85703, "brier": None},
    "intervals": {"roc_auc": [0.84, 0.8731]},
}


def _decision(reason: str = "no clear winner", passed: bool = True) -> dict[str, Any]:
    gates = [{"name": "candidate_is_not_too_good", "passed": passed}]
    return {
        "verdict": "kept" if passed else "refused",
        "reason": reason,
        "candidate": {"name": "gradient_boosting"},
        "gates": gates,
    }


def test_it_names_the_champion_its_scores_the_verdict_and_the_gates() -> None:
    assert decision_at_a_glance(FACTS, _decision()).splitlines() == [
        "**Logistic regression** serves, version 153eb1b052ca0a7c, since 2026-11-25 23:41 UTC:"
        " held out ROC AUC 0.857 (0.840 to 0.873), Brier score –.",
        "",
        "The newest candidate is the same model, so nothing was replaced. No clear winner.",
        "",
        "| gate | result |",
        "| --- | --- |",
        "| candidate is not too good | passed |",
    ]


def test_the_folds_come_first_where_they_are_known() -> None:
    folds = {"cross_validation": {"roc_auc": {"mean": 0.8456, "sd": 0.005, "fits": 6}}}
    said = "UTC: ROC AUC 0.846 ± 0.005 over 6 fits on folds; held out ROC AUC 0.857 ("
    assert said in decision_at_a_glance(FACTS | folds, _decision())


def test_a_broken_gate_stands_out() -> None:
    text = decision_at_a_glance(FACTS, _decision("the candidate was refused: worse", False))
    said = (
        "The newest candidate, gradient boosting, did not replace it. The candidate was refused: "
    )
    assert f"{said}worse." in text
    assert "| candidate is not too good | **broken** |" in text


def test_a_long_reason_of_the_data_is_cut_and_inert() -> None:
    text = decision_at_a_glance(FACTS, _decision("<script>[x](http://y) " * 60))
    assert len(text) <= LONGEST
    assert "<script>" not in text
    assert "](http://" not in text
    assert "…" in text
    assert "| candidate is not too good | passed |" in text
