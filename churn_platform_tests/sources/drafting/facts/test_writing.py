import pytest

from churn_platform.sources.drafting.columns.unused import why_unused
from churn_platform.sources.drafting.facts.column import number_format_of
from churn_platform.sources.drafting.facts.units import amount_of, is_same
from churn_platform.sources.drafting.facts.writing import Writing, writing_of
from churn_platform_tests.sources.drafting.made_columns import column, columns, frame_of


def _writing(texts: list[str]) -> Writing:
    return writing_of(dict.fromkeys(texts, 1))


def _of(pattern: str, count: int = 20) -> list[str]:
    return [pattern.format(number) for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("texts", "format"),
    [
        (_of("${}.50"), ("$",)),
        (_of("{},50\xa0€"), ("€",)),
        (_of("US$ {}"), ("US$",)),
        (_of("${} USD"), ("$", "USD")),
        (_of("₹1,{:02d},000.00"), ("₹",)),
        (_of("CHF {}.00"), ("CHF",)),
        (_of("{} %"), ("%",)),
        (_of("{}.5 GB"), ("GB",)),
        (["1 month", *_of("{} months")[1:]], ("months", "month")),
        (["1 Monat", *_of("{} Monate")[1:]], ("Monate", "Monat")),
        ([*_of("({}.00)"), *_of("{}.00")], ("()",)),
        ([*_of("{}.00-"), *_of("{}.00")], ("-",)),
        (_of("{}个月"), ("个月",)),
        (_of("{}"), ()),
    ],
)
def test_what_stands_beside_numbers_is_found(texts: list[str], format: tuple[str, ...]) -> None:
    found = _writing(texts)
    assert (found.format, found.problem, found.is_of_numbers) == (format, None, True)


@pytest.mark.parametrize(
    "texts",
    [
        [*_of("{} months"), "1 year"],
        [*_of("{} GB"), *_of("{} MB")],
        [*_of("${}"), *_of("€{}")],
        [*_of("{}.5K"), *_of("{}")],
        [*_of("{} %"), "0.12"],
    ],
)
def test_several_units_are_a_problem_and_no_numbers(texts: list[str]) -> None:
    problem = _writing(texts).problem
    assert problem is not None and problem.startswith("numbers in several units: ")
    assert not column("x", texts).are_numbers


def test_a_currency_may_be_left_out_and_zero_needs_no_unit() -> None:
    assert _writing([*_of("${}.00"), "7.25"]).bare == 1
    assert _writing([*_of("{} months"), "0"]).problem is None


@pytest.mark.parametrize("texts", [_of("C{:05d}"), _of("Plan {}"), _of("{:03d} XY"), _of("{}A")])
def test_codes_are_no_amounts(texts: list[str]) -> None:
    assert _writing(texts) == Writing()


def test_a_few_amounts_are_names() -> None:
    assert _writing(["12 months", "24 months"]) == Writing()


@pytest.mark.parametrize(
    "word", ["?", "\\N", "#DIV/0!", "#N/A", "--", "(blank)", "Unknown", "k.A."]
)
def test_a_word_for_nothing_among_numbers_is_found(word: str) -> None:
    facts = column("x", [*_of("{}.5", 95), *[word] * 5])
    assert facts.are_numbers and facts.strays == {}
    assert facts.missing == 5
    assert set(facts.writing.missing) <= {word}


def test_a_word_for_something_among_numbers_is_none_for_nothing() -> None:
    facts = column("x", [*_of("{}.5", 95), *["Unlimited"] * 5])
    assert not facts.are_numbers
    assert facts.writing.missing == ()
    assert facts.writing.words == ("Unlimited",)
    said = "mostly numbers, but also 'Unlimited'; do these mean unknown?"
    assert why_unused(column("x", [*_of("{}.5", 295), *["Unlimited"] * 15])) == said


def test_each_column_has_its_own_decimal_sign_where_they_differ() -> None:
    table = {"price": ["92,16", "58,61", "7,5"], "usage": ["7.589", "59.85", "1.5"]}
    price, usage = columns(table)
    assert price.numbers.tolist() == [92.16, 58.61, 7.5]
    assert usage.numbers.tolist() == [7.589, 59.85, 1.5]
    number_format, unsure = number_format_of(frame_of(table), ";")
    assert (number_format.decimal, unsure) == (",", [])


@pytest.mark.parametrize(("delimiter", "decimal"), [(";", ","), (",", "."), (None, ".")])
def test_between_semicolons_the_comma_is_the_decimal_sign(
    delimiter: str | None, decimal: str
) -> None:
    number_format, unsure = number_format_of(frame_of({"x": ["4,853", "2,662"]}), delimiter)
    assert (number_format.decimal, number_format.is_known, unsure) == (
        decimal,
        True,
        ["4,853", "2,662"],
    )


def test_a_column_with_both_decimal_signs_is_a_problem() -> None:
    facts = column("x", ["29,85", "29.85", "1,5", "1.5"])
    assert facts.writing.problem is not None and "both decimal signs" in facts.writing.problem


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("month", "Months", True), ("Monat", "Monaten", True), ("€", "EUR", True),
        ("mo", "mos", True), ("GB", "gb", True), ("GB", "MB", False), ("M", "m", False),
        ("months", "years", False), ("$", "€", False), ("min", "months", False),
    ],
)  # fmt: skip
def test_spellings_of_one_unit_are_known(one: str, other: str, same: bool) -> None:
    assert is_same(one, other) is is_same(other, one) is same


@pytest.mark.parametrize(
    "text", ["$60K - $80K", "12:30", "1-2", "2024-01-31", "a", "", "$", "1.2.3"]
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert amount_of(text) is None
