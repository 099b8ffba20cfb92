from typing import Any

import pytest

from churn_platform.analysis.champion.gates import (
    BASELINE,
    FLOORS,
    NOT_WORSE,
    TOO_GOOD,
    Previous,
    beats_the_baseline,
    gate_findings,
    is_not_worse,
)
from churn_platform.analysis.checks.finding import Finding
from churn_platform.config.contracts.sections import Bounds, Metric

BOUNDS: dict[Metric, Bounds] = {
    "roc_auc": Bounds(floor=0.82, ceiling=0.87),
    "brier": Bounds(floor=0.12, ceiling=0.145),
}
GOOD: dict[str, Any] = {"roc_auc": 0.845, "brier": 0.135, "undefined": {}}
BASE = {"brier": 0.195}


def judge(scores: dict[str, Any], gates: dict[Metric, Bounds] = BOUNDS) -> dict[str, Finding]:
    found = gate_findings(scores, gates, BASE, None, "roc_auc", 0.01, rows=2113)
    return {finding.name: finding for finding in found}


def failed(scores: dict[str, Any]) -> set[str]:
    return {name for name, finding in judge(scores).items() if not finding.passed}


def test_a_good_model_passes_all_four_gates_in_order() -> None:
    found = judge(GOOD)
    assert list(found) == [FLOORS, BASELINE, TOO_GOOD, NOT_WORSE]
    assert all(finding.passed for finding in found.values())


def test_a_finding_says_what_was_found_and_expected_with_numbers_and_rows() -> None:
    found = judge(GOOD)
    assert found[FLOORS] == Finding(
        FLOORS,
        True,
        "ROC AUC 0.8450, Brier score 0.1350 (on 2,113 test rows)",
        "ROC AUC at least 0.82, Brier score at most 0.145",
        2113,
        {"roc_auc": 0.845, "brier": 0.135},
    )
    assert found[TOO_GOOD].expected == "ROC AUC at most 0.87, Brier score at least 0.12"
    assert found[BASELINE].found == "ROC AUC 0.8450, Brier score 0.1350 (on 2,113 test rows)"
    assert found[BASELINE].expected == (
        "ROC AUC above 0.5 and Brier score below the baseline's 0.1950"
    )
    assert found[NOT_WORSE].found == "no model was accepted before this one"


@pytest.mark.parametrize(
    ("change", "gates"),
    [
        ({"roc_auc": 0.8199}, {FLOORS}),
        ({"brier": 0.1451}, {FLOORS}),
        ({"roc_auc": 0.8701}, {TOO_GOOD}),
        ({"brier": 0.1199}, {TOO_GOOD}),
        ({"roc_auc": 0.5, "brier": 0.195}, {FLOORS, BASELINE}),
        ({"roc_auc": 0.999, "brier": 0.3}, {FLOORS, BASELINE, TOO_GOOD}),
    ],
)
def test_what_lies_beyond_a_bound_fails_the_gate_of_its_side(
    change: dict[str, float], gates: set[str]
) -> None:
    assert failed({**GOOD, **change}) == gates


@pytest.mark.parametrize(
    "change", [{"roc_auc": 0.82}, {"roc_auc": 0.87}, {"brier": 0.12}, {"brier": 0.145}]
)
def test_a_bound_itself_is_within(change: dict[str, float]) -> None:
    assert failed({**GOOD, **change}) == set()


def test_a_failed_gate_names_what_is_beyond_and_a_suspected_leak() -> None:
    found = judge({**GOOD, "roc_auc": 0.99})[TOO_GOOD].found
    assert found == (
        "ROC AUC 0.9900: implausibly good, so look for a feature that reveals the"
        " outcome (on 2,113 test rows)"
    )
    assert judge({**GOOD, "brier": 0.2})[FLOORS].found == "Brier score 0.2000 (on 2,113 test rows)"


def test_an_undefined_score_fails_every_gate_that_asks_for_it() -> None:
    scores = {**GOOD, "roc_auc": None, "undefined": {"roc_auc": "only one class present"}}
    found = judge(scores)
    assert failed(scores) == {FLOORS, BASELINE, TOO_GOOD}
    reason = "ROC AUC is undefined: only one class present (on 2,113 test rows)"
    assert {found[name].found for name in failed(scores)} == {reason}


def test_a_score_that_the_model_does_not_have_fails_its_gate() -> None:
    found = judge({"roc_auc": 0.845, "undefined": {}})[FLOORS]
    assert not found.passed
    assert "Brier score is undefined: the model has no such score" in found.found


