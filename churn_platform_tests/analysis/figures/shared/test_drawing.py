import pandas as pd

from churn_platform.analysis.figures.shared.drawing import (
    MARGIN,
    apart_from_title,
    new_figure,
    not_enough_data,
    nullable,
    too_few,
)


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


def test_a_title_apart_leaves_the_rows_of_the_figure_as_high_as_they_were() -> None:
    figure = new_figure([], "A &amp; B<br>of 3 customers", height=300)
    title, rest = apart_from_title(figure)
    assert title == "A & B of 3 customers"
    assert "title" not in rest["layout"]
    inner = [each["layout"]["height"] - each["layout"]["margin"]["t"] for each in (figure, rest)]
    assert inner == [252, 252]
    assert figure["layout"]["title"]["text"].startswith("A &amp;")  # the figure stays as it was


def test_a_figure_without_a_title_stays_as_it_is() -> None:
    title, rest = apart_from_title(new_figure([], ""))
    assert title == ""
    assert rest["layout"]["margin"] == MARGIN
