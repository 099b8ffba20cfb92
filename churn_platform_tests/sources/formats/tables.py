"""A small contract and its table, written in many ways."""

import gzip
import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from churn_platform.config.contracts.load import parse_contract
from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.download.table_check import Checked, check_table
from churn_platform.sources.formats.format import Caps
from churn_platform.sources.formats.text import TextTable, read_text

SMALL = parse_contract(
    """
    name = "small"
    ignore = ["note"]
    [columns.customer_id]
    kind = "identifier"
    header = "customerID"
    [columns.tenure]
    kind = "numeric"
    header = "tenure"
    aliases = ["Months"]
    [columns.churn]
    kind = "target"
    header = "Churn"
    """,
    "small.toml",
)
HEADERS = ["customerID", "tenure", "Churn"]
TABLE = b"customerID,tenure,Churn\n0001-A,5,No\n0002-B,7,Yes\n"
CAPS = Caps(200_000_000)


def check(path: Path, content: bytes, caps: Caps = CAPS) -> Checked:
    """Write the content and check it against the small contract."""
    path.write_bytes(content)
    return check_table(path, "a.csv", SMALL, caps)


def refusal(path: Path, content: bytes, caps: Caps = CAPS) -> str:
    """Return why the content is refused, without the file's name."""
    with pytest.raises(SourceRefused) as caught:
        check(path, content, caps)
    text = str(caught.value)
    assert text.startswith("a.csv: ")
    assert "\n" not in text
    return text.removeprefix("a.csv: ")


def read(path: Path, content: bytes) -> TextTable:
    """Write the content, check it, and read it in the format that was recognised."""
    return read_text(path, check(path, content).format, SMALL)


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def gzipped(content: bytes) -> bytes:
    """Return a gzip archive."""
    return gzip.compress(content, mtime=0)  # tests are named by their bytes


def workbook(**sheets: list[list[object]]) -> bytes:
    """Return an .xlsx workbook of these sheets."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def parquet(frame: pd.DataFrame) -> bytes:
    """Return a Parquet file of this frame."""
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    return buffer.getvalue()
