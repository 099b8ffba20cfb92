"""Numbers as they are written, and what each becomes."""

import math

import pytest

from churn_platform.analysis.cleaning.numbers import read_number
from churn_platform.analysis.cleaning.signs import Signs, recognised
from churn_platform.contracts.column import Column

POINT, COMMA = Signs(".", is_known=True), Signs(",", is_known=True)
UNKNOWN = Signs(".", is_known=False)
PRICE = Column(name="price", kind="numeric", header="Price")


@pytest.mark.parametrize(
    ("text", "signs", "value"),
    [
        ("29.85", POINT, 29.85),
        ("29,85", COMMA, 29.85),
        ("-5", POINT, -5.0),
        ("+5", POINT, 5.0),
        (".5", POINT, 0.5),
        ("5.", POINT, 5.0),
        ("1e3", POINT, 1000.0),
        ("1,889.50", POINT, 1889.5),
        ("1.889,50", COMMA, 1889.5),
        ("1,889", POINT, 1889.0),
        ("1.889", COMMA, 1889.0),
        ("1,234,567", POINT, 1234567.0),
        ("1 889.50", UNKNOWN, 1889.5),
        ("1\u00a0889,50", COMMA, 1889.5),
        ("1'889.50", POINT, 1889.5),
    ],
)
def test_a_number_is_read_in_the_files_signs(text: str, signs: Signs, value: float) -> None:
    assert read_number(text, PRICE, signs)[0] == value


@pytest.mark.parametrize(
    "text",
    [
        "29,85", "1,88", "1,889,5", "12,34.5", "1.2.3", "0x10", "1_000", "True", "12 %", "$5",
        "5 EUR", "\u0661\u0662", "\uff11\uff12", "=1+1", "--1", "1-", "e5", "\u221e", "01,889",
        "1,889 500",
    ],
)  # fmt: skip
def test_what_is_no_number_is_never_read_as_one(text: str) -> None:
    assert read_number(text, PRICE, POINT) == (None, ("not_a_number",))


@pytest.mark.parametrize("text", ["1,889", "12,345,678"])
def test_a19_a_number_with_two_readings_is_not_guessed(text: str) -> None:
    assert read_number(text, PRICE, UNKNOWN) == (None, ("ambiguous_number",))


@pytest.mark.parametrize("text", ["inf", "-Infinity", "+INF", "1e999", "9" * 400])
def test_a19_infinity_is_a_blank(text: str) -> None:
    assert read_number(text, PRICE, POINT) == (None, ("infinite", "blank_not_allowed"))
    may_miss = PRICE.model_copy(update={"blank": "missing"})
    assert read_number(text, may_miss, POINT) == (None, ("infinite", "missing"))


@pytest.mark.parametrize("text", ["NA", "n/a", "NaN", "null", "None", "-"])
def test_words_for_nothing_are_blanks_and_counted_as_such(text: str) -> None:
    assert read_number(text, PRICE, POINT) == (None, ("na", "blank_not_allowed"))


@pytest.mark.parametrize(
    ("texts", "stated", "decimal", "known"),
    [
        (["29.85", "3"], None, ".", True),
        (["29,85", "3"], None, ",", True),
        (["1.889,50"], None, ",", True),
        (["1,889.50"], None, ".", True),
        (["29,85", "29.85"], None, ".", True),
        (["1,889", "3"], None, ".", False),
        (["1", "2", "", "x"], None, ".", False),
        (["29.85"], ",", ",", True),
        ([], None, ".", False),
    ],
)
def test_the_decimal_sign_is_recognised_from_what_can_be_read_no_other_way(
    texts: list[str], stated: str | None, decimal: str, known: bool
) -> None:
    assert recognised(texts, stated) == Signs(decimal, is_known=known)


def test_no_reading_is_ever_infinite_or_nan() -> None:
    for text in ("nan", "inf", "1e308", "-1e309"):
        value, _ = read_number(text, PRICE, POINT)
        assert value is None or math.isfinite(value)
