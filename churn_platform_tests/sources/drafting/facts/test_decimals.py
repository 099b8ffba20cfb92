import pytest

from churn_platform.analysis.parsing.number_format import NumberFormat
from churn_platform.sources.drafting.facts.decimals import column_signs, digits_of, with_decimal
from churn_platform.sources.drafting.facts.writing import Writing

POINT, COMMA = NumberFormat(".", is_known=True), NumberFormat(",", is_known=True)


@pytest.mark.parametrize(
    ("texts", "number_format"),
    [
        (["1,5", "2"], COMMA),
        (["1.5", "2"], POINT),
        (["1,889", "2,107"], NumberFormat(".", is_known=False)),
        (["1.889,50"], COMMA),
        (["0,889"], COMMA),
        (["1,5", "1.5"], None),
        (["3", "4"], NumberFormat(".", is_known=False)),
    ],
)
def test_a_columns_sign_is_known_from_what_has_one_reading(
    texts: list[str], number_format: NumberFormat | None
) -> None:
    assert column_signs(Writing(), dict.fromkeys(texts, 1)) == number_format


def test_one_odd_number_in_a_hundred_changes_no_sign() -> None:
    assert column_signs(Writing(), {"1,5": 99, "1.5": 1}) == COMMA


def test_only_another_sign_than_the_tables_is_stated() -> None:
    euros = Writing(format=("€",))
    assert with_decimal(euros, {"1,5 €": 3}, POINT).decimal == ","
    assert with_decimal(euros, {"1,5 €": 3}, COMMA).decimal is None
    assert digits_of(euros, ["1,5 €", "-2"]) == ["1,5", "-2"]
