"""Taking bytes in: counted, capped, hashed, decompressed in small pieces."""

import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from churn_platform.config.source_errors import SourceRefused
from churn_platform.runtime.failures import kind_and_place

PIECE = 1 << 18


class WriteError(Exception):
    """What came in cannot be written here, which is nothing that the source can help."""


class Intake:
    """Hashes bytes and passes them on to a file, if there is one, up to a cap."""

    def __init__(self, source: str, max_bytes: int, file: IO[bytes] | None = None) -> None:
        self._source, self._max_bytes, self._file = source, max_bytes, file
        self.restart()

    def restart(self) -> None:
        """Forget what came so far."""
        self.bytes, self._hash = 0, hashlib.sha256()
        if self._file:
            self._file.seek(0)
            self._file.truncate()

    def announce(self, size: int) -> None:
        """Refuse a body that says beforehand that it is too large.

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
            SourceRefused: the cap is passed.
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
        """Hex SHA-256 of what was taken."""
        return self._hash.hexdigest()


class Gunzip:
    """Decompresses a gzip stream in pieces of bounded size, whatever its ratio."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Yield what these bytes expand to; raises `zlib.error` on bytes that are no gzip."""
        while piece := self._stream.decompress(data, PIECE):
            yield piece
            data = self._stream.unconsumed_tail

    @property
    def is_complete(self) -> bool:
        """Whether the stream came to its end, and nothing came after it."""
        return self._stream.eof and not self._stream.unused_data
