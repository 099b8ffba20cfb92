import math

import pytest

from churn_platform.analysis.at_risk.words import feature_label, value_text
from churn_platform.config.contracts.column import Column
from churn_platform_tests.telco import TELCO


def numeric(unit: str = "", description: str = "") -> Column:
    return Column(name="some_size", kind="numeric", header="S", unit=unit, description=description)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (TELCO["tenure"], "Months as a customer"),
        (TELCO["monthly_charges"], "Charge of the last month, in dollars"),
        (numeric(), "Some size"),
        (numeric("years"), "Some size (years)"),
        (numeric("€"), "Some size"),
        (numeric("%"), "Some size"),
        (numeric("years", "Age in Years."), "Age in Years"),
        (numeric(description="One\nline \u202eonly."), "One line only"),
    ],
)
def test_a_label_says_what_the_column_means(column: Column, text: str) -> None:
    assert feature_label(column) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (2.0, "months", "2"),
        (89.1, "$", "$89.10"),
        (1234567.0, "$", "$1,234,567"),
        (-5.25, "€", "−€5.25"),
        (12.5, "%", "12.5%"),
        (1234.5678, "", "1,234.57"),
        (0.012345, "", "0.0123"),
        (0.0, "", "0"),
        (-0.0, "", "0"),
        (1e300, "", "1e+300"),
        (math.nan, "$", "not known"),
    ],
)
def test_a_number_reads_as_people_write_it(value: float, unit: str, text: str) -> None:
    assert value_text(value, numeric(unit)) == text


def test_flags_and_categories_read_as_words() -> None:
    assert [value_text(v, TELCO["partner"]) for v in (1.0, 0.0, math.nan)] == [
        "Yes",
        "No",
        "not known",
    ]
    assert value_text(1.0, TELCO["contract"]) == "One year"
    assert value_text(math.nan, TELCO["contract"]) == "not known"
