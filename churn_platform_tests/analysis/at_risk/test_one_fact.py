"""Columns that say the same thing count as one."""

import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.at_risk.one_fact import by_fact
from churn_platform.analysis.at_risk.reasons import ranked
from churn_platform.analysis.scoring.encoded import FloatArray, encode_customers, encode_table
from churn_platform_tests.analysis.one_customer.test_dependent import NO_NET, SOUND
from churn_platform_tests.api.trained import trained
from churn_platform_tests.telco import TELCO

OFFLINE = {**SOUND, "internet_service": "No", **NO_NET}


def added(**contributions: float) -> FloatArray:
    return np.array([[contributions.get(name, 0.0) for name in TELCO.features]])


def found(customer: dict[str, float | str | None], **contributions: float) -> dict[str, float]:
    """Return what each fact adds, by column; nothing for those that add 0."""
    rows = encode_customers([customer], TELCO)
    (parts,) = by_fact(added(**contributions), rows, TELCO).tolist()
    return {name: part for name, part in zip(TELCO.features, parts, strict=True) if part}


def test_what_a_product_adds_counts_with_its_factors() -> None:
    parts = found(SOUND, tenure=1.0, monthly_charges=-0.5, total_charges=0.5)
    assert parts == {"tenure": 1.25, "monthly_charges": -0.25}  # a half of it each


def test_what_a_value_implies_counts_with_it() -> None:
    assert found(OFFLINE, internet_service=-0.5, streaming_tv=-0.25, tech_support=-0.125) == {
        "internet_service": -0.875
    }
    online = found(SOUND, internet_service=-0.5, streaming_tv=-0.25)
    assert online == {"internet_service": -0.5, "streaming_tv": -0.25}
    half = {**OFFLINE, "streaming_tv": "Yes"}  # a contradiction is two facts
    assert found(half, internet_service=-0.5, streaming_tv=-0.25, online_backup=1.0) == {
        "internet_service": 0.5,
        "streaming_tv": -0.25,
    }


def test_two_facts_of_a_customer_stay_two() -> None:
    silent = {**OFFLINE, "phone_service": 0.0, "multiple_lines": "No phone service"}
    parts = {"internet_service": 1.0, "streaming_tv": 2.0, "phone_service": 4.0}
    assert found(silent, **parts, multiple_lines=8.0) == {
        "internet_service": 3.0,
        "phone_service": 12.0,
    }


@pytest.mark.parametrize("name", ["logistic_regression", "gradient_boosting"])
def test_the_sum_of_a_customer_stays_and_a_total_is_never_a_reason(name: str) -> None:
    model = trained(name)
    rows: pd.DataFrame = model.rows
    customers = encode_table(rows, TELCO)
    contributions = model.scorer.contributions(customers)
    together = by_fact(contributions, customers, TELCO)
    np.testing.assert_allclose(together.sum(axis=1), contributions.sum(axis=1), atol=1e-12)
    order, parts = ranked(contributions, customers, TELCO)
    shown = {TELCO.features[place] for place in np.unique(order[parts > 0])}
    assert shown and "total_charges" not in shown
    assert not {"gender", "senior_citizen", "partner", "dependents"} & shown
