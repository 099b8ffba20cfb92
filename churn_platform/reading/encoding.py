"""Which encoding a text is in."""

import codecs
from collections.abc import Iterable
from itertools import chain

from churn_platform.source.errors import SourceRefused

# the longer mark first: UTF-32's begins with UTF-16's
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LEGACY = "cp1252"
# what office programs write where a language is at home; the rest only misleads on a short sample
_PAGES = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("cp932", "gb18030", "big5", "cp949"),
]
_SAMPLE = 16_384
_HEAD = 4_096


def recognise_encoding(pieces: Iterable[bytes], name: str, declared: str | None) -> str:
    """Return a text's encoding: the declared one, by its mark, UTF-8, or a likely code page.

    Whether all of it can be decoded shows when it is read.

    Raises:
        SourceRefused: Python knows no such declared encoding.
    """
    pieces = iter(pieces)
    head = next(pieces, b"")
    marked = _by_mark(head) or _utf_16(head[:_HEAD])
    if declared is not None:
        known = _lookup(declared, name)
        # "utf-16" and "utf-32" leave the order of bytes to the mark
        return marked if marked and marked[:-3] == known else known
    return marked or _utf_8_or_legacy(chain((head,), pieces))


def _lookup(declared: str, name: str) -> str:
    try:
        "a".encode(declared)
        return codecs.lookup(declared).name
    except (LookupError, ValueError):
        found = f"{declared[:40]!r} is no encoding that Python knows"
        raise SourceRefused(f"{name}: {found}; expected such as utf-8 or cp1252") from None


def _by_mark(head: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)


def _utf_16(head: bytes) -> str | None:
    """UTF-16 without a mark: most of a table is ASCII, so every other byte is 0."""
    pairs = len(head) // 2
    first, second = head[0::2].count(0), head[1::2].count(0)
    if min(first, second) * 20 > pairs or max(first, second) * 5 < pairs * 2 or not pairs:
        return None
    return "utf-16-le" if second > first else "utf-16-be"


def _utf_8_or_legacy(pieces: Iterable[bytes]) -> str:
    decoder, is_utf_8, sample = codecs.getincrementaldecoder("utf-8")(), True, bytearray()
    for piece in chain(pieces, (b"",)):
        if not piece.isascii() and len(sample) < _SAMPLE:
            lines = (line[:_SAMPLE] for line in piece.splitlines() if not line.isascii())
            sample += b"\n".join(lines) + b"\n"
        if is_utf_8:
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeDecodeError:
                is_utf_8 = False
        elif len(sample) >= _SAMPLE:
            break
    return "utf-8" if is_utf_8 else _code_page(bytes(sample[:_SAMPLE]))


def _code_page(sample: bytes) -> str:
    # here, so that a table in UTF-8 does not pay for it
    from charset_normalizer import from_bytes

    matches = from_bytes(sample, cp_isolation=_PAGES)
    best = matches.best()
    if best is None:
        return _LEGACY
    for match in matches:
        # of equally likely pages the most common one
        if (match.chaos, match.coherence) == (best.chaos, best.coherence):
            if _LEGACY in match.could_be_from_charset:
                return _LEGACY
    return best.encoding
