import pytest

from churn_platform.analysis.parsing.number_format import NumberFormat, recognised


@pytest.mark.parametrize(
    ("texts", "stated", "decimal", "known"),
    [
        (["29.85", "3"], None, ".", True),
        (["29,85", "3"], None, ",", True),
        (["1.889,50"], None, ",", True),
        (["1,889.50"], None, ".", True),
        (["0,889"], None, ",", True),
        (["1.234.567"], None, ",", True),
        (["1,234,567"], None, ".", True),
        (["29,85", "29.85"], None, ".", True),
        (["1,889", "3"], None, ".", False),
        (["1.889", "3"], None, ".", False),
        (["1 889", "1'889"], None, ".", False),
        (["1", "2", "", "x", "a,5", "$1,5"], None, ".", False),
        (["29.85"], ",", ",", True),
        ([], None, ".", False),
    ],
)
def test_the_decimal_sign_is_recognised_from_what_can_be_read_no_other_way(
    texts: list[str], stated: str | None, decimal: str, known: bool
) -> None:
    assert recognised(texts, stated) == NumberFormat(decimal, is_known=known)


def test_the_order_of_the_texts_does_not_matter() -> None:
    texts = ["29,85", "1,889", "29.85", "x"]
    assert (
        recognised(texts, None) == recognised(texts[::-1], None) == NumberFormat(".", is_known=True)
    )


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("1,889.50", ","),
        ("12 345", " "),
        ("1\u202f889", "\u202f"),
        ("1’889", "’"),
        ("1,23,456.00", ","),
        ("12,34,56,789", ","),
        ("1,23,45", None),
        ("1889", None),
        ("1,88", None),
        ("1 88", None),
    ],
)
def test_a_group_has_three_digits(text: str, sign: str | None) -> None:
    assert NumberFormat(".", is_known=True).group_sign(text) == sign


def test_only_the_other_decimal_sign_is_ambiguous_and_only_while_unknown() -> None:
    assert NumberFormat(".", is_known=False).is_ambiguous(",")
    assert not NumberFormat(".", is_known=False).is_ambiguous(" ")
    assert not NumberFormat(".", is_known=True).is_ambiguous(",")
    assert not NumberFormat(",", is_known=True).is_ambiguous(".")
