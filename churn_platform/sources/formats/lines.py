"""Lines of untrusted text: strictly decoded, bounded, without control characters."""

import codecs
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from churn_platform.config.source_errors import SourceRefused

MAX_ROW = 10_000_000
_LINE_END = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Lines(Iterator[str]):
    r"""Iterate over the decoded lines with their ends: `\n`, `\r\n` or a lone `\r`.

    A byte-order mark is skipped. `row` counts the characters since the row reader last set it to 0,
    so that an unclosed quote cannot load the whole file into memory.
    """

    def __init__(self, pieces: Iterable[bytes], encoding: str, name: str) -> None:
        self._pieces, self._encoding, self._name = pieces, encoding, name
        self._bytes, self._rest, self._number, self.row = 0, "", 0, 0
        self._lines = self._split()

    def __next__(self) -> str:
        line = next(self._lines)
        self.row += len(line)
        self._bound(self.row)
        if found := _CONTROL.search(line):
            sign = f"control character U+{ord(found[0]):04X} (character {found.start() + 1})"
            raise self._refusal(0, f"{sign}; expected text")
        self._number += 1
        return line

    def _split(self) -> Iterator[str]:
        texts = self._decode()
        self._rest = next(texts, "").removeprefix("\ufeff")
        for text in texts:
            lines = list(io.StringIO(self._rest + text, newline=""))
            # the last line may continue in the next piece, and so may its "\r"
            self._rest = lines.pop() if lines else ""
            yield from lines
            self._bound(len(self._rest))
        yield from io.StringIO(self._rest, newline="")

    def _decode(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self._encoding)()
        for piece in chain(self._pieces, (b"",)):
            self._bytes += len(piece)
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                raise self._undecodable(error) from None
            if text:
                yield text

    def _undecodable(self, error: UnicodeDecodeError) -> SourceRefused:
        good = error.object[: error.start].decode(self._encoding, "replace")
        place = self._bytes - len(error.object) + error.start
        byte = f"byte 0x{error.object[error.start]:02x} (byte {place})"
        ends = len(_LINE_END.findall(self._rest + good))
        return self._refusal(ends, f"not {self._encoding}: {byte}; expected text in one encoding")

    def _bound(self, size: int) -> None:
        if size > MAX_ROW:
            raise self._refusal(
                0, f"a row of more than the {MAX_ROW:,} characters that are accepted"
            )

    def _refusal(self, further_lines: int, what: str) -> SourceRefused:
        return SourceRefused(f"{self._name}: line {self._number + further_lines + 1}: {what}")
