from typing import Any

from churn_platform.analysis.report.blocks import Table, Text
from churn_platform.analysis.report.facts import ReportFacts
from churn_platform.analysis.report.quality import model_section
from churn_platform_tests.analysis.report.made import champion, decision, facts, metrics


def tables(given: ReportFacts) -> list[Table]:
    return [block for block in model_section(given).blocks if isinstance(block, Table)]


def test_scores_have_intervals_and_the_difference_has_one() -> None:
    scores, _ = tables(facts())
    assert scores.heads == ["Score", "Logistic regression", "Gradient boosting", "Difference"]
    assert scores.rows[0] == [
        "ROC AUC",
        "0.857 (0.840 to 0.873)",
        "0.856 (0.840 to 0.873)",
        "−0.001 (−0.004 to +0.003)",
    ]
    assert scores.rows[2] == ["Brier score", "0.130", "0.130", "–"]


def test_a_score_without_a_value_is_a_dash_with_its_reason() -> None:
    changed: dict[str, Any] = metrics()
    model = changed["models"]["gradient_boosting"]
    model |= {"precision": None, "undefined": {"precision": "nobody is predicted to leave"}}
    given = facts(dossier={"champion": champion(), "metrics": changed})
    (row,) = [row for row in tables(given)[0].rows if row[0] == "Precision"]
    assert row[1:] == ["0.688", "–", "–"]
    texts = [block.text for block in model_section(given).blocks if isinstance(block, Text)]
    assert (
        "Without a value: Precision of the gradient boosting: nobody is predicted to leave."
        in texts
    )


def test_gates_say_what_was_found_and_a_broken_one_stands_out() -> None:
    gate = {"name": "candidate_reaches_the_floors", "passed": False}
    gates = [{**gate, "found": "ROC AUC 0.6100", "expected": "ROC AUC at least 0.82"}]
    given = facts(decision=decision(verdict="refused", gates=gates))
    assert tables(given)[1].rows == [
        ["Candidate reaches the floors", "FAILED", "ROC AUC 0.6100", "ROC AUC at least 0.82"]
    ]
    opening = model_section(given).blocks[0]
    assert isinstance(opening, Text) and "candidate of the newest data was refused" in opening.text
