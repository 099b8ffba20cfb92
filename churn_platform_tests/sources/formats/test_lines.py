from collections.abc import Iterator

import pytest

from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.formats.lines import MAX_ROW, Lines


def lines(*pieces: bytes, encoding: str = "utf-8") -> list[str]:
    return list(Lines(pieces, encoding, "a.csv"))


def refusal(*pieces: bytes, encoding: str = "utf-8") -> str:
    with pytest.raises(SourceRefused) as caught:
        lines(*pieces, encoding=encoding)
    return str(caught.value)


def test_every_kind_of_line_end_ends_a_line() -> None:
    assert lines(b"a\nb\r\nc\rd") == ["a\n", "b\r\n", "c\r", "d"]


@pytest.mark.parametrize("size", range(1, 12))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-32-be"])
def test_where_the_bytes_are_cut_does_not_matter(size: int, encoding: str) -> None:
    content = "\ufeffé\n\r\nb€\r\nc\r\r\U0001f600".encode(encoding)
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    expected = ["é\n", "\r\n", "b€\r\n", "c\r", "\r", "\U0001f600"]
    assert lines(*pieces, encoding=encoding) == expected


def test_a_separator_that_is_no_line_end_stays_inside_the_line() -> None:
    assert lines("a\u2028b\x85c\n".encode()) == ["a\u2028b\x85c\n"]


def test_the_byte_order_mark_is_left_out() -> None:
    assert lines(b"\xef\xbb\xbfa,b\n1,2\n") == ["a,b\n", "1,2\n"]


@pytest.mark.parametrize("lead", [b"", b"\xef\xbb\xbf"])
def test_a_byte_that_is_not_in_the_encoding_is_named_with_its_place(lead: bytes) -> None:
    at = len(lead) + 5
    assert (
        refusal(lead + b"a,b\n1\xff,2\n")
        == f"a.csv: line 2: not utf-8: byte 0xff (byte {at}); expected text in one encoding"
    )
    at = len(lead) + 1
    assert (
        refusal(lead + b"a\xe9,b\n")
        == f"a.csv: line 1: not utf-8: byte 0xe9 (byte {at}); expected text in one encoding"
    )


def test_a_bad_byte_in_a_later_piece_is_on_its_line() -> None:
    text = refusal(b"a\nb\nc", b"\nd\r", b"\ne\xff\n")
    assert text == "a.csv: line 5: not utf-8: byte 0xff (byte 10); expected text in one encoding"


def test_a_character_that_is_cut_short_at_the_end_is_refused() -> None:
    assert (
        refusal(b"a\n\xc3")
        == "a.csv: line 2: not utf-8: byte 0xc3 (byte 2); expected text in one encoding"
    )
    assert refusal(b"a\0\n\0b", encoding="utf-16-le").startswith("a.csv: line 2: not utf-16-le")


@pytest.mark.parametrize(("sign", "code"), [("\0", "0000"), ("\x1a", "001A"), ("\x7f", "007F")])
def test_a_control_character_is_named_with_its_place(sign: str, code: str) -> None:
    text = refusal(f"a,b\n1,{sign}\n".encode())
    assert text == f"a.csv: line 2: control character U+{code} (character 3); expected text"


def test_a_line_above_the_bound_is_refused() -> None:
    assert refusal(b"a\n" + b"x" * (MAX_ROW + 1)).startswith("a.csv: line 2: a row of more than")


def test_a_line_over_many_pieces_is_bounded_before_it_ends() -> None:
    taken = 0

    def pieces() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(100):
            taken += 1
            yield b"x" * 1_000_000

    with pytest.raises(
        SourceRefused,
        match=r"line 1: a row of more than the 10,000,000 characters that are accepted",
    ):
        list(Lines(pieces(), "utf-8", "a.csv"))
    assert taken == 11


def test_a_row_over_many_lines_is_bounded_too() -> None:
    reader = Lines([b"x" * 999_999 + b"\n" + (b"y" * 999_999 + b"\n") * 20], "utf-8", "a.csv")
    with pytest.raises(
        SourceRefused,
        match=r"line 11: a row of more than the 10,000,000 characters that are accepted",
    ):
        list(reader)


def test_a_new_row_counts_from_the_start() -> None:
    reader = Lines([(b"x" * 999_999 + b"\n") * 20], "utf-8", "a.csv")
    count = 0
    for _ in reader:
        count, reader.row = count + 1, 0
    assert count == 20
