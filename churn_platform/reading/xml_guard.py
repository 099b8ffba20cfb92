"""A look at a workbook's XML before a parser builds trees of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any
from xml.parsers.expat import ParserCreate
from zipfile import ZipFile, ZipInfo

from churn_platform.reading.archive import bound_unpacked, list_members
from churn_platform.reading.format import Caps
from churn_platform.reading.parsing import parsing
from churn_platform.reading.xml_work import MOST_WORK, OPENING, Counter, too_much
from churn_platform.source.intake import PIECE

_MOST_ELEMENTS = 15_000_000
_BLANK = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


def guard_workbook(path: Path, name: str, caps: Caps) -> dict[str, int]:
    """Refuse a workbook whose XML is malformed or would fill the memory.

    Refused are a document type, since its entities grow without bound, and more elements, in all
    or within each other, than a sheet can need. Returns the work that each part takes to read,
    for `MeteredZip`.

    Raises:
        SourceRefused: it is one of these.
    """
    members = list_members(path, name)
    bound_unpacked(members, name, caps)
    work, elements = dict[str, int](), 0
    with parsing(name, "an Excel workbook"), ZipFile(path) as archive:
        for member in members:
            with archive.open(member) as part:
                counter = Counter(name, _MOST_ELEMENTS - elements)
                _guard_part(part, counter)
            elements += counter.elements
            work[member.filename] = counter.work // 100
    return work


class MeteredZip(ZipFile):
    """A workbook's archive that refuses to open more parts than can be read in bounded work.

    Only what is opened counts: charts, pivot tables and pictures are not read.

    Args:
        file: the open archive.
        name: what the file is called in a refusal.
        work: what each part takes, see `guard_workbook`.
    """

    def __init__(self, file: IO[bytes], name: str, work: Mapping[str, int]) -> None:
        super().__init__(file)
        self._called, self._work, self._done = name, work, 0

    def open(self, name: str | ZipInfo, *args: Any, **kwargs: Any) -> IO[bytes]:
        """Open a part, and count what it takes to read it.

        Raises:
            SourceRefused: it is too much.
        """
        part = name.filename if isinstance(name, ZipInfo) else name
        self._done += self._work.get(part, 0) + OPENING // 100
        if self._done > MOST_WORK:
            raise too_much(self._called)
        return super().open(name, *args, **kwargs)


def _guard_part(part: IO[bytes], counter: Counter) -> None:
    piece = part.read(PIECE)
    if not piece.lstrip(_BLANK).startswith(b"<"):
        return  # a picture or a macro
    parser = ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = counter.doctype
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    while piece:
        parser.Parse(piece, False)
        piece = part.read(PIECE)
    parser.Parse(b"", True)
    counter.close()
