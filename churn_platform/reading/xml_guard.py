"""A look at a workbook's XML before a parser builds trees of it."""

from pathlib import Path
from typing import IO
from xml.parsers.expat import ParserCreate
from zipfile import ZipFile

from churn_platform.reading.archive import bound_unpacked, list_members
from churn_platform.reading.format import Caps
from churn_platform.reading.parsing import parsing
from churn_platform.source.errors import SourceRefused
from churn_platform.source.intake import PIECE

_MOST_ROWS = 1_048_576  # Excel's own limit
_MOST_ALIVE = 4 * _MOST_ROWS
_MOST_IN_ROW = 200_000
_MOST_DEPTH = 100
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# root of a part -> what openpyxl frees at its end
_FREED = {f"{_NAMESPACE} worksheet": f"{_NAMESPACE} row", f"{_NAMESPACE} sst": f"{_NAMESPACE} si"}
_BLANK = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


def guard_workbook(path: Path, name: str, caps: Caps) -> None:
    """Refuse a workbook whose XML is malformed or would fill the memory.

    Refused are a document type, since its entities grow without bound, and more elements, in all
    or within each other, than a sheet can need.

    Raises:
        SourceRefused: it is one of these.
    """
    members = list_members(path, name)
    bound_unpacked(members, name, caps)
    with parsing(name, "an Excel workbook"), ZipFile(path) as archive:
        for member in members:
            with archive.open(member) as part:
                _guard_part(part, name)


def _guard_part(part: IO[bytes], name: str) -> None:
    piece = part.read(PIECE)
    if not piece.lstrip(_BLANK).startswith(b"<"):
        return  # a picture or a macro
    counter = _Counter(name)
    parser = ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = counter.doctype
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    while piece:
        parser.Parse(piece, False)
        piece = part.read(PIECE)
    parser.Parse(b"", True)


class _Counter:
    """Counts the elements and attributes that openpyxl keeps at one time."""

    def __init__(self, name: str) -> None:
        self._name, self._freed, self._inside = name, "", False
        self._depth = self._alive = self._row = 0

    def doctype(self, *_: object) -> None:
        raise self._refusal("a document type; expected none")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._depth == 0:
            self._freed = _FREED.get(tag, "")
        self._depth += 1
        self._alive += 1 + len(attributes)
        if self._inside:
            self._row += 1 + len(attributes)
        elif tag == self._freed:
            self._inside, self._row = True, len(attributes)
            number = attributes.get("r", "")
            if len(number) > 7 or (number.isdecimal() and int(number) > _MOST_ROWS):
                raise self._refusal(f"a row number above {_MOST_ROWS:,}; expected a smaller one")
        if self._alive > _MOST_ALIVE or self._row > _MOST_IN_ROW or self._depth > _MOST_DEPTH:
            raise self._refusal("more elements in one place than Excel writes; expected fewer")

    def end(self, tag: str) -> None:
        self._depth -= 1
        if tag == self._freed:
            self._inside, self._alive, self._row = False, self._alive - self._row, 0

    def _refusal(self, what: str) -> SourceRefused:
        return SourceRefused(f"{self._name}: an Excel workbook with {what}")
