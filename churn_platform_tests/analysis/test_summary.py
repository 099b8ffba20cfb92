import math

import pandas as pd

from churn_platform.analysis.summary import STATISTICS, as_markdown, summarize

FRAME = pd.DataFrame(
    {
        "customer_id": ["a", "b", "c", "d"],
        "contract": ["year", "month", "month", "year"],
        "charges": [1.0, 2.0, 3.0, 10.0],
    }
)


def test_numbers_are_described_by_values_worked_out_by_hand() -> None:
    row = summarize(FRAME, "customer_id").loc["charges"]
    assert row["mean"] == 4.0
    # deviations -3 -2 -1 6: squares sum to 50, over n - 1 = 3
    assert math.isclose(row["std"], math.sqrt(50 / 3))
    assert (row["min"], row["q25"], row["median"], row["q75"], row["max"]) == (
        1.0,
        1.75,
        2.5,
        4.75,
        10.0,
    )
    assert (row["rows"], row["missing"], row["unique"], row["dtype"]) == (4, 0, 4, "float64")


def test_the_most_frequent_value_of_equals_is_the_first_by_name() -> None:
    row = summarize(FRAME, "customer_id").loc["contract"]
    assert (row["top"], row["top_count"], row["unique"]) == ("month", 2, 2)
    assert pd.isna(row["mean"])


def test_no_id_is_shown() -> None:
    row = summarize(FRAME, "customer_id").loc["customer_id"]
    assert pd.isna(row["top"])
    assert row["unique"] == 4


def test_missing_values_are_counted_apart() -> None:
    row = summarize(pd.DataFrame({"x": [1.0, None, None]}), "id").loc["x"]
    assert (row["rows"], row["missing"], row["unique"], row["mean"]) == (3, 2, 1, 1.0)
    assert pd.isna(row["std"])


def test_the_columns_are_the_documented_ones() -> None:
    assert list(summarize(FRAME, "customer_id").columns) == list(STATISTICS)


def test_the_markdown_table_has_a_line_for_each_column_and_escapes_bars() -> None:
    frame = pd.DataFrame({"x": ["a|b", "a|b"]})
    lines = as_markdown(summarize(frame, "id")).splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("| column | dtype |")
    assert "a\\|b" in lines[2]


def test_flags_that_may_be_missing_are_floats_and_show_a_whole_number() -> None:
    row = summarize(pd.DataFrame({"flag": [1.0, 1.0, None, 0.0]}), "id").loc["flag"]
    assert (row["dtype"], row["missing"], row["top"], row["top_count"]) == ("float64", 1, "1", 2)


def test_a_number_that_is_most_frequent_keeps_its_digits() -> None:
    row = summarize(pd.DataFrame({"x": [1234567.25, 1234567.25, 2.5]}), "id").loc["x"]
    assert row["top"] == "1234567.25"


def test_an_empty_column_has_no_statistic_and_no_top() -> None:
    frame = pd.DataFrame({"plan": pd.Series([None, None], dtype=object), "x": [float("nan")] * 2})
    table = summarize(frame, "id")
    assert table["missing"].tolist() == [2, 2] and table["unique"].tolist() == [0, 0]
    assert table[["mean", "top"]].isna().all(axis=None)
