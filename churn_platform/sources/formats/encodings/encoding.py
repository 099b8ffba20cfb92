"""Detect the encoding of a text."""

import codecs
import re
from collections.abc import Iterable
from itertools import chain

from churn_platform.config.source_errors import SourceRefused

# the longer byte-order mark first: UTF-32's begins with UTF-16's
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 32_768
_LOOKED_THROUGH = 8_000_000
_HEAD = 4_096
# a non-ASCII field; its delimiters are not part of another character in any page
_FIELD = re.compile(rb'[^,;\t\r\n"]*[\x80-\xff][^,;\t\r\n"]*')
_SIGN = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
"""A non-ASCII character in UTF-8."""
_DIGIT = re.compile(rb"[0-9]")


def recognise_encoding(pieces: Iterable[bytes], name: str, declared: str | None) -> str:
    """Return a text's encoding: the declared one, by its byte-order mark, UTF-8, or a likely code
    page.

    Whether all of it can be decoded shows when it is read. A few broken bytes do not turn UTF-8
    text into a code page.

    Raises:
        SourceRefused: Python does not know the declared encoding.
    """
    pieces = iter(pieces)
    head = next(pieces, b"")
    marked = _by_mark(head) or _utf_16(head[:_HEAD])
    if declared is not None:
        known = _lookup(declared, name)
        # "utf-16" and "utf-32" leave the byte order to the mark
        return marked if marked and marked[:-3] == known else known
    return marked or _utf_8_or_legacy(chain((head,), pieces))


def is_unicode(encoding: str) -> bool:
    """Return whether an encoding is a Unicode one, which is certain and not guessed."""
    return encoding.startswith("utf")


def is_utf_8(pieces: Iterable[bytes]) -> bool:
    """Return whether a text has non-ASCII characters and is valid UTF-8."""
    decoder, has_more = codecs.getincrementaldecoder("utf-8")(), False
    try:
        for piece in chain(pieces, (b"",)):
            decoder.decode(piece, final=not piece)
            has_more = has_more or not piece.isascii()
    except UnicodeDecodeError:
        return False
    return has_more


def _lookup(declared: str, name: str) -> str:
    try:
        "a".encode(declared)
        return codecs.lookup(declared).name
    except (LookupError, ValueError):
        found = f"{declared[:40]!r} is not an encoding that Python knows"
        raise SourceRefused(f"{name}: {found}; expected for example utf-8 or cp1252") from None


def _by_mark(head: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)


def _utf_16(head: bytes) -> str | None:
    """Detect UTF-16 without a mark: delimiters and digits are ASCII, so every other byte is 0."""
    pairs = len(head) // 2
    first, second = head[0::2].count(0), head[1::2].count(0)
    if min(first, second) * 20 > max(first, second) or max(first, second) * 10 < pairs or not pairs:
        return None
    return "utf-16-le" if second > first else "utf-16-be"


def _utf_8_or_legacy(pieces: Iterable[bytes]) -> str:
    decoder, is_valid, fields, seen = codecs.getincrementaldecoder("utf-8")(), True, _Fields(), 0
    for piece in chain(pieces, (b"",)):
        if not piece.isascii() and seen < _LOOKED_THROUGH:
            seen += len(piece)
            fields.add(piece)
        if is_valid:
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeDecodeError:
                is_valid = False
        elif seen >= _LOOKED_THROUGH:
            break
    sample = fields.sample()
    if is_valid or fields.are_mostly_utf_8:
        return "utf-8"
    # imported here, so that a table in UTF-8 does not load it
    from churn_platform.sources.formats.encodings.code_pages import guess_page

    return guess_page(sample)


class _Fields:
    """The distinct non-ASCII fields of a text, up to the size of a sample.

    Distinct, so that neither a value's frequency nor its neighbours matter.
    """

    def __init__(self) -> None:
        self._rest, self._found = b"", dict[bytes, None]()
        self._signs = self._broken = 0

    def add(self, piece: bytes) -> None:
        """Add the next piece; a field cut at its end is completed by the following piece."""
        text = self._rest + piece
        end = max(text.rfind(sign) for sign in b"\r\n")
        whole, self._rest = text[: end + 1], text[end + 1 :][-_SAMPLE:]
        self._found |= dict.fromkeys(_FIELD.findall(whole))
        self._signs += len(_SIGN.findall(whole))
        self._broken += whole.decode("utf-8", "replace").count("\ufffd")

    @property
    def are_mostly_utf_8(self) -> bool:
        """Return whether there are more UTF-8 characters than bytes outside of one."""
        return self._signs > self._broken

    def sample(self) -> bytes:
        """Return the fields, one per line."""
        self.add(b"\n")
        words_first = sorted(self._found, key=lambda field: (bool(_DIGIT.search(field)), field))
        return b"\n".join(words_first)[:_SAMPLE]
