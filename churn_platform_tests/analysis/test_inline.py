"""Tables that the Dagster UI shows without a click."""

import pytest

from churn_platform.analysis.inline import LONGEST, inline_table


def test_parts_stand_in_order_with_a_line_between() -> None:
    text = inline_table("Above.", ["a", "b"], [("x", "1")], "Below.")
    assert text == "Above.\n\n| a | b |\n| --- | ---: |\n| x | 1 |\n\nBelow."


def test_what_is_empty_is_left_out() -> None:
    assert inline_table("Only this.", ["a"], []) == "Only this."


def test_text_columns_can_be_aligned_to_the_left() -> None:
    assert "| --- | --- |" in inline_table("", ["a", "b"], [("x", "y")], numbers=False)


def test_rows_that_do_not_fit_are_counted_and_never_cut() -> None:
    rows = [("x" * 95, "1") for _ in range(20)]  # 103 characters a line, with its line end
    text = inline_table("Above.", ["a", "b"], rows, "Below.")
    assert len(text) <= LONGEST
    # 8 + 10 + 14 of head, 8 of closing, 14 of the count: 9 whole rows are left of 999
    assert text.count("x" * 95) == 9
    assert "And 11 more.\n\nBelow." in text


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="found a row of 1 cells; expected 2"):
        inline_table("", ["a", "b"], [("x",)])
