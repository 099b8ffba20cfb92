import csv
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from churn_platform.analysis.schema import TELCO
from churn_platform.source.check import check_csv
from churn_platform.source.errors import SourceRefused
from churn_platform_tests.source.tables import HEADERS, TABLE


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table"


def check(path: Path, content: bytes) -> tuple[int, int]:
    path.write_bytes(content)
    return check_csv(path, "a.csv", HEADERS)


def refusal(path: Path, content: bytes) -> str:
    with pytest.raises(SourceRefused) as caught:
        check(path, content)
    text = str(caught.value)
    assert text.startswith("a.csv: ")
    assert "\n" not in text
    return text.removeprefix("a.csv: ")


def test_the_real_table_has_7043_rows_and_21_columns(real_csv: Path) -> None:
    assert check_csv(real_csv, "the real table", TELCO.headers) == (7043, 21)


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
    assert check(path, content) == (2, 3)


def test_further_columns_and_another_order_do_not_matter(path: Path) -> None:
    assert check(path, b",Churn,tenure,customerID,city\n0,No,5,0001-A,Paris\n") == (1, 5)


@pytest.mark.parametrize("content", [b"", b"\n\r\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(path: Path, content: bytes) -> None:
    assert refusal(path, content) == "empty; expected a header and rows"


def test_a_table_without_rows_is_refused(path: Path) -> None:
    assert refusal(path, b"customerID,tenure,Churn\n\n").startswith("no rows below the header")


def test_a_missing_column_is_named_with_what_comes_closest(path: Path) -> None:
    text = refusal(path, b"CustomerID,Tenure Months,Churn\n1,2,No\n")
    assert text == (
        "missing columns: 'customerID' (closest: 'CustomerID'), 'tenure' (closest: 'Tenure"
        " Months'); found ['CustomerID', 'Tenure Months', 'Churn'],"
        " expected ['customerID', 'tenure', 'Churn']"
    )


def test_without_a_header_the_first_customer_is_not_shown(path: Path) -> None:
    text = refusal(path, b"0001-A,5,No\n0002-B,7,No\n")
    assert text.startswith("the header names none of the 3 expected columns ['customerID',")
    assert "0001" not in text


def test_a_repeated_column_is_named(path: Path) -> None:
    text = refusal(path, b"customerID,tenure,Churn, tenure \n1,2,No,3\n")
    assert text == "columns ['tenure'] appear more than once"


@pytest.mark.parametrize(("row", "found"), [(b"0003-C,5", 2), (b"0003-C,5,No,", 4), (b" ", 1)])
def test_a_row_of_another_length_is_named_by_its_line(path: Path, row: bytes, found: int) -> None:
    text = refusal(path, TABLE + row + b"\n" + b"0004-D,9,No\n")
    assert text == f"line 4: {found} fields; expected 3 as in the header"


def test_lines_are_counted_where_a_row_starts(path: Path) -> None:
    text = refusal(path, TABLE.replace(b"0002-B", b'"0002\n\nB"') + b"1\n")
    assert text.startswith("line 6: 1 fields")


def test_a_quote_that_never_closes_is_refused(path: Path) -> None:
    text = refusal(path, TABLE + b'"0003-C,5,No\n0004-D,9,No\n')
    assert text == "line 4: a quote opens and never closes"


def test_text_after_a_closing_quote_is_refused(path: Path) -> None:
    assert refusal(path, TABLE + b'"0003"C,5,No\n').startswith("line 4: not CSV: ")


def test_bad_bytes_are_refused_in_the_middle_of_the_table(path: Path) -> None:
    assert refusal(path, TABLE + b"0003-\xff,5,No\n").startswith("line 4: not UTF-8: byte 0xff")
    assert refusal(path, TABLE + b"0003-\x00,5,No\n").startswith("line 4: a NUL byte")


def test_a_page_is_not_a_table(path: Path) -> None:
    assert refusal(path, b"<html><body>Sign in</body></html>").startswith("an HTML or XML page")


def test_a_field_may_have_10000_characters_and_no_more(path: Path) -> None:
    fits = TABLE.replace(b"0002-B", b"x" * 10_000)
    assert check(path, fits) == (2, 3)
    text = refusal(path, fits.replace(b"x,", b"xx,"))
    assert text == "line 3: a field of more than 10,000 characters"


def test_a_table_may_have_1000_columns_and_no_more(path: Path) -> None:
    def wide(columns: int) -> bytes:
        header = HEADERS + [f"c{number}" for number in range(columns - 3)]
        return f"{','.join(header)}\n{'1,' * (columns - 1)}1\n".encode()

    assert check(path, wide(1_000)) == (1, 1_000)
    text = "line 1: {} columns; at most 1,000 are accepted"
    assert refusal(path, wide(1_001)) == text.format("1,001")
    assert refusal(path, wide(100_000)) == text.format("100,000")


@pytest.fixture
def unlimited() -> Iterator[None]:
    """Somebody else in the process lifted the csv module's own limit."""
    before = csv.field_size_limit(2**31 - 1)
    yield
    csv.field_size_limit(before)


@pytest.mark.parametrize("newlines", [False, True])
@pytest.mark.usefixtures("unlimited")
def test_a_huge_quoted_field_is_refused_in_little_memory(path: Path, newlines: bool) -> None:
    megabyte = b"x" * 999_999 + (b"\n" if newlines else b"x")
    with path.open("wb") as file:
        file.write(TABLE + b'"')
        file.writelines(megabyte for _ in range(200))
    tracemalloc.start()
    with pytest.raises(SourceRefused, match=r"a row of more than 10,000,000 characters"):
        check_csv(path, "a.csv", HEADERS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000_000


def test_a_long_quoted_field_over_many_lines_is_named_as_such(path: Path) -> None:
    before = csv.field_size_limit()
    text = refusal(path, TABLE + b'"' + b"xxxx\n" * 100_000 + b'",5,No\n')
    assert text == "line 4: a field of more than 10,000 characters"
    assert csv.field_size_limit() == before
