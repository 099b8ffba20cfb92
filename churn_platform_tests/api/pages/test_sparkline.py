import pytest

from api.pages.sparkline import sparkline


@pytest.mark.parametrize("values", [[], [0.8], [None, 0.8, None]])
def test_one_value_is_no_history(values: list[float | None]) -> None:
    assert sparkline(values, "ROC AUC") is None


def test_the_line_goes_from_margin_to_margin_with_the_highest_value_on_top() -> None:
    line = sparkline([0.8, 0.9, 0.85], "ROC AUC")
    assert line is not None
    assert line.path == "M4 32L80 4L156 18"
    assert (line.x, line.y) == (156, 18)
    expected = "ROC AUC of the last 3 trainings: between 0.800 and 0.900, now 0.850"
    assert line.words == expected


def test_a_value_that_is_not_defined_leaves_a_gap() -> None:
    line = sparkline([0.8, None, 0.9, 0.8, None], "ROC AUC")
    assert line is not None
    assert line.path == "M4 32M80 4L118 32"
    assert (line.x, line.y) == (118, 32)


def test_a_history_without_change_lies_in_the_middle() -> None:
    line = sparkline([0.8, 0.8], "ROC AUC")
    assert line is not None and line.path == "M4 18L156 18"
    assert line.words.endswith("0.800 throughout, now 0.800")
