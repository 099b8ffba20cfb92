import io

import pytest

from churn_platform.source.errors import SourceRefused
from churn_platform.source.lines import MAX_ROW, Lines


def lines(content: bytes) -> list[str]:
    return list(Lines(io.BytesIO(content), "a.csv"))


def refusal(content: bytes) -> str:
    with pytest.raises(SourceRefused) as caught:
        lines(content)
    return str(caught.value)


def test_every_kind_of_line_end_ends_a_line() -> None:
    assert lines(b"a\nb\r\nc\rd") == ["a\n", "b\r\n", "c\r", "d"]


def test_a_separator_that_is_no_line_end_stays_inside_the_line() -> None:
    assert lines("a\u2028b\x0bc\n".encode()) == ["a\u2028b\x0bc\n"]


def test_the_byte_order_mark_is_left_out() -> None:
    assert lines(b"\xef\xbb\xbfa,b\n1,2\n") == ["a,b\n", "1,2\n"]


@pytest.mark.parametrize("lead", [b"", b"\xef\xbb\xbf"])
def test_a_byte_that_is_not_utf_8_is_named_with_its_place(lead: bytes) -> None:
    at = len(lead) + 5
    assert refusal(lead + b"a,b\n1\xff,2\n") == f"a.csv: line 2: not UTF-8: byte 0xff (byte {at})"
    at = len(lead) + 1
    assert refusal(lead + b"a\xe9,b\n") == f"a.csv: line 1: not UTF-8: byte 0xe9 (byte {at})"


def test_a_nul_byte_is_named_with_its_place() -> None:
    assert refusal(b"a,b\n1,\x00\n") == "a.csv: line 2: a NUL byte (byte 6); expected text"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<!DOCTYPE html>\n<html>", "an HTML or XML page"),
        (b"\xef\xbb\xbf \n", None),
        (b"  <html><body>Sign in</body></html>", "an HTML or XML page"),
        (b"PK\x03\x04\x14\x00", "an Excel workbook or zip archive"),
        (b"\x1f\x8b\x08\x00", "a gzip archive"),
        ("a,b\n".encode("utf-16"), "UTF-16 text"),
    ],
)
def test_other_kinds_of_file_are_called_by_their_name(content: bytes, kind: str | None) -> None:
    if kind is None:
        assert lines(content) == [" \n"]
    else:
        assert refusal(content) == f"a.csv: {kind}; expected CSV in UTF-8"


def test_a_line_above_the_bound_is_refused() -> None:
    assert refusal(b"a\n" + b"x" * (MAX_ROW + 1)).startswith("a.csv: line 2: a row of more than")


def test_a_row_over_many_lines_is_bounded_too() -> None:
    reader = Lines(io.BytesIO(b"x" * 999_999 + b"\n" + (b"y" * 999_999 + b"\n") * 20), "a.csv")
    with pytest.raises(SourceRefused, match=r"line 11: a row of more than 10,000,000 characters"):
        list(reader)


def test_a_new_row_counts_from_the_start() -> None:
    reader = Lines(io.BytesIO((b"x" * 999_999 + b"\n") * 20), "a.csv")
    count = 0
    for _ in reader:
        count, reader.row = count + 1, 0
    assert count == 20
