"""Inspect a zip archive that may be malicious."""

import re
import struct
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.formats.format import Caps
from churn_platform.sources.formats.parsing import parsing

_MAX_DIRECTORY = 4_000_000
_TAIL = 66_000
_LEFT = {"thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"}
# End records of PKWARE's APPNOTE 6.3.10, sections 4.3.16 and 4.3.14: where the size is stored.
_ENDS = ((b"PK\x05\x06", "<L", 12), (b"PK\x06\x06", "<Q", 40))


def list_members(path: Path, name: str) -> list[ZipInfo]:
    """Return the members of a zip archive.

    Raises:
        SourceRefused: it is damaged, or its list of members is too long.
    """
    with parsing(name, "a zip archive"):
        _bound_directory(path, name)
        with ZipFile(path) as archive:
            return archive.infolist()


def only_member(members: list[ZipInfo], name: str, caps: Caps) -> str:
    """Return the name of an archive's only file, ignoring files that systems add on their own.

    Raises:
        SourceRefused: there is not exactly one file, or it cannot be unpacked.
    """
    files = [one for one in members if not _is_left_out(one.filename)]
    if len(files) != 1:
        raise SourceRefused(f"{name}: a zip archive of {len(files)} files; expected one CSV file")
    (file,) = files
    if file.flag_bits & 1:
        raise SourceRefused(f"{name}: a zip archive with a password; expected one without")
    if file.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        method = f"compression method {file.compress_type}"
        raise SourceRefused(f"{name}: a zip archive of {method}; expected 0 or 8 (deflate)")
    bound_unpacked([file], name, caps)
    return file.filename


def _is_left_out(member: str) -> bool:
    """Return whether it is a folder, hidden, or left by macOS, Windows or an office program.

    A member may have an empty name, which `ZipInfo.is_dir` cannot take.
    """
    *folders, name = member.split("/")
    is_hidden = any(part.startswith(".") for part in (*folders, name))
    return (
        member.endswith("/")
        or is_hidden
        or "__MACOSX" in folders
        or name.startswith("~$")
        or name.lower() in _LEFT
    )


def bound_unpacked(members: list[ZipInfo], name: str, caps: Caps) -> None:
    """Refuse members whose declared sizes are too large together.

    `zipfile` never reads more of a member than its declared size.

    Raises:
        SourceRefused: the sizes are above the cap.
    """
    size = sum(member.file_size for member in members)
    if size > caps.max_bytes:
        raise SourceRefused(
            f"{name}: {size:,} bytes unpacked; at most {caps.max_bytes:,} are accepted"
        )


def _bound_directory(path: Path, name: str) -> None:
    # zipfile loads the whole directory into memory, at many times its size
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, 2) - _TAIL))
        tail = file.read()
    for sign, layout, offset in _ENDS:
        for found in re.finditer(re.escape(sign), tail):
            place = found.start() + offset
            if place + struct.calcsize(layout) > len(tail):
                continue
            if struct.unpack_from(layout, tail, place)[0] > _MAX_DIRECTORY:
                maximum = f"at most {_MAX_DIRECTORY:,} bytes of it are accepted"
                raise SourceRefused(f"{name}: a zip archive with a long list of files; {maximum}")
