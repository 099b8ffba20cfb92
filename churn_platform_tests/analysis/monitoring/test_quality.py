import math

import numpy as np
import pytest
from scipy.stats import beta

from churn_platform.analysis.monitoring.quality import quality_of


def test_the_scores_of_four_customers_are_worked_out_by_hand() -> None:
    found = quality_of(np.array([0, 1, 0, 1]), np.array([0.1, 0.4, 0.6, 0.9]))
    assert found == {
        "customers": 4,
        "roc_auc": pytest.approx(0.75),  # of four pairs, 0.4 and 0.6 are the wrong way round
        "average_precision": pytest.approx(0.5 * 1 + 0.5 * 2 / 3),
        "brier": pytest.approx((0.01 + 0.36 + 0.36 + 0.01) / 4),
        "mean_predicted": pytest.approx(0.5),
        "observed_share": pytest.approx(0.5),
        "standard_error": pytest.approx(math.sqrt(0.09 + 0.24 + 0.24 + 0.09) / 4),
        "leavers": 2,
        "expected_leavers": pytest.approx(2.0),
        "observed_over_expected": pytest.approx(1.0),
        # of two in four the exact interval goes by the Beta(2, 3) and Beta(3, 2) distributions
        "observed_over_expected_low": pytest.approx(beta.ppf(0.005, 2, 3) / 0.5),
        "observed_over_expected_high": pytest.approx(beta.ppf(0.995, 3, 2) / 0.5),
        "undefined": {},
    }
    assert {type(value) for value in found.values()} == {int, float, dict}


def test_without_labels_everything_is_undefined_with_a_reason() -> None:
    found = quality_of(np.array([], dtype=np.int64), np.array([]))
    assert found.pop("customers") == 0
    undefined = found.pop("undefined")
    assert set(found) == set(undefined)
    assert set(found.values()) == {None}
    assert set(undefined.values()) == {"no labelled customer on whom the model was not trained"}


@pytest.mark.parametrize(("label", "reason"), [(0, "no customer left"), (1, "all customers left")])
def test_of_one_class_the_order_cannot_be_judged(label: int, reason: str) -> None:
    found = quality_of(np.array([label] * 3), np.array([0.2, 0.4, 0.6]))
    assert found["roc_auc"] is None and found["average_precision"] is None
    assert found["undefined"] == {"roc_auc": reason, "average_precision": reason}
    assert found["mean_predicted"] == pytest.approx(0.4)
    assert found["observed_share"] == label


def test_of_nobody_expected_to_leave_there_is_no_ratio() -> None:
    found = quality_of(np.array([0, 1]), np.zeros(2))
    assert (found["leavers"], found["expected_leavers"]) == (1, 0.0)
    assert found["observed_over_expected"] is found["observed_over_expected_low"] is None
    assert found["undefined"]["observed_over_expected"] == "nobody is expected to leave"


def test_labels_and_probabilities_must_be_of_the_same_customers() -> None:
    with pytest.raises(ValueError, match="found 2 labels and 3 probabilities"):
        quality_of(np.array([0, 1]), np.array([0.1, 0.2, 0.3]))
