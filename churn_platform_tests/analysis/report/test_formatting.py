import pytest

from churn_platform import wording
from churn_platform.analysis.report import formatting


@pytest.mark.parametrize(
    ("amount", "unit", "shown"),
    [
        (65329.91, "$", "$65,330"),
        (65329.91, "EUR", "65,330 EUR"),
        (65329.91, "", "65,330"),
        (-12.4, "€", "−€12"),
        (None, "$", "–"),
        (-0.2, "$", "$0"),
    ],
)
def test_money_has_its_unit_where_people_write_it(
    amount: float | None, unit: str, shown: str
) -> None:
    assert formatting.money(amount, unit) == shown


def test_changes_have_a_sign() -> None:
    assert formatting.money_change(1200.0, 200.0, "$") == "+$1,000"
    assert formatting.money_change(200.0, 1200.0, "EUR") == "−1,000 EUR"
    assert formatting.points(0.27, 0.2654) == "+0.5 points"
    assert formatting.expected_change(9.5, 8.25) == "+1.2"
    assert formatting.expected_change(920.6, 900.2) == "+20"


def test_times_are_in_utc_and_in_english() -> None:
    assert formatting.moment("2026-11-25T23:41:07+00:00") == "25 Nov 2026, 23:41 UTC"
    assert formatting.moment("2026-11-26T00:41:07+02:00") == "25 Nov 2026, 22:41 UTC"
    assert formatting.day("2026-03-01T00:00:00+00:00") == "1 Mar 2026"
    assert (formatting.moment(None), formatting.day(None)) == ("–", "–")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two\n lines", "two lines"),
        ("a\u202eb\u2066c", "abc"),
        ("\x00\x07", "(empty)"),
        ("שלום", "\u2068שלום\u2069"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("<b>", "<b>"),
    ],
)
def test_a_line_of_the_data_turns_nothing_round(text: str, shown: str) -> None:
    assert formatting.line(text) == shown


def test_a_long_value_is_cut_and_a_long_line_is_not() -> None:
    assert len(formatting.value("x" * 300)) == 32
    assert len(formatting.line("x" * 300)) == 300
    assert formatting.group("contract_type", "x" * 300).startswith("Contract type: xxx")


def test_counts_and_lists_read_as_english() -> None:
    assert [wording.counted(n, "row") for n in (0, 1, 2000)] == ["0 rows", "1 row", "2,000 rows"]
    joined = [formatting.joined(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])]
    assert joined == ["", "a", "a and b", "a, b and c"]
    assert [wording.expected(n) for n in (None, 1.24, 920.86)] == ["–", "1.2", "921"]
    assert [wording.plain(n) for n in (200.0, 2.5, 0.125)] == ["200", "2.5", "0.12"]
