from typing import Any

from churn_platform.analysis.report.blocks import Chart, Table, Text
from churn_platform.analysis.report.facts import ReportFacts
from churn_platform.analysis.report.quality import model_section
from churn_platform_tests.analysis.champion.dossiers import sensitive
from churn_platform_tests.analysis.report.made import champion, decision, facts, metrics


def tables(given: ReportFacts) -> list[Table]:
    return [block for block in model_section(given).blocks if isinstance(block, Table)]


def test_scores_have_intervals_and_the_difference_has_one() -> None:
    _, scores, _ = tables(facts())
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
    given = facts(dossier={"champion": champion(), "metrics": changed, "details": {}})
    (row,) = [row for row in tables(given)[1].rows if row[0] == "Precision"]
    assert row[1:] == ["0.688", "–", "–"]
    texts = [block.text for block in model_section(given).blocks if isinstance(block, Text)]
    assert "Undefined: Precision of the gradient boosting: nobody is predicted to leave." in texts


def test_gates_say_what_was_found_and_a_broken_one_stands_out() -> None:
    gate = {"name": "candidate_reaches_the_floors", "passed": False}
    gates = [{**gate, "found": "ROC AUC 0.6100", "expected": "ROC AUC at least 0.82"}]
    given = facts(decision=decision(verdict="refused", gates=gates))
    assert tables(given)[2].rows == [
        ["Candidate reaches the floors", "FAILED", "ROC AUC 0.6100", "ROC AUC at least 0.82"]
    ]
    opening = model_section(given).blocks[0]
    assert isinstance(opening, Text)
    said = "serves. The newest candidate, logistic regression, did not replace it."
    assert said in opening.text


def test_the_spread_over_the_folds_comes_first() -> None:
    blocks = model_section(facts()).blocks
    folds = blocks[1]
    assert isinstance(folds, Table)
    assert folds.caption == "Both models over 6 fits on folds of the training customers"
    assert folds.rows[0] == ["ROC AUC", "0.846 ± 0.005", "0.846 ± 0.005"]
    texts = [block.text for block in blocks if isinstance(block, Text)]
    assert any("Its intervals cover other test customers, not other training" in t for t in texts)


def test_groups_that_are_treated_differently_are_said_and_nothing_where_there_are_none() -> None:
    def texts(**details: Any) -> list[str]:
        of = {"models": {"logistic_regression": details}}
        given = facts(dossier={"champion": champion(), "metrics": metrics(), "details": of})
        return [one.text for one in model_section(given).blocks if isinstance(one, Text)]

    (said,) = [text for text in texts(sensitive=sensitive()) if "treated equally" in text]
    assert said.startswith(
        "At the campaign's threshold, not all groups are treated equally: the false-positive rate"
        " of Plan: b is 34.9 points higher than that of Plan:"
    )
    assert not any("treated equally" in text for text in texts())


def test_the_calibration_error_stands_beside_what_calibrated_probabilities_would_show() -> None:
    (said,) = [one.sentence for one in model_section(facts()).blocks if isinstance(one, Chart)]
    assert (
        "For the logistic regression: 0.010 is no more than what calibrated probabilities would"
        " show: 0.018 on average, in 95 of 100 samples 0.010 to 0.028; observed over expected is"
        " 1.036 (0.964 to 1.111); calibration slope is 1.030 (0.933 to 1.128); calibration"
        " intercept is 0.070 (−0.047 to 0.188)." in said
    )
