import pytest

from churn_platform.sources.drafting.columns.dates import are_dates
from churn_platform_tests.sources.drafting.made_columns import column


@pytest.mark.parametrize(
    "text",
    ["2024-01-31", "2024-01-31T00:00:00", "31.01.2024", "1/31/24", "31-Jan-2024", "May 3, 2024"],
)
def test_dates_are_recognised_in_many_spellings(text: str) -> None:
    assert are_dates(column("x", [text, "", text]))


@pytest.mark.parametrize(
    ("header", "texts"),
    [
        ("x", ["20170331", "20180101", "20161231"]),
        ("x", ["31032017", "1012018", "31122016"]),
        ("x", ["03312017", "01312018", "12312016"]),
        ("x", ["201703", "201801", "201612"]),
        ("x", ["2017-03", "2018-01"]),
        ("x", ["2017年3月31日", "2018年1月1日"]),
        ("created_at", ["1490918400", "1514764800"]),
        ("Timestamp", ["1490918400000", "1514764800123"]),
        ("Signup date", ["42825", "43101"]),
    ],
)
def test_dates_are_recognised_as_numbers_too(header: str, texts: list[str]) -> None:
    assert are_dates(column(header, texts))


@pytest.mark.parametrize(
    ("header", "texts"),
    [
        ("Salary", ["199977", "200101", "101348", "112542"]),
        ("Balance", ["20170399", "20171301", "12861107"]),
        ("Balance", ["2013.5", "1026.5", "1909.5"]),
        ("Phone", ["1490918400", "1514764800"]),
        ("Credit limit", ["42825", "43101"]),
    ],
)
def test_amounts_and_phone_numbers_are_no_dates(header: str, texts: list[str]) -> None:
    assert not are_dates(column(header, texts))


@pytest.mark.parametrize("text", ["382-4657", "12", "1.5", "Two year", "18-25"])
def test_numbers_and_words_are_no_dates(text: str) -> None:
    assert not are_dates(column("x", [text]))


def test_a_few_other_words_make_no_difference() -> None:
    assert are_dates(column("x", ["2024-01-31"] * 19 + ["soon"]))
    assert not are_dates(column("x", ["2024-01-31"] * 18 + ["soon"] * 2))
