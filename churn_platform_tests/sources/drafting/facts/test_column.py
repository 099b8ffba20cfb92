import numpy as np
import pytest

from churn_platform.sources.drafting.facts.column import number_format_of
from churn_platform_tests.sources.drafting.made_columns import column, columns, frame_of


def test_blanks_numbers_and_strays_are_told_apart() -> None:
    facts = column("x", ["3", "", "n/a", "none", "1.5", "about 7", "3"])
    assert facts.counts == {"3": 2, "1.5": 1, "about 7": 1, "none": 1}
    assert facts.blanks == 2
    assert facts.strays == {"about 7": 1}
    assert facts.missing == 3  # "none" is no number either
    assert facts.known.tolist() == [1.5, 3.0]
    assert np.isnan(facts.numbers).tolist() == [False, True, True, True, False, True, False]


@pytest.mark.parametrize(("strays", "are_numbers"), [(2, True), (3, False)])
def test_two_in_a_hundred_may_be_no_numbers(strays: int, are_numbers: bool) -> None:
    assert column("x", ["about 7"] * strays + [*range(100 - strays)]).are_numbers is are_numbers


def test_blanks_alone_are_no_numbers() -> None:
    assert not column("x", ["", "NA"]).are_numbers


def test_a_decimal_comma_is_recognised_from_the_whole_table() -> None:
    price, months = columns({"price": ["1,5", "22,75"], "months": ["1.200", "2"]})
    assert price.numbers.tolist() == [1.5, 22.75]
    assert months.numbers.tolist() == [1200, 2]


def test_a_column_of_texts_has_no_say_in_the_decimal_sign() -> None:
    number_format, unsure = number_format_of(
        frame_of({"note": ["see 1.5", "v1"], "price": ["1,5", "2,25"]})
    )
    assert (number_format.decimal, unsure) == (",", [])


def test_a_number_of_two_readings_is_read_as_grouped_and_given_as_an_example() -> None:
    number_format, unsure = number_format_of(frame_of({"total": ["1,889", "12"]}))
    assert (number_format.decimal, number_format.is_known, unsure) == (".", True, ["1,889"])


def test_repeated_rows_count_once_for_uniqueness() -> None:
    facts = columns({"id": ["a", "b", "b", "c", "c"], "x": ["1", "2", "2", "3", "4"]})[0]
    assert facts.unique_share == 2 / 4  # a and b of a, b, c, c


@pytest.mark.parametrize(
    ("texts", "are_whole"), [(["1", "2.0"], True), (["1", "2.5"], False), (["1", "1e17"], False)]
)
def test_whole_numbers_are_those_that_are_exact(texts: list[str], are_whole: bool) -> None:
    assert column("x", texts).are_whole is are_whole
