"""A look at a workbook's XML before a parser builds trees of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any
from xml.parsers.expat import ParserCreate
from zipfile import ZipFile, ZipInfo

from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.formats.archive import bound_unpacked, list_members
from churn_platform.sources.formats.excel.xml_work import MAX_WORK, OPENING, Counter, too_much
from churn_platform.sources.formats.format import Caps
from churn_platform.sources.formats.intake import PIECE
from churn_platform.sources.formats.parsing import parsing

_MAX_ELEMENTS = 15_000_000
# what may stand before the first sign of XML, in UTF-8 and in UTF-16: blanks and a mark
_BLANK = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
# how pictures begin: openpyxl opens those of a sheet that is a chart, and no XML begins so
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")


def guard_workbook(path: Path, name: str, caps: Caps) -> dict[str, int]:
    """Refuse a workbook whose XML is malformed or would fill the memory.

    Refused are a document type, since its entities grow without bound, and more elements, in all
    or within each other, than a sheet can need. Returns the work that each part takes to read,
    for `MeteredZip`; a part that is no XML is not among them.

    Raises:
        SourceRefused: it is one of these.
    """
    members = list_members(path, name)
    bound_unpacked(members, name, caps)
    work, elements = dict[str, int](), 0
    with parsing(name, "an Excel workbook"), ZipFile(path) as archive:
        for member in members:
            work.pop(member.filename, None)  # of two parts of one name the last one is opened
            if not _is_xml(archive, member):
                continue  # a picture or a macro, which nobody may open as XML
            counter = Counter(name, _MAX_ELEMENTS - elements)
            with archive.open(member) as part:
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
            SourceRefused: it is too much, or is a part that nobody has looked through.
        """
        part = name.filename if isinstance(name, ZipInfo) else name
        if part in self.NameToInfo and part not in self._work and not self._is_picture(part):
            raise SourceRefused(
                f"{self._called}: an Excel workbook with a part that is not XML in a place for"
                " XML; save it again"
            )
        self._done += self._work.get(part, 0) + OPENING // 100
        if self._done > MAX_WORK:
            raise too_much(self._called)
        return super().open(name, *args, **kwargs)

    def _is_picture(self, part: str) -> bool:
        with super().open(part) as opened:
            return opened.read(max(map(len, _PICTURES))).startswith(_PICTURES)


def _is_xml(archive: ZipFile, member: ZipInfo) -> bool:
    """Whether the first sign is that of XML, however many blanks stand before it."""
    with archive.open(member) as part:
        while piece := part.read(PIECE):
            if begun := piece.lstrip(_BLANK):
                return begun.startswith(b"<")
    return False


def _guard_part(part: IO[bytes], counter: Counter) -> None:
    parser = ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = counter.doctype
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    while piece := part.read(PIECE):
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    counter.close()
