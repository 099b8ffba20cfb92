import pytest

from churn_platform.analysis.markdown import bullets, section, table


def test_a_table_has_a_head_a_rule_and_its_rows() -> None:
    assert table(["a", "b"], [["x", "1"], ["y", "2"]]) == (
        "| a | b |\n| --- | ---: |\n| x | 1 |\n| y | 2 |"
    )
    assert table(["a", "b"], [["x", "z"]], numbers=False).split("\n")[1] == "| --- | --- |"


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="found a row of 1 cells; expected 2"):
        table(["a", "b"], [["x"]])


def test_a_section_leaves_out_what_is_empty() -> None:
    assert section("Title", "", "one", "", "two") == "## Title\n\none\n\ntwo"


def test_bullets_are_one_line_each() -> None:
    assert bullets(["one", "two"]) == "- one\n- two"
    assert bullets([]) == ""
