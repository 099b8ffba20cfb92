import pandas as pd
import pytest

from churn_platform.analysis.at_risk.summary import bands_of
from churn_platform.analysis.report.customers import reasons_of
from churn_platform.catalog import REASON_COLUMNS
from churn_platform_tests.telco import TELCO

CONTRACT = "Length of the contract: Month-to-month"
MONTHS = "Months as a customer"


def scores() -> pd.DataFrame:
    rows = [
        (0.9, "high", 90.0, f"{MONTHS}: 1", CONTRACT, None),
        (0.8, "high", None, CONTRACT, f"{MONTHS}: 2", None),
        (0.7, "high", 10.0, f"{MONTHS}: 3", None, None),
        (0.3, "medium", None, CONTRACT, None, None),
    ]
    return pd.DataFrame(
        rows, columns=["probability", "risk_band", "revenue_at_risk", *REASON_COLUMNS]
    )


def test_each_band_adds_up_its_own_customers_and_the_money_that_is_known() -> None:
    high, medium, low = bands_of(scores())
    assert (high["band"], high["customers"], high["revenue_at_risk"]) == ("high", 3, 100.0)
    assert high["expected_leavers"] == pytest.approx(2.4)
    assert (medium["customers"], medium["revenue_at_risk"]) == (1, None)
    assert low == {
        "band": "low",
        "customers": 0,
        "expected_leavers": 0.0,
        "revenue_at_risk": None,
    }


def test_reasons_of_a_number_count_together_and_those_of_a_category_by_value() -> None:
    found = reasons_of(scores(), TELCO)
    assert (found["band"], found["customers"]) == ("high", 3)
    assert found["rows"] == [
        {"feature": MONTHS, "value": "", "main": 2, "among": 3},
        {"feature": "Length of the contract", "value": "Month-to-month", "main": 1, "among": 2},
    ]


def test_without_customers_at_high_risk_the_reasons_are_everybodys() -> None:
    found = reasons_of(scores().iloc[3:], TELCO)
    assert (found["band"], found["customers"], found["rows"][0]["main"]) == ("all", 1, 1)


def test_no_customers_have_no_reasons() -> None:
    assert reasons_of(scores().iloc[:0], TELCO) == {"band": "all", "customers": 0, "rows": []}


def test_a_reason_of_no_known_feature_is_shown_as_it_is() -> None:
    odd = scores().iloc[:1].assign(reason_1="odd: 3", reason_2=None)
    assert reasons_of(odd, TELCO)["rows"] == [
        {"feature": "odd: 3", "value": "", "main": 1, "among": 1}
    ]
