from collections.abc import Sequence

import pytest

from churn_platform.sources.drafting.columns.numbers import guess_number
from churn_platform.sources.drafting.columns.scales import describe_revenue, revenue, time_axis
from churn_platform.sources.drafting.draft import draft_contract
from churn_platform.sources.drafting.facts.column import Facts
from churn_platform_tests.sources.drafting.made_columns import column, frame_of

ROWS = 120


@pytest.mark.parametrize(
    ("maximum", "unit", "doubt"),
    [
        (10, None, "up to 10: months or years?"),
        (40, None, "up to 40: months or years?"),
        (72, "months", "assumed to be months because of its range: up to 72."),
        (900, None, "up to 900: days or months?"),
    ],
)
def test_a_tenure_without_a_unit_in_its_header_is_doubted(
    maximum: int, unit: str | None, doubt: str
) -> None:
    guess = guess_number(column("Tenure", range(maximum + 1)))
    assert guess.keys.get("unit") == unit
    assert guess.doubts[0].startswith(doubt)


@pytest.mark.parametrize(
    ("header", "unit"), [("Tenure in Months", "months"), ("tenure_days", "days"), ("Age", "years")]
)
def test_a_unit_in_the_header_is_no_guess(header: str, unit: str) -> None:
    guess = guess_number(column(header, range(60)))
    assert (guess.keys["unit"], guess.doubts) == (unit, [])


def test_months_are_confirmed_by_a_total_of_what_is_paid_a_month() -> None:
    tenure, fee = [i % 60 for i in range(ROWS)], [20 + i % 7 for i in range(ROWS)]
    table: dict[str, Sequence[object]] = {
        "Customer ID": [f"C{i}" for i in range(ROWS)],
        "Tenure": tenure,
        "MonthlyCharges": fee,
        "TotalCharges": [months * paid for months, paid in zip(tenure, fee, strict=True)],
        "Churn": ["Yes" if i % 4 else "No" for i in range(ROWS)],
    }
    confirmed = draft_contract(frame_of(table)).columns["tenure"]
    assert (confirmed.keys["unit"], confirmed.doubts) == ("months", [])
    without = draft_contract(frame_of({k: v for k, v in table.items() if k != "TotalCharges"}))
    assert (
        without.columns["tenure"].doubts[0].startswith("assumed to be months because of its range")
    )


def test_the_time_axis_is_the_likeliest_name() -> None:
    named = {"months": column("Months", [1, 50]), "tenure": column("Tenure", [1])}
    assert time_axis(named) == "tenure"
    assert time_axis({"length": column("Account length", [1])}) == "length"


@pytest.mark.parametrize(
    ("header", "maximum"), [("Age", 90), ("Months", 12), ("Months since last purchase", 30)]
)
def test_an_age_a_calendar_month_and_a_recency_are_no_time_axis(header: str, maximum: int) -> None:
    assert time_axis({"x": column(header, range(1, maximum + 1))}) is None


def _numeric(*headers: str) -> dict[str, Facts]:
    return {header: column(header, [1.5, 2.5]) for header in headers}


def test_the_revenue_is_what_a_header_says_is_paid_a_month() -> None:
    assert revenue(_numeric("TotalCharges", "Monthly Charges")) == "Monthly Charges"
    assert revenue(_numeric("Total day charge")) is None


@pytest.mark.parametrize(
    "header",
    ["TotalCharges", "LTV", "AnnualCharges", "yearly_spend", "Monthly calls", "Total Monthly Fee",
     "Avg Monthly Long Distance Charges", "Amount this month", "Number of monthly payments"],
)  # fmt: skip
def test_a_total_a_yearly_amount_and_a_count_are_no_revenue(header: str) -> None:
    assert revenue(_numeric(header)) is None


def test_a_revenue_by_some_words_and_a_yearly_amount_are_doubts() -> None:
    numeric = _numeric("Price per month")
    written = {"Price per month": guess_number(numeric["Price per month"])}
    doubts: list[str] = []
    describe_revenue(written, numeric, revenue(numeric), doubts)
    assert "pays a month" in written["Price per month"].doubts[0]
    assert doubts == []
    describe_revenue({}, _numeric("OrderAmountHikeFromlastYear"), None, doubts)
    assert doubts == []
    describe_revenue({}, _numeric("AnnualCharges"), None, doubts)
    assert doubts[0].startswith("'AnnualCharges' seems to be a yearly amount")
