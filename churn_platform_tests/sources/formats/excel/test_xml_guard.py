"""Workbooks that would keep the reader busy: refused by what they hold, in little work."""

import io
import zipfile
from pathlib import Path

import pytest

from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.formats.excel import xml_guard, xml_work
from churn_platform.sources.formats.excel.xml_guard import MeteredZip, guard_workbook
from churn_platform.sources.formats.intake import PIECE
from churn_platform_tests.sources.formats.excel.test_workbook import HEADER, SHEET, edited
from churn_platform_tests.sources.formats.tables import CAPS, check, refusal, workbook

SHEET_PART, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
STYLES = "xl/styles.xml"
TOO_MUCH = (
    "an Excel workbook that takes more work to read than 500,000 cells, formats, names and empty"
    " rows counted, which is the most that is accepted; save the table as CSV or Parquet"
)
INLINE = '<c t="inlineStr"><is>' + "<r><t>a</t></r>" * 1_000 + "</is></c>"
END = "</sheetData>"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture(autouse=True)
def a_tenth_of_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused is ten times as much in truth, which takes ten times as long to look at."""
    for module in (xml_guard, xml_work):
        monkeypatch.setattr(module, "MAX_WORK", 1_000_000)


def rows(text: str, times: int) -> tuple[str, str, str]:
    return SHEET_PART, END, text * times + END


def within(parent: str, child: str, times: int = 35_000) -> str:
    return f"<{parent}>{child * times}</{parent}>"


HOSTILE = {
    "many tiny cells": rows("<row>" + "<c/>" * 1_000 + "</row>", 1_000),
    "formatted empty rows": rows('<row ht="9" s="1" customFormat="1"/>', 104_000),
    "rich text in cells": rows(f"<row>{INLINE}</row>", 90),
    "far columns": rows('<row><c/><c r="XFD1"/></row>', 400),
    "merged cells": (SHEET_PART, END, END + within("mergeCells", '<mergeCell ref="A1:B2"/>')),
    "hyperlinks": (SHEET_PART, END, END + within("hyperlinks", '<hyperlink ref="A1"/>')),
    "formats": (STYLES, "<cellXfs", within("cellXfs", "<xf/>") + "<cellXfs"),
    "names": (BOOK, "</sheets>", "</sheets>" + within("definedNames", '<definedName name="a"/>')),
    "one sheet many times": (
        BOOK,
        "</sheets>",
        '<sheet name="z" sheetId="9" state="visible" r:id="rId1"/>' * 200 + "</sheets>",
    ),
    "long list of cells": (SHEET_PART, END, END + '<x sqref="' + "A1 " * 800_000 + '"/>'),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_takes_too_much_work_is_refused(path: Path, name: str) -> None:
    member, old, new = HOSTILE[name]
    book = workbook(x=SHEET)
    if member == BOOK:  # the prefix of the sheets that are added
        book = edited(book, BOOK, "<sheets>", f'<sheets xmlns:r="{OFFICE}">')
    assert refusal(path, edited(book, member, old, new)) == TOO_MUCH


def test_shared_strings_of_many_pieces_are_refused(path: Path) -> None:
    part = '<Override PartName="/xl/strings.xml" ContentType="application/vnd.openxmlformats-'
    part += 'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    path.write_bytes(edited(workbook(x=SHEET), "[Content_Types].xml", "</Types>", part))
    text = "<si>" + "<r><t>a</t></r>" * 1_000 + "</si>"
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/strings.xml", f'<sst xmlns="{MAIN}">{text * 170}</sst>')
    assert refusal(path, path.read_bytes()) == TOO_MUCH


def test_rows_in_a_part_that_is_no_sheet_are_not_read(path: Path) -> None:
    far = '<row r="1048576"/><row r="3"/>' * 10
    book = edited(workbook(x=SHEET), SHEET_PART, END, far + END)
    book = edited(
        edited(book, SHEET_PART, "<worksheet", "<other"), SHEET_PART, "</worksheet", "</other"
    )
    assert refusal(path, book) == TOO_MUCH


def test_many_sheets_that_begin_far_down_are_refused(path: Path) -> None:
    sheets: dict[str, list[list[object]]] = {f"s{n}": [["a"]] for n in range(8)}
    path.write_bytes(workbook(**sheets))
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for one, content in parts.items():
            archive.writestr(one, content.replace(b'<row r="1"', b'<row r="1048576"'))
    assert refusal(path, path.read_bytes()) == TOO_MUCH


@pytest.mark.parametrize(
    ("new", "text"),
    [
        ('<row r="9"/><row r="4"/>', "row numbers that do not increase"),
        ('<row r="9"/><row r="9"/>', "row numbers that do not increase"),
        ('<row r="1048576"/><row/>', "a row number above 1,048,576"),
        ('<row r="1e9"/>', "a row number above 1,048,576"),
        ('<row><c r="ABCDEF1"/></row>', "a column beyond XFD"),
        ("<row><row/></row>", "a row or a text within another"),
        ("<row><si/></row>", "a row or a text within another"),
    ],
)
def test_a_sheet_as_excel_writes_none_is_refused(path: Path, new: str, text: str) -> None:
    content = edited(workbook(x=SHEET), SHEET_PART, END, new + END)
    assert refusal(path, content).startswith(f"an Excel workbook with {text}")


def test_what_is_not_read_does_not_count(path: Path) -> None:
    path.write_bytes(workbook(x=SHEET))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/calcChain.xml", within("calcChain", '<c r="A1"/>', 40_000))
    assert check(path, path.read_bytes()).rows == 2


def test_a_sheet_with_formats_links_and_gaps_is_read(path: Path) -> None:
    book = workbook(x=[HEADER, *([f"{n:04}-A", n, "No"] for n in range(2_000))])
    after = END + within("hyperlinks", '<hyperlink ref="A1"/>', 500)
    book = edited(book, SHEET_PART, END, '<row r="2999.0" ht="20"/><row r="3000"/>' + after)
    assert check(path, book).rows == 2_000


def test_the_work_of_a_plain_sheet_is_about_its_cells(path: Path) -> None:
    path.write_bytes(workbook(x=[list(range(20))] * 500))
    work = guard_workbook(path, "a", CAPS)
    assert 10_000 < work[SHEET_PART] < 20_000


DOCTYPE = '<!DOCTYPE worksheet [<!ENTITY x "No">]>'


def sheet_in_other_bytes(pad: str, mark: str, encoding: str, doctype: str = DOCTYPE) -> bytes:
    """A workbook whose sheet has blanks and a document type in front, in this encoding."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(x=SHEET))) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for one in source.namelist():
            part = source.read(one)
            if one == SHEET_PART:
                sheet = part.decode().partition("?>")[2] or part.decode()
                part = (mark + pad + doctype + sheet).encode(encoding)
            target.writestr(one, part)
    return buffer.getvalue()


