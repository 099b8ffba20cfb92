import pytest

from churn_platform.analysis.checks.wording import listed, out_of, percent


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0%"), (1, "100%"), (0.01, "1%"), (0.265371, "26.5%"), (0.000012, "0.0012%")],
)
def test_a_share_has_three_digits(share: float, text: str) -> None:
    assert percent(share) == text


def test_a_count_is_shown_with_its_total_and_share() -> None:
    assert out_of(12, 7043) == "12 of 7,043 rows (0.17%)"


def test_of_nothing_there_is_no_share() -> None:
    assert out_of(0, 0) == "0 of 0 rows"


def test_a_long_list_says_how_many_more_there_are() -> None:
    assert listed(list("abcde")) == "a, b, c, d, e"
    assert listed(list("abcdefg")) == "a, b, c, d, e, 2 more"
