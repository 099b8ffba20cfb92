"""Unpack the bytes of a text file, and count them."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zipfile import ZipFile

from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.formats.format import Caps, Format
from churn_platform.sources.formats.intake import PIECE
from churn_platform.sources.formats.parsing import parsed

_WHAT = {None: "a file", "gzip": "a gzip archive", "zip": "a zip archive"}


def unpacked(path: Path, name: str, form: Format, caps: Caps) -> Iterator[bytes]:
    """Yield a file's content in pieces of bounded size, unpacked.

    Raises:
        SourceRefused: the container is damaged, or has more bytes than the cap.
    """
    size = 0
    for piece in parsed(_pieces(path, form), name, _WHAT[form.compression]):
        size += len(piece)
        if size > caps.max_bytes:
            raise SourceRefused(
                f"{name}: more than the {caps.max_bytes:,} bytes that are accepted, unpacked"
            )
        yield piece


def _pieces(path: Path, form: Format) -> Iterator[bytes]:
    with _opened(path, form) as file:
        while piece := file.read(PIECE):
            yield piece


@contextmanager
def _opened(path: Path, form: Format) -> Iterator[IO[bytes] | gzip.GzipFile]:
    if form.compression == "gzip":
        with gzip.open(path) as file:
            yield file
    elif form.compression == "zip":
        assert form.member is not None
        with ZipFile(path) as archive, archive.open(form.member) as file:
            yield file
    else:
        with path.open("rb") as file:
            yield file
