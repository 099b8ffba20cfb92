"""Any bytes at all: a table or a refusal in one line, and never another exception."""

import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.download.table_check import check_table
from churn_platform.sources.formats.format import Caps
from churn_platform.sources.formats.text import read_text
from churn_platform_tests.sources.formats.tables import (
    SMALL,
    TABLE,
    gzipped,
    parquet,
    workbook,
    zipped,
)
from churn_platform_tests.sources.formats.writings import delimited

CAPS = Caps(1_000_000)
BOUNDED = settings(max_examples=60, deadline=None)
ROWS = [["customerID", "tenure", "Churn"]] + [[f"{n:04}-A", f"{n}", "No"] for n in range(30)]
VALID = {
    "csv": TABLE * 10,
    "gzip": gzipped(TABLE * 10),
    "zip": zipped(("a.csv", TABLE * 10)),
    "xlsx": workbook(x=[list(row) for row in ROWS]),
    "parquet": parquet(pd.DataFrame(ROWS[1:], columns=pd.Index(ROWS[0]))),
}


def is_table_or_refusal(content: bytes) -> bool:
    """Check and read the content; whether it was accepted."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "table")
        path.write_bytes(content)
        try:
            checked = check_table(path, "a", SMALL, CAPS)
            assert len(read_text(path, checked.format, SMALL).frame) == checked.rows > 0
        except SourceRefused as error:
            assert re.fullmatch("a: .+", str(error))
            return False
        return True


@BOUNDED
@given(st.binary(max_size=400))
def test_random_bytes_are_a_table_or_refused(content: bytes) -> None:
    is_table_or_refusal(content)


@BOUNDED
@given(
    st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", b"PAR1", b"\x1f\x8b\x08\x00", b"\xff\xfe"]),
    st.binary(max_size=400),
    st.sampled_from([b"", b"PAR1", b"PK\x05\x06" + bytes(18)]),
)
def test_random_bytes_after_the_start_of_a_format_are_a_table_or_refused(
    start: bytes, content: bytes, end: bytes
) -> None:
    is_table_or_refusal(start + content + end)


@BOUNDED
@given(st.binary(max_size=200))
def test_random_bytes_after_a_header_are_rows_or_refused(content: bytes) -> None:
    is_table_or_refusal(TABLE + content)


@BOUNDED
@given(st.text(alphabet=",;'\"\n\r\t 0aé\x00", max_size=60))
def test_random_text_after_a_header_is_rows_or_refused(content: str) -> None:
    is_table_or_refusal(TABLE + content.encode())


@pytest.mark.parametrize("kind", list(VALID))
@BOUNDED
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    content = bytearray(VALID[kind])
    places = st.integers(0, len(content) - 1)
    for place, byte in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=4)):
        content[place] = byte
    if data.draw(st.booleans()):
        content = content[: data.draw(places)]
    is_table_or_refusal(bytes(content))


@pytest.mark.parametrize("kind", list(VALID))
def test_the_files_that_were_damaged_are_read_when_they_are_whole(kind: str) -> None:
    assert is_table_or_refusal(VALID[kind] if kind in ("xlsx", "parquet") else TABLE)


NAMES: list[Callable[[str], str]] = [
    lambda header: header,
    str.lower,
    str.upper,
    lambda header: f"  {header} ",
    lambda header: re.sub(r"(?<=[a-z])(?=[A-Z])", "_", header),
]
PACKERS: list[Callable[[bytes], bytes]] = [
    lambda content: content,
    gzipped,
    lambda content: zipped(("a.csv", content)),
]
CELLS = st.text(alphabet="abcXYZ019-.,;|: 'éüñß€", max_size=12).map(str.strip)


@BOUNDED
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=6),
    order=st.permutations(range(4)),
    name=st.sampled_from(NAMES),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"]),
    pack=st.sampled_from(PACKERS),
)
def test_one_table_in_any_writing_is_one_table(
    rows: list[tuple[str, ...]],
    order: list[int],
    name: Callable[[str], str],
    delimiter: str,
    end: str,
    encoding: str,
    pack: Callable[[bytes], bytes],
) -> None:
    header = ("customerID", "tenure", "Churn", "city")
    table = [tuple(map(name, header)), *rows]
    text = delimited(
        [[row[place] for place in order] for row in table], delimiter, end=end, every=True
    )
    with TemporaryDirectory() as folder:
        path = Path(folder, "table")
        path.write_bytes(pack(text.encode(encoding)))
        form = check_table(path, "a", SMALL, CAPS).format
        read = read_text(path, form, SMALL)
    names = ["customer_id", "tenure", "churn"]
    index = pd.RangeIndex(1, len(rows) + 1)
    expected = pd.DataFrame([row[:3] for row in rows], index, names, dtype=object)
    assert_frame_equal(read.frame, expected)
    assert read.others.iloc[:, 0].tolist() == [row[3] for row in rows]


@pytest.mark.parametrize(
    ("names", "accepted"), [(["?.csv"], True), (["?.csv", "b.csv"], False)], ids=["only", "two"]
)
def test_a_member_without_a_name_is_a_file_as_any_other(names: list[str], accepted: bool) -> None:
    content = zipped(*((name, TABLE) for name in names))
    assert content.count(b"?.csv") == 2  # before the member and in the directory
    # zipfile cuts a name at a zero byte
    assert is_table_or_refusal(content.replace(b"?.csv", b"\0.csv")) is accepted
