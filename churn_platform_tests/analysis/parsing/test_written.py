import pytest

from churn_platform.analysis.one_customer.cell import cell_reader
from churn_platform.analysis.parsing.number_format import NumberFormat
from churn_platform.analysis.parsing.numbers import NumberRule
from churn_platform.analysis.parsing.written import bare_number
from churn_platform.config.contracts.column import Column

POINT, COMMA = NumberFormat(".", is_known=True), NumberFormat(",", is_known=True)


def _column(**keys: object) -> Column:
    return Column.model_validate(
        {"name": "x", "kind": "numeric", "header": "x", "blank": "missing", **keys}
    )


@pytest.mark.parametrize(
    ("text", "format", "decimal", "value"),
    [
        ("$61.61", ["$"], ".", 61.61),
        ("$2,834.06", ["$"], ".", 2834.06),
        ("2\u202f834,06\xa0€", ["€"], ",", 2834.06),
        ("€ 12", ["€"], ".", 12.0),
        ("-$5", ["$"], ".", -5.0),
        ("$-5", ["$"], ".", -5.0),
        ("\u22125 €", ["€"], ".", -5.0),
        ("($5.50)", ["$", "()"], ".", -5.5),
        ("$(5.50)", ["$", "()"], ".", -5.5),
        ("(12.30)", ["()"], ".", -12.3),
        ("12.30-", ["-"], ".", -12.3),
        ("12 %", ["%"], ".", 12.0),
        ("12,5%", ["%"], ",", 12.5),
        ("3.5 GB", ["GB"], ".", 3.5),
        ("12 Months", ["month", "months"], ".", 12.0),
        ("CHF 1'250.00", ["CHF"], ".", 1250.0),
        ("1 250 kr.", ["kr."], ",", 1250.0),
        ("7", ["months"], ".", 7.0),
    ],
)
def test_a_number_is_read_in_the_columns_format(
    text: str, format: list[str], decimal: str, value: float
) -> None:
    column = _column(format=format, decimal=decimal)
    number_format = NumberFormat(decimal, is_known=True)
    assert NumberRule(column, number_format).text(text)[0] == value
    assert cell_reader(column)(text).value == value  # one customer by the rules of a table


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("1 year", ["months"]),
        ("€5", ["$"]),
        ("(5", ["()"]),
        ("(-5)", ["()"]),
        ("(5)", ["$"]),
        ("5-", ["$"]),
        ("1.5M", ["m"]),
        ("$", ["$"]),
        ("1-2 %", ["%"]),
        ("$5 $6", ["$"]),
    ],
)
def test_what_the_format_does_not_say_is_no_number(text: str, format: list[str]) -> None:
    column = _column(format=format)
    assert NumberRule(column, POINT).text(text) == (None, ("not_a_number",))
    remark = cell_reader(column)(text).remark
    assert remark is not None and remark.kind == "wrong"


def test_what_was_left_out_is_counted_as_a_repair() -> None:
    column = _column(format=["$"])
    assert NumberRule(column, POINT).text("$2,834.06") == (2834.06, ("thousands", "format"))
    assert NumberRule(column, POINT).text("61.61") == (61.61, ())


def test_a_true_minus_needs_no_format() -> None:
    assert NumberRule(_column(), POINT).text("\u221212.5")[0] == -12.5


def test_a_number_with_both_signs_has_one_reading_and_one_with_a_comma_two() -> None:
    unknown = NumberFormat(".", is_known=False)
    assert NumberRule(_column(), unknown).text("1,889.50")[0] == 1889.5
    assert NumberRule(_column(), unknown).text("1,889") == (None, ("ambiguous_number",))
    assert NumberRule(_column(decimal=","), COMMA).text("1,889")[0] == 1.889


@pytest.mark.parametrize("word", ["?", "\\N", "#DIV/0!", "Unknown", "-999"])
def test_a_word_for_nothing_is_a_blank_in_a_table_and_in_one_customer(word: str) -> None:
    column = _column(missing=[word])
    assert NumberRule(column, POINT).text(word) == (None, ("na", "missing"))
    remark = cell_reader(column)(word).remark
    assert remark is not None and remark.kind == "blank"


def test_a_number_for_nothing_is_a_blank_as_a_number_of_json_too() -> None:
    read = cell_reader(_column(missing=["-999"]))
    assert (read(-999).value, read(-999.0).value, read(-998).value) == (None, None, -998.0)


def test_the_digits_have_their_sign_in_front() -> None:
    assert bare_number("(1,5 €)", ("€", "()")) == "-1,5"
    assert bare_number("abc", ("€",)) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("€ 12,30", 12.3),
        ("1.234,50 €", 1234.5),
        ("1,234", 1.234),
        ("1.234 €", 1234.0),
        ("1.234", 1234.0),
        ("12.30", None),  # a group has three digits
    ],
)
def test_one_customers_number_is_read_by_the_decimal_sign_of_the_table(
    text: str, value: float | None
) -> None:
    column = _column(format=["€"])
    found = cell_reader(column, ",")(text)
    assert found.value == value == NumberRule(column, COMMA).text(text)[0]
    assert (found.remark is None) is (value is not None)
    assert value is not None or "with a decimal comma" in str(found.remark)
