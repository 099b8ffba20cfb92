import csv
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from churn_platform.config.contracts.sections import Reading
from churn_platform.config.source_errors import ColumnsRefused, SourceRefused
from churn_platform.sources.download.table_check import Checked, check_table
from churn_platform.sources.formats.format import Caps, Format
from churn_platform_tests.sources.formats.tables import CAPS, HEADERS, SMALL, TABLE, check, refusal
from churn_platform_tests.telco import TELCO


def size(path: Path, content: bytes, caps: Caps = CAPS) -> tuple[int, int]:
    found = check(path, content, caps)
    return found.rows, found.columns


def test_the_real_table_has_7043_rows_and_21_columns(real_csv: Path) -> None:
    form = Format("csv", encoding="utf-8", delimiter=",", quote='"')
    expected = Checked(7043, 21, form, (), ())
    assert check_table(real_csv, "the real table", TELCO, CAPS) == expected


@pytest.mark.parametrize(
    "content",
    [
        TABLE,
        TABLE.rstrip(b"\n"),
        TABLE.replace(b"\n", b"\r\n"),
        TABLE.replace(b"\n", b"\r"),
        TABLE.replace(b"\n", b"\n\n"),
        b"\xef\xbb\xbf" + TABLE,
        b"\xef\xbb\xbf" + TABLE.replace(b"customerID", b'"customerID"'),
        TABLE.replace(b"customerID,tenure", b' customerID , "tenure"'),
        TABLE.replace(b"0001-A", b'"0001\nA, ""B"""'),
    ],
)
def test_one_table_may_be_written_in_many_ways(path: Path, content: bytes) -> None:
    assert size(path, content) == (2, 3)


def test_columns_that_are_not_used_are_named(path: Path) -> None:
    found = check(path, b",Churn,Note,tenure,customerID,city\n0,No,x,5,0001-A,Paris\n")
    assert (found.rows, found.columns) == (1, 6)
    assert (found.excluded, found.unknown) == (("Note",), ("city",))


@pytest.mark.parametrize("content", [b"", b"\n\r\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(path: Path, content: bytes) -> None:
    assert refusal(path, content) == "empty; expected a header and rows"


def test_a_table_without_rows_is_refused(path: Path) -> None:
    text = refusal(path, b"customerID,tenure,Churn\n\n")
    assert text == "no rows below the header; expected at least one"


def test_a_missing_column_is_named_with_what_comes_closest(path: Path) -> None:
    text = refusal(path, b"CustomerID,Tenures,Churn\n1,2,No\n")
    assert text == (
        "missing columns: 'tenure' (closest: 'Tenures'); found ['CustomerID', 'Tenures', 'Churn'],"
        " expected ['customerID', 'tenure', 'Churn']"
    )


def test_wrong_columns_are_an_error_of_their_own(path: Path) -> None:
    path.write_bytes(b"customerID,tenure\n1,2\n")
    with pytest.raises(ColumnsRefused, match=r"^a\.csv: missing columns: 'Churn'; found"):
        check_table(path, "a.csv", SMALL, CAPS)


def test_without_a_header_the_first_customer_is_not_shown(path: Path) -> None:
    text = refusal(path, b"0001-A,5,No\n0002-B,7,No\n")
    assert text.startswith("the header names none of the 3 expected columns of contract small [")
    assert "0001" not in text


def test_a_row_of_another_length_is_named_by_its_line(path: Path) -> None:
    for row, found in ((b"0003-C,5", 2), (b"0003-C,5,No,", 4), (b" ", 1)):
        text = refusal(path, TABLE + row + b"\n" + b"0004-D,9,No\n")
        assert text == f"line 4: {found} fields; expected 3 as in the header"


def test_lines_are_counted_where_a_row_starts(path: Path) -> None:
    content = TABLE.replace(b"0002-B", b'"0002\n\nB"') + b"1\n"
    assert refusal(path, content).startswith("line 6: 1 fields")
    content = b"sep=;\r\n" + content.replace(b",", b";")
    assert refusal(path, content).startswith("line 7: 1 fields")


def test_a_quote_that_never_closes_is_refused(path: Path) -> None:
    text = refusal(path, TABLE + b'"0003-C,5,No\n0004-D,9,No\n')
    assert text == "line 4: a quote is never closed; expected a closing quote"


def test_text_after_a_closing_quote_is_refused(path: Path) -> None:
    assert refusal(path, TABLE + b'"0003"C,5,No\n').startswith("line 4: not CSV: ")


def test_a_control_character_is_refused_in_the_middle_of_the_table(path: Path) -> None:
    text = refusal(path, TABLE + b"0003-\x00,5,No\n")
    assert text == "line 4: control character U+0000 (character 6); expected text"


def test_a_declared_encoding_that_does_not_fit_is_refused_with_its_line(path: Path) -> None:
    path.write_bytes(TABLE + b"0003-\xe9,5,No\n")
    declared = SMALL.model_copy(update={"reading": Reading(encoding="utf-8")})
    with pytest.raises(
        SourceRefused,
        match=r"line 4: not utf-8: byte 0xe9 \(byte 54\); expected text in one encoding$",
    ):
        check_table(path, "a.csv", declared, CAPS)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"<!DOCTYPE html>\n<html>", "an HTML or XML page"),
        (b"\xef\xbb\xbf  <html>Sign in</html>", "an HTML or XML page"),
        ("<?xml version='1.0'?>".encode("utf-16"), "an HTML or XML page"),
        (b'\n {"message": "no"}', "JSON"),
        (b"[1, 2]", "JSON"),
    ],
)
def test_a_page_is_not_a_table(path: Path, content: bytes, what: str) -> None:
    assert (
        refusal(path, content) == f"{what}, not a table; expected a table as CSV, .xlsx or Parquet"
    )


