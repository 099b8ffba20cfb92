from typing import Any

import numpy as np
import pytest

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.monitoring.drift import drift_of
from churn_platform.analysis.monitoring.findings import drift_findings
from churn_platform.analysis.monitoring.quality import quality_of
from churn_platform.analysis.monitoring.reference import reference_of
from churn_platform_tests.analysis.monitoring.batches import CONTRACT, WITHOUT_PLAN, batch, scores

REFERENCE = reference_of(batch(), scores(), CONTRACT)
QUALITY = quality_of(np.array([0, 1]), np.array([0.4, 0.6]))


def findings(report: dict[str, Any], quality: dict[str, Any] = QUALITY) -> dict[str, Finding]:
    return {finding.name: finding for finding in drift_findings(report, quality)}


def outcome(left: int, customers: int, probability: float) -> Finding:
    y = (np.arange(customers) < left).astype(np.int64)
    quality = quality_of(y, np.full(customers, probability))
    report = drift_of(REFERENCE, batch(), scores(), CONTRACT)
    return findings(report, quality)["predictions_match_outcomes"]


def test_a_batch_like_the_reference_passes_all_three() -> None:
    found = findings(drift_of(REFERENCE, batch(), scores(), CONTRACT))
    assert list(found) == [
        "features_have_not_drifted",
        "scores_have_not_drifted",
        "predictions_match_outcomes",
    ]
    assert all(finding.passed and finding.rows == 0 for finding in found.values())
    assert found["features_have_not_drifted"].found == "no feature drifted"
    assert found["scores_have_not_drifted"].found == "scores PSI 0.00 (mean 0.500 -> 0.500)"


def test_drifted_features_are_named_with_their_index_and_shift() -> None:
    rows = batch(800, loyal=[1.0, 1, 1, 0] * 200)
    finding = findings(drift_of(REFERENCE, rows, scores(800), CONTRACT))[
        "features_have_not_drifted"
    ]
    assert not finding.passed
    assert finding.found == "loyal PSI 0.27 (Yes 50% -> 75%)"
    assert finding.expected == "PSI of each feature below 0.1, or within chance"
    assert finding.rows == 800
    assert finding.details == {"drifted": {"loyal": 0.272403}, "not_comparable": []}


def test_drifted_scores_fail_their_own_check_only() -> None:
    found = findings(drift_of(REFERENCE, batch(), scores() ** 3, CONTRACT))
    assert found["features_have_not_drifted"].passed
    assert not found["scores_have_not_drifted"].passed
    assert found["scores_have_not_drifted"].rows == 1000


def test_scores_that_cannot_be_given_are_not_comparable_and_say_why() -> None:
    report = drift_of(REFERENCE, batch(), "the model is gone", CONTRACT)
    finding = findings(report)["scores_have_not_drifted"]
    assert (finding.passed, finding.found) == (True, "not comparable: the model is gone")
    assert (report["score"]["psi"], report["verdict"]) == (None, "none")


def test_what_cannot_be_compared_is_said_and_does_not_fail() -> None:
    rows = batch(spend=1.0, region=["north"] * 1000)
    finding = findings(drift_of(REFERENCE, rows, scores(), WITHOUT_PLAN))[
        "features_have_not_drifted"
    ]
    assert finding.passed
    assert finding.found.startswith("no feature drifted; not comparable: spend: it is a numeric")
    assert finding.details["not_comparable"] == ["spend", "region", "plan"]


def test_a_batch_without_rows_says_so() -> None:
    finding = findings(drift_of(REFERENCE, batch(0), scores(0), CONTRACT))[
        "scores_have_not_drifted"
    ]
    assert (finding.passed, finding.found) == (True, "not comparable: the batch has no rows")


def test_the_outcome_may_differ_by_chance_and_a_tenth() -> None:
    finding = outcome(200, 1000, 0.2)
    assert (finding.passed, finding.rows) == (True, 0)
    assert finding.expected == (
        "observed over expected between 0.91 and 1.10, as far as its 99% interval can tell"
    )
    assert not outcome(300, 1000, 0.2).passed and outcome(300, 1000, 0.2).rows == 1000


def test_customers_are_said_first_and_then_shares() -> None:
    finding = outcome(536, 6380, 282 / 6380)
    # the bounds are those of R's binom.test(536, 6380, conf.level = 0.99), over 282 / 6380
    assert not finding.passed
    assert finding.found == (
        "expected 282, 536 left (4.42% and 8.40% of 6,380 customers); observed over expected 1.90,"
        " 99% interval 1.70 to 2.11"
    )
    assert finding.details == {
        "customers": 6380,
        "leavers": 536,
        "expected_leavers": 282.0,
        "observed_over_expected": 1.900709,
        "observed_over_expected_low": 1.703635,
        "observed_over_expected_high": 2.11198,
    }


@pytest.mark.parametrize("customers", [1000, 2113, 5000])
def test_two_thirds_more_churned_customers_than_predicted_are_no_match(customers: int) -> None:
    assert not outcome(round(0.0737 * customers), customers, 0.0442).passed


def test_a_handful_of_outcomes_proves_little() -> None:
    assert outcome(4, 8, 0.2).passed
    assert outcome(1, 1, 0.04).passed


def test_without_labels_nothing_is_wrong_and_the_reason_is_said() -> None:
    finding = outcome(0, 0, 0.2)
    assert finding.passed
    assert finding.found == "no labelled customer on whom the model was not trained"
