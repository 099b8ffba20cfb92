"""Check a workbook's XML before a parser builds trees from it."""

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
# what may precede XML's first character, in UTF-8 and UTF-16: whitespace and a mark
_BLANK = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
# how images begin, unlike XML; openpyxl opens those of a chart sheet
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")


def guard_workbook(path: Path, name: str, caps: Caps) -> dict[str, int]:
    """Refuse a workbook whose XML is malformed or would exhaust memory.

    Refuses a document type, since its entities can grow without bound, and more elements, in total
    or nested, than a sheet can need. Returns the cost of reading each part, for `MeteredZip`; parts
    that are not XML are left out.

    Raises:
        SourceRefused: the workbook is one of these.
    """
    members = list_members(path, name)
    bound_unpacked(members, name, caps)
    work, elements = dict[str, int](), 0
    with parsing(name, "an Excel workbook"), ZipFile(path) as archive:
        for member in members:
            work.pop(member.filename, None)  # of two parts with one name the last is opened
            if not _is_xml(archive, member):
                continue  # an image or a macro, which must not be opened as XML
            counter = Counter(name, _MAX_ELEMENTS - elements)
            with archive.open(member) as part:
                _guard_part(part, counter)
            elements += counter.elements
            work[member.filename] = counter.work // 100
    return work


class MeteredZip(ZipFile):
    """A workbook's archive that limits the total cost of the parts that are opened.

    Only opened parts count: charts, pivot tables and images are not read.

    Args:
        file: the open archive.
        name: the file's name in error messages.
        work: the cost of each part, see `guard_workbook`.
    """

    def __init__(self, file: IO[bytes], name: str, work: Mapping[str, int]) -> None:
        super().__init__(file)
        self._called, self._work, self._done = name, work, 0

    def open(self, name: str | ZipInfo, *args: Any, **kwargs: Any) -> IO[bytes]:
        """Open a part, and add its cost.

        Raises:
            SourceRefused: the total is too high, or the part was not checked.
        """
        part = name.filename if isinstance(name, ZipInfo) else name
        if part in self.NameToInfo and part not in self._work and not self._is_picture(part):
            raise SourceRefused(
                f"{self._called}: an Excel workbook with a part that is not XML where XML is"
                " expected; save it again"
            )
        self._done += self._work.get(part, 0) + OPENING // 100
        if self._done > MAX_WORK:
            raise too_much(self._called)
        return super().open(name, *args, **kwargs)

    def _is_picture(self, part: str) -> bool:
        with super().open(part) as opened:
            return opened.read(max(map(len, _PICTURES))).startswith(_PICTURES)


def _is_xml(archive: ZipFile, member: ZipInfo) -> bool:
    """Return whether the first character after any whitespace is that of XML."""
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
