import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest
from sklearn.metrics import confusion_matrix

from churn_platform.analysis.evaluation.error_rates import (
    RATES,
    Gap,
    gaps,
    rates_by_group,
    sensitive_columns,
)
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.evaluation.cases import customers
from churn_platform_tests.telco import TELCO

NOTHING = {"value": None, "low": None, "high": None}
# eight customers: of six "No" two left, of two "Yes" one did; from 0.5 on they are contacted
Y = np.array([1, 1, 0, 0, 0, 0, 1, 0])
P = np.array([0.9, 0.2, 0.5, 0.4, 0.3, 0.1, 0.6, 0.7])
GROUPS = pd.Series(["No"] * 6 + ["Yes"] * 2).astype(
    pd.CategoricalDtype(["No", "Yes", "unknown"], ordered=True)
)


def test_the_rates_are_those_counted_by_hand() -> None:
    no, yes = rates_by_group(Y, P, GROUPS, 0.5, 3)
    assert (no["group"], no["customers"], no["leavers"]) == ("No", 6, 2)
    assert (no["small"], no["is_reference"]) == (False, True)
    assert (yes["group"], yes["customers"], yes["leavers"]) == ("Yes", 2, 1)
    assert (yes["small"], yes["is_reference"]) == (True, False)
    assert [no[rate]["value"] for rate in RATES] == [2 / 6, 1 / 2, 1 / 4, 1 / 2]
    assert [yes[rate]["value"] for rate in RATES] == [1.0, 1.0, 1.0, 1 / 2]
    assert yes["false_positive_rate"]["difference"]["value"] == 1 - 1 / 4
    low, high = binomtest(1, 4).proportion_ci(method="wilson")
    rate = no["false_positive_rate"]
    assert (rate["low"], rate["high"]) == pytest.approx((low, high))
    assert all(no[rate]["difference"]["value"] == 0 for rate in RATES)


def test_the_rates_are_those_of_the_confusion_matrix_of_each_group() -> None:
    y, p = customers(600, 21)
    labels = np.random.default_rng(2).choice(["a", "b", "c"], 600, p=[0.2, 0.5, 0.3])
    groups = pd.Series(pd.Categorical(labels, ["a", "b", "c"], ordered=True))
    for found in rates_by_group(y, p, groups, 0.4, 50):
        rows = labels == found["group"]
        (tn, fp), (fn, tp) = confusion_matrix(y[rows], p[rows] >= 0.4)
        assert found["is_reference"] == (found["group"] == "b")
        assert found["selection_rate"]["value"] == pytest.approx((tp + fp) / rows.sum())
        assert found["true_positive_rate"]["value"] == pytest.approx(tp / (tp + fn))
        assert found["false_positive_rate"]["value"] == pytest.approx(fp / (fp + tn))
        assert found["precision"]["value"] == pytest.approx(tp / (tp + fp))


def test_a_rate_of_nobody_is_none_and_so_is_its_difference() -> None:
    no, yes = rates_by_group(Y, P, GROUPS, 0.95, 1)
    assert no["precision"] == yes["precision"] == {**NOTHING, "difference": NOTHING}
    assert no["selection_rate"]["value"] == 0.0
    # "Yes" has nobody who stayed, and then nobody who left
    _, yes = rates_by_group(np.array([1, 1, 0, 0, 0, 0, 1, 1]), P, GROUPS, 0.5, 1)
    assert yes["false_positive_rate"] == {**NOTHING, "difference": NOTHING}
    # of the reference nobody left: the other has a rate, and no difference
    _, yes = rates_by_group(np.array([0, 0, 0, 0, 0, 0, 1, 0]), P, GROUPS, 0.5, 1)
    assert yes["true_positive_rate"]["value"] == 1.0
    assert yes["true_positive_rate"]["difference"] == NOTHING


def test_without_a_threshold_nobody_is_selected() -> None:
    assert [one["selection_rate"]["value"] for one in rates_by_group(Y, P, GROUPS, None, 1)] == [
        0,
        0,
    ]
    none = GROUPS[:0]
    assert rates_by_group(Y[:0], P[:0], none, 0.5, 1) == []


def test_only_what_chance_does_not_explain_is_a_gap_and_the_widest_comes_first() -> None:
    # 400 "No" and 400 "Yes" who stayed: 100 and 240 of them are contacted; few "unknown", all are
    y = np.zeros(810, dtype=np.int64)
    p = np.concatenate(
        [np.repeat([1.0, 0.0], [100, 300]), np.repeat([1.0, 0.0], [240, 160]), np.ones(10)]
    )
    y[:40] = y[400:440] = 1  # contacted churners: all of them in both groups
    labels = np.repeat(["No", "Yes", "unknown"], [400, 400, 10])
    groups = pd.Series(pd.Categorical(labels, ["No", "Yes", "unknown"], ordered=True))
    found = gaps({"senior": rates_by_group(y, p, groups, 0.5, 50), "empty": []})
    assert [(gap.rate, gap.group, gap.reference) for gap in found] == [
        ("false_positive_rate", "Yes", "No"),
        ("selection_rate", "Yes", "No"),
        ("precision", "Yes", "No"),
    ]
    # 200 of 360 against 60 of 360; 240 of 400 against 100; 40 of 240 against 40 of 100
    assert [gap.value for gap in found] == pytest.approx([140 / 360, 0.35, 1 / 6 - 0.4])
    assert all(gap.low < gap.value < gap.high for gap in found)
    assert isinstance(found[0], Gap) and found[0].column == "senior"


def test_sensitive_columns_are_those_that_the_contract_marks() -> None:
    assert sensitive_columns(TELCO) == ["gender", "senior_citizen", "partner", "dependents"]
    document = TELCO.model_dump(exclude_defaults=True)
    for column in document["columns"]:
        column.pop("sensitive", None)
        if column["name"] in (TELCO.identifier, TELCO.target, "tenure"):
            column["sensitive"] = True
    assert sensitive_columns(Contract.model_validate(document)) == ["tenure"]
