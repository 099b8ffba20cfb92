"""Receive bytes: count, limit, hash and decompress them in small pieces."""

import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from churn_platform.config.source_errors import SourceRefused
from churn_platform.runtime.failures import kind_and_place

PIECE = 1 << 18


class WriteError(Exception):
    """The received bytes cannot be written here; the source is not at fault."""


class Intake:
    """Hash bytes and write them to a file, if one is given, up to a cap."""

    def __init__(self, source: str, max_bytes: int, file: IO[bytes] | None = None) -> None:
        self._source, self._max_bytes, self._file = source, max_bytes, file
        self.restart()

    def restart(self) -> None:
        """Discard what was received so far."""
        self.bytes, self._hash = 0, hashlib.sha256()
        if self._file:
            self._file.seek(0)
            self._file.truncate()

    def announce(self, size: int) -> None:
        """Refuse a body whose declared size is too large.

        Raises:
            SourceRefused: the size is above the cap.
        """
        if size > self._max_bytes:
            raise SourceRefused(
                f"{self._source}: {size:,} bytes; at most {self._max_bytes:,} are accepted"
            )

    def take(self, piece: bytes) -> None:
        """Add a piece.

        Raises:
            SourceRefused: the cap is exceeded.
            WriteError: it cannot be written, such as to a full disk.
        """
        self.bytes += len(piece)
        if self.bytes > self._max_bytes:
            raise SourceRefused(
                f"{self._source}: more than the {self._max_bytes:,} bytes that are accepted"
            )
        self._hash.update(piece)
        if self._file:
            try:
                self._file.write(piece)
            except OSError as error:
                folder = Path(self._file.name).parent
                raise WriteError(kind_and_place(error, folder)) from None

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the received bytes."""
        return self._hash.hexdigest()


class Gunzip:
    """Decompress a gzip stream in pieces of bounded size, whatever its ratio."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Yield the decompressed bytes; raises `zlib.error` on bytes that are not gzip."""
        while piece := self._stream.decompress(data, PIECE):
            yield piece
            data = self._stream.unconsumed_tail

    @property
    def is_complete(self) -> bool:
        """Whether the stream is complete and nothing follows it."""
        return self._stream.eof and not self._stream.unused_data
