"""Detect the kind of a file from its content, never from its name."""

import os
from pathlib import Path
from zipfile import ZipInfo

from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.formats.archive import list_members, only_member
from churn_platform.sources.formats.format import Caps, Format
from churn_platform.sources.formats.unpack import unpacked

_HEAD = 64
_GZIP, _ZIPS, _PARQUET = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06"), b"PAR1"
_PACKED = {
    _GZIP: "a gzip archive",
    _PARQUET: "a Parquet file",
    **dict.fromkeys(_ZIPS, "an Excel workbook or zip archive"),
}
_OTHERS = {
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls), or one with a password",
    b"%PDF": "a PDF document",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"ARROW1": "an Arrow file",
    b"SQLite format 3\x00": "an SQLite database",
    b"\x89HDF": "an HDF5 file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"$FL2": "an SPSS file",
}
_DOCUMENTS = {
    "xl/workbook.bin": "a binary Excel workbook (.xlsb)",
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a PowerPoint document",
    "content.xml": "an OpenDocument file",
}


def recognise_container(path: Path, name: str, caps: Caps) -> Format:
    """Return a file's kind, compression and member; the rest of the format is detected later.

    Raises:
        SourceRefused: the file is not text, compressed text, an .xlsx workbook or Parquet.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(max(0, file.seek(0, os.SEEK_END) - len(_PARQUET)))
        tail = file.read()
    _refuse(head, name, _OTHERS)
    if head.startswith(_PARQUET):
        if tail != _PARQUET or len(head) < 2 * len(_PARQUET):
            raise SourceRefused(
                f"{name}: a truncated Parquet file; expected the whole file, fetch it again"
            )
        return Format("parquet")
    if head.startswith(_ZIPS):
        members = list_members(path, name)
        if "xl/workbook.xml" in {member.filename for member in members}:
            return Format("xlsx")
        return _packed(path, name, _zipped(members, name, caps), caps)
    return _packed(path, name, Format("csv", "gzip" if head.startswith(_GZIP) else None), caps)


def _zipped(members: list[ZipInfo], name: str, caps: Caps) -> Format:
    for member in members:
        if member.filename in _DOCUMENTS and len(members) > 1:
            raise SourceRefused(
                f"{name}: {_DOCUMENTS[member.filename]}; expected a table as CSV, .xlsx or Parquet"
            )
    return Format("csv", "zip", member=only_member(members, name, caps))


def _packed(path: Path, name: str, form: Format, caps: Caps) -> Format:
    if form.compression:
        head = b""
        for piece in unpacked(path, name, form, caps):
            head += piece[:_HEAD]
            if len(head) >= _HEAD:
                break
        _refuse(head, f"{name}: a {form.compression} archive", {**_PACKED, **_OTHERS})
    return form


def _refuse(head: bytes, name: str, kinds: dict[bytes, str]) -> None:
    for sign, what in kinds.items():
        if head.startswith(sign):
            raise SourceRefused(f"{name}: {what}; expected a table as CSV, .xlsx or Parquet")
