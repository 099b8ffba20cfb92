from churn_platform.analysis.champion.limits import (
    Limit,
    believable_limits,
    quality_limits,
    within,
)
from churn_platform.config.contracts.sections import Bounds, Metric

BOUNDS: dict[Metric, Bounds] = {
    "roc_auc": Bounds(floor=0.8, ceiling=0.9),
    "brier": Bounds(floor=0.1, ceiling=0.2),
    "recall": Bounds(floor=None, ceiling=0.7),
    "ece": Bounds(floor=None, ceiling=0.05),
}


def test_the_bad_side_is_below_for_scores_and_above_for_errors() -> None:
    assert quality_limits(BOUNDS) == [
        Limit("roc_auc", 0.8, is_upper=False),
        Limit("brier", 0.2, is_upper=True),
        Limit("ece", 0.05, is_upper=True),
    ]


def test_the_good_side_is_above_for_scores_and_below_for_errors() -> None:
    assert believable_limits(BOUNDS) == [
        Limit("roc_auc", 0.9, is_upper=True),
        Limit("brier", 0.1, is_upper=False),
        Limit("recall", 0.7, is_upper=True),
    ]


def test_a_bound_of_zero_is_a_bound() -> None:
    assert quality_limits({"f1": Bounds(floor=0)}) == [Limit("f1", 0, is_upper=False)]


def test_a_limit_reads_as_words_and_holds_itself() -> None:
    maximum, least = Limit("brier", 0.145, is_upper=True), Limit("roc_auc", 0.8, is_upper=False)
    assert (str(maximum), str(least)) == ("Brier score at most 0.145", "ROC AUC at least 0.8")
    assert [maximum.is_kept_by(value) for value in (0.1, 0.145, 0.15)] == [True, True, False]
    assert [least.is_kept_by(value) for value in (0.79, 0.8, 0.81)] == [False, True, True]


def test_what_is_beyond_and_what_is_undefined_stand_side_by_side() -> None:
    scores = {"roc_auc": 0.7, "brier": 0.25, "ece": None, "undefined": {"ece": "no rows"}}
    finding = within("gate", quality_limits(BOUNDS), scores, 5000, ": why")
    assert not finding.passed
    assert finding.found == (
        "ROC AUC 0.7000, Brier score 0.2500: why;"
        " expected calibration error is undefined: no rows (on 5,000 test rows)"
    )
    assert finding.details == {"roc_auc": 0.7, "brier": 0.25, "ece": None}


def test_without_limits_there_is_nothing_to_break() -> None:
    finding = within("gate", [], {}, 1234)
    assert (finding.passed, finding.rows) == (True, 0)
    assert finding.found == "no limit to hold 1,234 test rows to"


def test_of_few_rows_a_calibration_error_is_beyond_a_limit_only_if_it_is_not_chance() -> None:
    limits = quality_limits({"ece": Bounds(ceiling=0.05)})
    chance = {"ece_if_calibrated": {"mean": 0.07, "low": 0.03, "high": 0.11}}

    def passes(error: float, rows: int) -> bool:
        scores = {"ece": error, "intervals": {"ece": None}, "calibration": chance}
        return within("gate", limits, scores, rows).passed

    # 100 calibrated customers show up to 0.11; of 1,000 the limit itself decides
    assert [passes(error, 100) for error in (0.04, 0.1, 0.12)] == [True, True, False]
    assert not passes(0.1, 1000)
    lowest = believable_limits({"ece": Bounds(floor=0.05)})
    found = [
        within("gate", lowest, {"ece": error, "calibration": chance}, 100).passed
        for error in (0.06, 0.04, 0.02)
    ]
    assert found == [True, True, False]


def test_a_score_just_beyond_a_limit_does_not_read_as_if_it_were_within() -> None:
    limits = quality_limits({"roc_auc": Bounds(floor=0.82)})
    finding = within("gate", limits, {"roc_auc": 0.81997}, 5000)
    assert not finding.passed
    assert finding.found == "ROC AUC 0.81997 (on 5,000 test rows)"