@pytest.mark.parametrize("blanks", [0, PIECE - 1, PIECE, 2 * PIECE])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [("", "utf-8"), ("\ufeff", "utf-8"), ("\ufeff", "utf-16-le"), ("\ufeff", "utf-16-be")],
)
def test_blanks_in_front_hide_no_document_type(
    path: Path, blanks: int, mark: str, encoding: str
) -> None:
    content = sheet_in_other_bytes(" " * blanks, mark, encoding)
    assert refusal(path, content) == "an Excel workbook with a document type; expected none"


@pytest.mark.parametrize("blanks", [PIECE - 1, PIECE, 2 * PIECE])
def test_blanks_in_front_hide_no_work(path: Path, blanks: int) -> None:
    hostile = edited(workbook(x=SHEET), *HOSTILE["many tiny cells"])
    padded = edited(hostile, SHEET_PART, "<worksheet", " " * blanks + "<worksheet")
    assert refusal(path, padded) == TOO_MUCH


def test_a_sheet_behind_blanks_is_read(path: Path) -> None:
    assert check(path, sheet_in_other_bytes(" " * PIECE, "", "utf-8", "")).rows == 2


@pytest.mark.parametrize("content", ["", " " * PIECE, "no XML", "\x01" + "<a/>"])
def test_a_part_that_is_opened_but_is_no_xml_is_refused(path: Path, content: str) -> None:
    book = sheet_in_other_bytes("", "", "utf-8", "")
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(path, "w") as target:
        for one in source.namelist():
            target.writestr(one, content if one == STYLES else source.read(one))
    assert refusal(path, path.read_bytes()).startswith(
        "an Excel workbook with a part that is not XML"
    )


def test_a_picture_and_a_macro_are_no_xml_and_do_no_harm(path: Path) -> None:
    path.write_bytes(workbook(x=SHEET))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/image1.png", b"\x89PNG\r\n")
        archive.writestr("xl/vbaProject.bin", b"\0" * PIECE + b"\xd0\xcf")
    assert check(path, path.read_bytes()).rows == 2


def test_a_picture_of_a_chart_may_be_opened(path: Path) -> None:
    path.write_bytes(workbook(x=SHEET))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/image1.png", b"\x89PNG\r\n")
        archive.writestr("xl/macro.bin", b"\xd0\xcf")
    work = guard_workbook(path, "a", CAPS)
    with path.open("rb") as file, MeteredZip(file, "a", work) as book:
        assert book.read("xl/media/image1.png").startswith(b"\x89PNG")
        with pytest.raises(SourceRefused, match="not XML"):
            book.read("xl/macro.bin")


def test_of_two_parts_of_one_name_the_one_that_is_opened_counts(path: Path) -> None:
    path.write_bytes(workbook(x=SHEET))
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(STYLES, b"no XML")
    assert "not XML" in refusal(path, path.read_bytes())
