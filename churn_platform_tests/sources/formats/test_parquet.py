import io
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from churn_platform.sources.formats.format import Caps
from churn_platform_tests.sources.formats.tables import check, parquet, read, refusal

FRAME = pd.DataFrame({"customerID": ["0001-A", "0002-B"], "tenure": [5, 7], "Churn": ["No", "Yes"]})


def written(table: Any, **options: object) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table, buffer, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array([29, None]), ["29", ""]),
        (pa.array([29.0, 29.85]), ["29", "29.85"]),
        (pa.array([29.0, 29.85], pa.float32()), ["29", "29.85"]),
        (pa.array([float("nan"), float("inf")]), ["", "inf"]),
        (pa.array([True, None]), ["True", ""]),
        (pa.array([" a ", None]), ["a", ""]),
        (pa.array(["é", ""], pa.large_string()), ["é", ""]),
        (pa.array(["é".encode(), None], pa.binary()), ["é", ""]),
        (pa.array(["a", None]).dictionary_encode(), ["a", ""]),
        (pa.array([2**62, 7]).dictionary_encode(), ["4611686018427387904", "7"]),
        (pa.array([Decimal("29.50"), Decimal("3.00")]), ["29.5", "3"]),
        (pa.array([date(2024, 1, 5), None]), ["2024-01-05", ""]),
        (
            pa.array([1_704_412_800_000_000_001, None], pa.timestamp("ns")),
            ["2024-01-05T00:00:00", ""],
        ),
        (
            pa.array([1_704_412_800, None], pa.timestamp("s", "UTC")),
            ["2024-01-05T00:00:00+00:00", ""],
        ),
        (pa.array([time(6, 7), None], pa.time64("ns")), ["06:07:00", ""]),
        (pa.array([timedelta(hours=3), None], pa.duration("ns")), ["3:00:00", ""]),
        (pa.nulls(2), ["", ""]),
    ],
)
def test_values_become_the_text_that_csv_would_have(
    path: Path, values: Any, texts: list[str]
) -> None:
    table = pa.Table.from_pandas(FRAME).append_column("x", values)
    assert read(path, written(table)).others["x"].tolist() == texts


def test_many_batches_and_row_groups_are_one_table(path: Path) -> None:
    frame = pd.DataFrame(
        {"customerID": [f"{n}" for n in range(10_000)], "tenure": range(10_000), "Churn": "No"}
    )
    table = read(path, written(pa.Table.from_pandas(frame), row_group_size=900))
    assert table.frame["tenure"].tolist() == [str(number) for number in range(10_000)]
    assert table.frame.index.tolist() == list(range(1, 10_001))


def test_a_nested_column_of_the_contract_is_refused_by_its_name(path: Path) -> None:
    table = pa.table({"customerID": ["1"], "tenure": [[5]], "Churn": ["No"]})
    assert refusal(path, written(table)) == ("columns ['tenure'] are nested; expected plain values")


def test_a_nested_column_that_nobody_asked_for_is_left_out(path: Path) -> None:
    table = pa.Table.from_pandas(FRAME).append_column("x", pa.array([[1], [2, 3]]))
    table = table.append_column("y", pa.array([1, 2]))
    assert check(path, written(table)).unknown == ("x", "y")
    found = read(path, written(table))
    assert found.others.to_dict("list") == {"y": ["1", "2"]}
    assert found.frame["churn"].tolist() == ["No", "Yes"]


@pytest.mark.parametrize(
    ("caps", "text"),
    [
        (Caps(1_000, max_rows=1), "2 rows; at most 1 are accepted"),
        (Caps(1_000, max_columns=2), "3 columns; at most 2 are accepted"),
        (Caps(100), "bytes unpacked; at most 100 are accepted"),
    ],
)
def test_the_caps_are_held_against_the_footer(path: Path, caps: Caps, text: str) -> None:
    assert text in refusal(path, parquet(FRAME), caps)


def test_a_billion_cells_of_nothing_are_refused_unread(path: Path) -> None:
    nothing = pa.nulls(4_000_000, pa.string())
    table = pa.table(dict.fromkeys(("customerID", "tenure", "Churn", *"abcdefg"), nothing))
    content = written(table)
    assert len(content) < 100_000
    text = refusal(path, content, Caps(30_000_000))
    assert text == "40,000,000 cells; at most 30,000,000 are accepted"


def test_a_long_text_that_is_repeated_is_refused_before_it_is_unfolded(path: Path) -> None:
    frame = FRAME.assign(customerID="x" * 40_001)
    assert (
        refusal(path, parquet(frame))
        == "a field of more than the 10,000 characters that are accepted"
    )
    frame = FRAME.assign(customerID="x" * 10_001)
    assert (
        refusal(path, parquet(frame))
        == "row 1: a field of more than the 10,000 characters that are accepted"
    )
    assert check(path, parquet(FRAME.assign(customerID="é" * 10_000))).rows == 2


def test_bytes_that_are_no_text_are_refused(path: Path) -> None:
    table = pa.table({"customerID": [b"\xff\xfe"], "tenure": [1], "Churn": ["No"]})
    assert "a Parquet file that is damaged" in refusal(path, written(table))


def test_a_file_with_a_long_footer_is_refused_unread(path: Path) -> None:
    content = parquet(FRAME)
    text = refusal(path, content[:-8] + (2**31).to_bytes(4, "little") + b"PAR1")
    assert text == (
        "a Parquet file with a footer of 2,147,483,648 bytes; at most 16,000,000 are accepted"
    )


def test_a_table_without_rows_is_refused(path: Path) -> None:
    text = refusal(path, parquet(FRAME.iloc[:0]))
    assert text == "no rows below the header; expected at least one"
