"""The lines of a text file that may be hostile: bounded, and surely UTF-8."""

import io
from collections.abc import Iterator
from typing import IO

from churn_platform.source.errors import SourceRefused

MAX_ROW = 10_000_000
_BOM = b"\xef\xbb\xbf"
_NOT_TEXT = {
    b"PK\x03\x04": "an Excel workbook or zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
}


class Lines(Iterator[str]):
    """Gives a binary file's lines as text, without the byte-order mark.

    `row` counts the characters since the reader of rows last set it to 0, so that a quote that
    never closes cannot gather the whole file in memory.
    """

    def __init__(self, file: IO[bytes], source: str) -> None:
        self._source, self._number, self.row = source, 0, 0
        self._lines = self._read(file)

    def __next__(self) -> str:
        line = next(self._lines)
        self.row += len(line)
        self._bound(self.row)
        self._number += 1
        return line

    def _read(self, file: IO[bytes]) -> Iterator[str]:
        offset = 0
        while raw := file.readline(MAX_ROW + 1):
            if offset == 0:
                self._recognise(raw)
            self._bound(len(raw))
            text = self._decode(raw, offset)
            offset += len(raw)
            # a lone "\r" ends a line too, as it does for pandas
            yield from io.StringIO(text, newline="") if "\r" in text else (text,)

    def _recognise(self, raw: bytes) -> None:
        found = next((kind for magic, kind in _NOT_TEXT.items() if raw.startswith(magic)), None)
        if raw.removeprefix(_BOM).lstrip().startswith(b"<"):
            found = "an HTML or XML page"
        if found:
            raise SourceRefused(f"{self._source}: {found}; expected CSV in UTF-8")

    def _bound(self, size: int) -> None:
        if size > MAX_ROW:
            where = f"{self._source}: line {self._number + 1}"
            raise SourceRefused(f"{where}: a row of more than {MAX_ROW:,} characters")

    def _decode(self, raw: bytes, offset: int) -> str:
        where = f"{self._source}: line {self._number + 1}"
        zero = raw.find(0)
        if zero >= 0:
            raise SourceRefused(f"{where}: a NUL byte (byte {offset + zero}); expected text")
        try:
            return raw.decode("utf-8" if offset else "utf-8-sig")
        except UnicodeDecodeError as error:
            start = error.start + (len(_BOM) if not offset and raw.startswith(_BOM) else 0)
            raise SourceRefused(
                f"{where}: not UTF-8: byte 0x{raw[start]:02x} (byte {offset + start})"
            ) from None
