import pytest

from churn_platform.config.contracts.sections import Reading
from churn_platform.sources.formats.dialect import Dialect, fit_of, recognise_dialect
from churn_platform_tests.sources.formats.tables import SMALL


def of_contract(text: str, reading: Reading | None = None) -> Dialect:
    lines = text.splitlines(keepends=True)
    return recognise_dialect(lines, reading or Reading(), fit_of(SMALL))


def without(text: str) -> Dialect:
    return recognise_dialect(text.splitlines(keepends=True), Reading(), fit_of(None))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", ":"])
def test_the_delimiter_is_the_one_whose_header_is_the_contract_s(delimiter: str) -> None:
    text = "Customer ID,MONTHS,churn\n1,2,No\n".replace(",", delimiter)
    assert of_contract(text) == Dialect(delimiter, '"', 0)


def test_more_delimiters_in_the_rows_do_not_mislead() -> None:
    assert of_contract("customerID;tenure;Churn\n1,5;2,5,1,1,1;No\n").delimiter == ";"


def test_a_delimiter_inside_quoted_headers_does_not_count() -> None:
    assert of_contract('"customerID";"tenure";"a,Churn,x";"Churn"\n').delimiter == ";"


def test_blank_lines_before_the_header_do_not_count() -> None:
    assert of_contract("\n\r\ncustomerID|tenure|Churn\n").delimiter == "|"


def test_a_text_that_fits_nothing_is_taken_as_csv() -> None:
    assert of_contract("x;y\n") == Dialect(",", '"', 0)
    assert of_contract("") == Dialect(",", '"', 0)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("'customerID';'tenure';'Churn'\n'1';'2';'No'\n", "'"),
        ("customerID,tenure,Churn\n'a, b',2,No\n", "'"),
        ("customerID,tenure,Churn\r'it''s',2,No\r", "'"),
        ("customerID,tenure,Churn\nO'Brien,2,'t is\n", '"'),
        ("customerID,tenure,Churn\n\"'a'\",2,No\n", '"'),
        ("customerID,tenure,Churn\n\"1\",'2',No\n", '"'),
    ],
)
def test_the_quote_is_the_sign_that_stands_around_fields(text: str, quote: str) -> None:
    assert of_contract(text).quote == quote


@pytest.mark.parametrize("line", ["sep=;\r\n", "SEP=;\n", '"sep=;"\n', "sep=;\r"])
def test_excels_line_tells_the_delimiter_and_is_skipped(line: str) -> None:
    assert of_contract(f"{line}customerID;tenure;Churn\n") == Dialect(";", '"', 1)


def test_what_is_set_by_hand_is_taken() -> None:
    reading = Reading(delimiter="^", quote="~")
    assert of_contract("customerID,tenure\n", reading) == Dialect("^", "~", 0)
    assert of_contract("sep=;\ncustomerID;tenure\n", reading) == Dialect("^", "~", 1)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_without_a_contract_all_rows_have_one_length(delimiter: str) -> None:
    text = "a,b,c\n1.5,x y,3\n2.5,z,4\n".replace(",", delimiter)
    assert without(text).delimiter == delimiter


def test_without_a_contract_decimal_commas_do_not_mislead() -> None:
    assert without("a;b;c\n1,5;2;3\n7;2,25;3\n").delimiter == ";"
    assert without("a;b;c\n1,5;2;3\n7,5;2;3\n").delimiter == ";"
