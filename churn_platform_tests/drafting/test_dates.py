import pytest

from churn_platform.drafting.dates import are_dates
from churn_platform_tests.drafting.columns import column


@pytest.mark.parametrize(
    "text",
    ["2024-01-31", "2024-01-31T00:00:00", "31.01.2024", "1/31/24", "31-Jan-2024", "May 3, 2024"],
)
def test_dates_are_recognised_in_many_spellings(text: str) -> None:
    assert are_dates(column("x", [text, "", text]))


@pytest.mark.parametrize("text", ["382-4657", "12", "1.5", "Two year", "18-25"])
def test_numbers_and_words_are_no_dates(text: str) -> None:
    assert not are_dates(column("x", [text]))


def test_a_few_other_words_make_no_difference() -> None:
    assert are_dates(column("x", ["2024-01-31"] * 19 + ["soon"]))
    assert not are_dates(column("x", ["2024-01-31"] * 18 + ["soon"] * 2))