def test_a_field_may_have_10000_characters_and_no_more(path: Path) -> None:
    fits = TABLE.replace(b"0002-B", b"x" * 10_000)
    assert size(path, fits) == (2, 3)
    text = refusal(path, fits.replace(b"x,", b"xx,"))
    assert text == "line 3: a field of more than the 10,000 characters that are accepted"


def _wide(columns: int) -> bytes:
    header = HEADERS + [f"c{number}" for number in range(columns - 3)]
    return f"{','.join(header)}\n{'1,' * (columns - 1)}1\n".encode()


def test_a_table_may_have_as_many_columns_and_rows_as_the_caps_say(path: Path) -> None:
    assert size(path, _wide(1_000)) == (1, 1_000)
    assert refusal(path, _wide(1_001)) == "line 1: 1,001 columns; at most 1,000 are accepted"
    assert size(path, TABLE, replace(CAPS, max_rows=2)) == (2, 3)
    assert refusal(path, TABLE, replace(CAPS, max_rows=1)) == (
        "more than 1 rows of 3 columns; at most 1 rows and 200,000,000 cells are accepted"
    )


def test_the_bytes_are_capped(path: Path) -> None:
    assert size(path, TABLE, Caps(len(TABLE))) == (2, 3)
    text = refusal(path, TABLE, Caps(len(TABLE) - 1))
    assert text == f"more than the {len(TABLE) - 1} bytes that are accepted, unpacked"


def test_a23_a_header_of_100000_names_is_refused(path: Path) -> None:
    text = refusal(path, _wide(100_000))
    assert text == "line 1: 100,000 columns; at most 1,000 are accepted"


@pytest.fixture
def unlimited() -> Iterator[None]:
    """Somebody else in the process lifted the csv module's own limit."""
    before = csv.field_size_limit(2**31 - 1)
    yield
    csv.field_size_limit(before)


@pytest.mark.usefixtures("unlimited")
def test_a_long_quoted_field_is_named_as_such(path: Path) -> None:
    text = refusal(path, TABLE + b'"' + b"xxxx\n" * 100_000 + b'",5,No\n')
    assert text == "line 4: a field of more than the 10,000 characters that are accepted"


def test_the_csv_module_s_own_limit_stays_as_it_is(path: Path) -> None:
    before = csv.field_size_limit()
    text = refusal(path, TABLE + b'"' + b"xxxx\n" * 100_000 + b'",5,No\n')
    assert text == "line 4: a field of more than the 10,000 characters that are accepted"
    assert csv.field_size_limit() == before


def test_importing_it_loads_nothing_heavy() -> None:
    code = "import sys, churn_platform.sources.download.table_check; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    heavy = {"pandas", "numpy", "pyarrow", "openpyxl", "dagster"}
    assert not heavy & set(loaded.stdout.split())
