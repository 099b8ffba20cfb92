import pandas as pd

from churn_platform.analysis.figures.shared.drawing import not_enough_data, nullable, too_few


def test_undefined_numbers_become_none() -> None:
    assert nullable(pd.Series([0.123456, float("nan"), 1])) == [0.1235, None, 1.0]


def test_three_customers_are_enough_and_two_are_not() -> None:
    assert too_few(2) == "found 2 customers, expected at least 3"
    assert too_few(3) == ""


def test_a_figure_without_enough_data_says_what_was_found() -> None:
    figure = not_enough_data("found 2 customers")
    assert not figure["data"]
    assert figure["layout"]["annotations"][0]["text"].startswith("Not enough data<br>")
    assert "found 2 customers" in figure["layout"]["annotations"][0]["text"]
