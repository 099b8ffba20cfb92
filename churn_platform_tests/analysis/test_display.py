import pytest

from churn_platform.analysis.display import (
    decimals,
    escaped,
    label,
    percent,
    shown,
    titled,
    with_unit,
)
from churn_platform_tests.analysis.figures.tables import CONTRACT


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Month-to-month", "Month-to-month"),
        ("two\nlines\tand  spaces", "two lines and spaces"),
        ("\u202eturned\u2066", "turned"),
        ("bell\x07null\x00half\ud800", "bellnullhalf"),
        ("x" * 33, "x" * 31 + "…"),
        ("x" * 32, "x" * 32),
        ("字" * 16, "字" * 16),
        ("字" * 17, "字" * 15 + "…"),
        ("x" + "字" * 16, "x" + "字" * 15 + "…"),
        ("\u05e9\u05dc\u05d5\u05dd", "\u05e9\u05dc\u05d5\u05dd"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        (7, "7"),
        ("", "(empty)"),
        (" \x00", "(empty)"),
    ],
)
def test_a_value_is_shown_as_one_short_line(value: object, text: str) -> None:
    assert shown(value) == text


def test_text_for_plotly_has_no_tags() -> None:
    assert escaped('<a href="x">&') == '&lt;a href="x"&gt;&amp;'


def test_names_and_numbers_read_as_words() -> None:
    assert label("monthly_charges") == "Monthly charges"
    assert percent(0.26537) == "26.5%"


@pytest.mark.parametrize(
    ("value", "text"), [(0.826, "0.83"), (-0.351, "-0.35"), (-0.001, "0.00"), (None, "–")]
)
def test_correlations_have_two_decimals(value: float | None, text: str) -> None:
    assert decimals(value) == text


def test_a_title_has_the_unit_where_the_contract_gives_one() -> None:
    assert titled(CONTRACT["spend"]) == "Spend ($)"
    assert titled(CONTRACT["loyal"]) == "Loyal"


def test_an_amount_has_its_currency_before_it_and_any_other_unit_behind() -> None:
    amounts = [with_unit(text, "$") for text in ("1,200", "−5.50")]
    assert amounts == ["$1,200", "−$5.50"]
    assert with_unit("−5.50", "EUR") == "−5.50 EUR"
    assert with_unit("5", "") == "5"
    assert with_unit("5", "שקל") == "5 \u2068שקל\u2069"  # cannot turn round what follows
