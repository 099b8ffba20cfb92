import zipfile
from pathlib import Path

import pandas as pd
import pytest

from churn_platform.sources.formats.format import Caps
from churn_platform_tests.sources.formats.tables import (
    TABLE,
    check,
    gzipped,
    parquet,
    refusal,
    workbook,
    zipped,
)

FRAME = pd.DataFrame({"customerID": ["0001-A"], "tenure": [5], "Churn": ["No"]})
SHEET: list[list[object]] = [["customerID", "tenure", "Churn"], ["0001-A", 5, "No"]]


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (TABLE, ".csv"),
        (gzipped(TABLE), ".csv.gz"),
        (gzipped(TABLE[:30]) + gzipped(TABLE[30:]), ".csv.gz"),
        (zipped(("a.txt", TABLE)), ".csv.zip"),
        (zipped(("a.csv", TABLE), method=zipfile.ZIP_STORED), ".csv.zip"),
        (zipped(("d/", b""), ("d/a", TABLE), ("__MACOSX/d/._a", b"\0")), ".csv.zip"),
        (zipped(("d/a.csv", TABLE), ("d/.DS_Store", b"\0"), (".hidden/b", b"x")), ".csv.zip"),
        (zipped(("Thumbs.db", b"\0"), ("d/Desktop.ini", b"x"), ("a.csv", TABLE)), ".csv.zip"),
        (workbook(a=SHEET), ".xlsx"),
        (parquet(FRAME), ".parquet"),
    ],
)
def test_the_kind_is_known_by_the_content(path: Path, content: bytes, suffix: str) -> None:
    assert check(path, content).format.suffix == suffix


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Excel workbook (.xls), or one with a password"),
        (b"%PDF-1.7", "a PDF document"),
        (b"BZh91AY", "a bzip2 archive"),
        (b"SQLite format 3\x00", "an SQLite database"),
        (b"\x89PNG\r\n", "a picture"),
        (zipped(("xl/workbook.bin", b""), ("x", b"")), "a binary Excel workbook (.xlsb)"),
        (zipped(("word/document.xml", b""), ("x", b"")), "a Word document"),
        (zipped(("mimetype", b""), ("content.xml", b"")), "an OpenDocument file"),
        (gzipped(gzipped(TABLE)), "a gzip archive: a gzip archive"),
        (gzipped(parquet(FRAME)), "a gzip archive: a Parquet file"),
        (gzipped(workbook(a=SHEET)), "a gzip archive: an Excel workbook or zip archive"),
        (zipped(("a.csv", gzipped(TABLE))), "a zip archive: a gzip archive"),
        (zipped(("a.xlsx", workbook(a=SHEET))), "a zip archive: an Excel workbook or zip archive"),
        (zipped(("a.pdf", b"%PDF-1.7")), "a zip archive: a PDF document"),
    ],
)
def test_other_kinds_are_called_by_their_name(path: Path, content: bytes, what: str) -> None:
    assert refusal(path, content) == f"{what}; expected a table as CSV, .xlsx or Parquet"


@pytest.mark.parametrize("count", [0, 2, 3])
def test_an_archive_must_hold_one_file(path: Path, count: int) -> None:
    content = zipped(*((f"{number}.csv", TABLE) for number in range(count)))
    assert refusal(path, content) == f"a zip archive of {count} files; expected one CSV file"


def test_an_archive_with_a_password_is_refused(path: Path) -> None:
    content = bytearray(zipped(("a.csv", TABLE)))
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the flag of encryption, APPNOTE 4.4.4
    text = refusal(path, bytes(content))
    assert text == "a zip archive with a password; expected one without"


def test_other_methods_of_packing_are_refused(path: Path) -> None:
    text = refusal(path, zipped(("a.csv", TABLE), method=zipfile.ZIP_LZMA))
    assert text == "a zip archive of compression method 14; expected 0 or 8 (deflate)"


@pytest.mark.parametrize("pack", [gzipped, lambda content: zipped(("a.csv", content))])
def test_damaged_archives_are_refused(path: Path, pack: object) -> None:
    assert callable(pack)
    content = pack(TABLE * 50)
    for damaged in (content[:-1], content[: len(content) // 2], content[:20]):
        assert "archive that is damaged" in refusal(path, damaged)


def test_a_parquet_file_that_is_cut_short_is_refused(path: Path) -> None:
    text = refusal(path, parquet(FRAME)[:-1])
    assert text == "a truncated Parquet file; expected the whole file, fetch it again"
    assert refusal(path, b"PAR1") == text


def test_the_cap_holds_for_what_is_unpacked(path: Path) -> None:
    caps = Caps(len(TABLE) - 1)
    text = refusal(path, gzipped(TABLE), caps)
    assert text == f"more than the {len(TABLE) - 1} bytes that are accepted, unpacked"
    text = refusal(path, zipped(("a.csv", TABLE)), caps)
    assert text == f"{len(TABLE)} bytes unpacked; at most {len(TABLE) - 1} are accepted"


def test_an_archive_with_a_long_list_of_files_is_refused_unread(path: Path) -> None:
    content = zipped(*((f"{number:0200}", b"") for number in range(17_000)))
    text = refusal(path, content)
    assert text == (
        "a zip archive with a long list of files; at most 4,000,000 bytes of it are accepted"
    )
