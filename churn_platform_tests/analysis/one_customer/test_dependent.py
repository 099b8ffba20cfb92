"""What follows from a customer's other values."""

import math
from typing import Any

import pytest

from churn_platform.analysis.one_customer.cell import Value
from churn_platform.analysis.one_customer.fields import Said
from churn_platform.analysis.one_customer.row import RowReader
from churn_platform_tests.telco import TELCO

READER = RowReader(TELCO)
NETS = [
    "online_security",
    "online_backup",
    "device_protection",
    "tech_support",
    "streaming_tv",
    "streaming_movies",
]
NO_NET = dict.fromkeys(NETS, "No internet service")
SOUND: dict[str, Value] = {
    "gender": "Female",
    "senior_citizen": 0,
    "partner": 1,
    "dependents": 0,
    "tenure": 12,
    "phone_service": 1,
    "multiple_lines": "No",
    "internet_service": "DSL",
    **dict.fromkeys(NETS, "No"),
    "streaming_tv": "Yes",
    "contract": "One year",
    "paperless_billing": 1,
    "payment_method": "Mailed check",
    "monthly_charges": 50.0,
    "total_charges": 610.0,
}


def changed(before: dict[str, Value], **changes: Any) -> tuple[dict[str, Value], dict[str, str]]:
    """Return what is other than before, and why, of what followed alone."""
    row, followed = READER.changed(changes, before)
    assert not row.problems
    other = {name: value for name, value in row.values.items() if value != before[name]}
    assert set(other) == {one.column for one in followed} | (set(changes) & set(other))
    assert all(
        (one.before, one.after) == (before[one.column], other[one.column]) for one in followed
    )
    return other, {one.column: one.because for one in followed}


def test_a_total_moves_with_its_factors() -> None:
    assert changed(SOUND, tenure=40) == (
        {"tenure": 40, "total_charges": 2010.0},  # 610 and 28 further months at 50
        {"total_charges": "the customer's own, adjusted to tenure"},
    )
    assert changed(SOUND, tenure=0)[0] == {"tenure": 0, "total_charges": 0.0}
    both, why = changed(SOUND, tenure=13, monthly_charges=60)
    assert both["total_charges"] == 792.0  # 610 x 60 / 50 and a month at 60
    assert why == {"total_charges": "the customer's own, adjusted to tenure and MonthlyCharges"}


@pytest.mark.parametrize(
    "before", [{"total_charges": None}, {"total_charges": math.nan}, {"monthly_charges": 0}]
)
def test_a_total_that_cannot_be_moved_is_the_product_of_its_factors(
    before: dict[str, Value],
) -> None:
    other, why = changed({**SOUND, **before}, tenure=10, monthly_charges=20.5)
    assert other["total_charges"] == 205.0
    assert why == {"total_charges": "the product of tenure and MonthlyCharges"}


def test_a_product_that_is_changed_itself_or_whose_factors_stay_does_not_follow() -> None:
    assert changed(SOUND, tenure=40, total_charges=99)[1] == {}
    same = {"tenure": 12, "monthly_charges": 50, "contract": "Two year"}
    assert changed(SOUND, **same) == ({"contract": "Two year"}, {})
    assert changed(SOUND, tenure=None)[1] == {}  # a product of what is not known


def test_a_product_that_the_contract_does_not_allow_is_a_problem() -> None:
    row, followed = READER.changed({"tenure": 1200, "monthly_charges": 99_999}, SOUND)
    assert followed == [] and row.problems == [
        Said(
            "TotalCharges",
            "120018799.8",  # 610 x 99,999 / 50 and 1,188 months at 99,999
            "the customer's own, adjusted to tenure and MonthlyCharges; expected a number from 0 to"
            " 100,000,000",
        )
    ]


def test_what_a_value_implies_follows() -> None:
    other, why = changed(SOUND, internet_service="No")
    assert other == {"internet_service": "No", **NO_NET}
    assert set(why.values()) == {"InternetService is 'No'"} and list(why) == NETS
    assert changed(SOUND, phone_service="No")[0] == {
        "phone_service": 0.0,
        "multiple_lines": "No phone service",
    }


def test_what_a_value_implies_is_implied_step_by_step() -> None:
    other, why = changed(SOUND, streaming_tv="No internet service")
    assert other == {"internet_service": "No", **NO_NET}
    assert why["internet_service"] == "StreamingTV is 'No internet service'"
    assert why["tech_support"] == "InternetService is 'No'"


def test_a_changed_value_stays_even_against_what_is_implied() -> None:
    other, _ = changed(SOUND, internet_service="No", streaming_tv="No")
    assert other == {"internet_service": "No", **NO_NET, "streaming_tv": "No"}


def test_what_is_implied_no_more_takes_the_other_value_if_there_is_one() -> None:
    without = {**SOUND, "phone_service": 0, "multiple_lines": "No phone service"}
    other, why = changed(without, multiple_lines="Yes")
    assert other == {"multiple_lines": "Yes", "phone_service": 1.0}
    assert why == {"phone_service": "MultipleLines is 'Yes'"}


def test_what_is_implied_no_more_is_not_known_if_there_are_several() -> None:
    without = {**SOUND, "internet_service": "No", **NO_NET}
    given = {"internet_service": "DSL", "streaming_tv": "Yes"}
    other, _ = changed(without, **given)
    assert other == {**given, **{name: None for name in NETS if name != "streaming_tv"}}
    row, _ = READER.changed(given, without)
    assert [one.field for one in row.warnings] == [
        TELCO[name].source for name in NETS if name != "streaming_tv"
    ]
    assert row.warnings[0].message == (
        "not known with this change, as InternetService is 'DSL'; give its value as well"
    )


def test_a_customer_who_contradicted_the_contract_before_is_left_alone() -> None:
    odd = {**SOUND, "internet_service": "No"}  # with television all the same
    assert changed(odd, contract="Two year") == ({"contract": "Two year"}, {})


@pytest.mark.parametrize("given", [{}, {"TotalCharges": None}, {"TotalCharges": " "}])
def test_a_total_that_is_not_given_is_the_product(given: dict[str, Any]) -> None:
    row = READER.read({"tenure": 3, "MonthlyCharges": 20.5, **given})
    assert row.values["total_charges"] == 61.5
    text = "nothing given, taken as 61.5, the product of tenure and MonthlyCharges"
    assert text in [said.message for said in row.warnings]


def test_what_is_not_given_is_what_others_imply() -> None:
    row = READER.read({"InternetService": "No", "StreamingTV": "Yes", "PhoneService": False})
    expected = {**NO_NET, "streaming_tv": "Yes", "multiple_lines": "No phone service"}
    assert {name: row.values[name] for name in expected} == expected
    said = {each.field: each.message for each in row.warnings}
    assert (
        said["MultipleLines"]
        == "nothing given, taken as 'No phone service', as PhoneService is 'No'"
    )
    assert "StreamingTV" not in said
    assert READER.read({"StreamingTV": "No internet service"}).values["tech_support"] == (
        "No internet service"
    )