def test_an_undefined_baseline_cannot_be_beaten() -> None:
    finding = beats_the_baseline(GOOD, {"brier": None, "undefined": {"brier": "no rows"}}, 0)
    assert not finding.passed
    assert finding.found == "Brier score is undefined: no rows (on 0 test rows)"


def test_a_score_that_misses_the_baseline_by_little_can_be_read() -> None:
    scores = {"roc_auc": 0.50001, "brier": 0.195003}
    finding = beats_the_baseline(scores, {"brier": 0.195}, 5000)
    assert not finding.passed
    assert finding.found == "ROC AUC 0.50001, Brier score 0.195003 (on 5,000 test rows)"
    assert finding.expected == "ROC AUC above 0.5 and Brier score below the baseline's 0.195000"


def test_a_side_without_bounds_passes_and_says_so() -> None:
    found = judge(GOOD, {"roc_auc": Bounds(floor=0.6, ceiling=None)})
    assert found[TOO_GOOD].passed and found[TOO_GOOD].expected == "no limit is set"
    assert found[FLOORS].expected == "ROC AUC at least 0.6"


def test_with_few_test_rows_a_score_is_beyond_a_bound_if_its_whole_interval_is() -> None:
    def found(low: float, high: float) -> set[str]:
        scores = {**GOOD, "roc_auc": (low + high) / 2, "intervals": {"roc_auc": [low, high]}}
        # the Brier score has no interval here, and is beyond its bound
        findings = gate_findings(scores | {"brier": 0.19}, BOUNDS, BASE, None, "roc_auc", 0.01, 999)
        assert findings[0].expected.endswith("; for so few test rows by the 95% interval")
        return {finding.name for finding in findings if not finding.passed}

    assert found(0.70, 0.82) == set()
    assert found(0.70, 0.8199) == {FLOORS}
    assert found(0.87, 0.95) == set()
    assert found(0.8701, 0.95) == {TOO_GOOD}


def before(value: float | None, candidate: float | None, reason: str = "") -> Previous:
    return Previous("logistic_regression", "ab12", value, candidate, 2000, reason)


@pytest.mark.parametrize(
    ("measure", "value", "candidate", "passed"),
    [
        ("roc_auc", 0.84, 0.83, True),  # exactly the margin, but for the rounding of the numbers
        ("roc_auc", 0.85, 0.84, True),
        ("roc_auc", 0.84, 0.8299, False),
        ("roc_auc", 0.84, 0.9, True),
        ("brier", 0.13, 0.14, True),
        ("brier", 0.13, 0.1401, False),
        ("brier", 0.13, 0.1, True),
    ],
)
def test_a_model_may_be_worse_by_the_margin_and_not_more(
    measure: str, value: float, candidate: float, passed: bool
) -> None:
    assert is_not_worse(before(value, candidate), measure, 0.01).passed == passed


def test_the_comparison_has_both_numbers_and_the_rows() -> None:
    assert is_not_worse(before(0.85, 0.83), "roc_auc", 0.01) == Finding(
        NOT_WORSE,
        False,
        "ROC AUC 0.8300 against 0.8500 of the last accepted model, −0.0200 (on 2,000 test rows)",
        "ROC AUC worse than the last accepted model's by at most 0.01",
        2000,
        {
            "measure": "roc_auc",
            "value": 0.83,
            "previous_value": 0.85,
            "previous_name": "logistic_regression",
            "previous_version": "ab12",
        },
    )


def test_a_model_that_cannot_be_compared_passes_and_says_why() -> None:
    reason = "the accepted model was trained on all of today's test rows"
    finding = is_not_worse(before(None, None, reason), "roc_auc", 0.01)
    assert finding.passed and finding.found == f"not compared: {reason}"
    undefined = is_not_worse(before(0.84, None), "roc_auc", 0.01)
    assert undefined.found == "not compared: ROC AUC is undefined on the common rows"


def test_the_champion_gate_is_among_the_four() -> None:
    found = gate_findings(GOOD, BOUNDS, BASE, before(0.9, 0.845), "roc_auc", 0.01, 2113)
    assert [finding.name for finding in found if not finding.passed] == [NOT_WORSE]


def test_a_model_that_is_rarely_so_good_passes_with_a_doubt() -> None:
    wide: dict[Metric, Bounds] = {"roc_auc": Bounds(floor=0.6, ceiling=0.99)}
    doubted = judge({**GOOD, "roc_auc": 0.985}, wide)[TOO_GOOD]
    assert doubted.passed
    assert "was every column known before the customers churned?" in doubted.found
    assert "known before" not in judge({**GOOD, "roc_auc": 0.93}, wide)[TOO_GOOD].found
