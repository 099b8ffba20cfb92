import numpy as np
import pytest

from churn_platform.analysis.figures.report import classification_report, report_lines


def test_scores_of_both_classes_are_those_worked_out_by_hand() -> None:
    # 3 true and 1 false "stayed", 1 true and 2 false "churned"
    report = classification_report(np.array([0, 0, 0, 1, 1, 0, 0]), np.array([0, 0, 0, 0, 1, 1, 1]))
    assert report["accuracy"] == pytest.approx(4 / 7)
    assert report["stayed"] == pytest.approx(
        {"precision": 3 / 4, "recall": 3 / 5, "f1": 2 / 3, "support": 5}
    )
    assert report["churned"] == pytest.approx(
        {"precision": 1 / 3, "recall": 1 / 2, "f1": 2 / 5, "support": 2}
    )


def test_a_score_without_a_value_is_none() -> None:
    report = classification_report(np.array([0, 0]), np.array([0, 0]))
    assert report["churned"] == {"precision": None, "recall": None, "f1": None, "support": 0}
    assert report["stayed"] == {"precision": 1, "recall": 1, "f1": 1, "support": 2}


def test_every_value_is_a_plain_python_number() -> None:
    report = classification_report(np.array([0, 1]), np.array([0, 1]))
    assert {type(value) for name in ("stayed", "churned") for value in report[name].values()} == {
        float,
        int,
    }
    assert type(report["accuracy"]) is float


def test_lines_are_aligned() -> None:
    lines = report_lines(classification_report(np.array([0, 1, 1]), np.array([0, 0, 1])))
    assert len({len(line) for line in lines}) == 1
    assert lines[2].split() == ["Churned", "1.000", "0.500", "0.667", "2"]
