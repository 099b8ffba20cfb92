import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from churn_platform.config.contracts.sections import Reading
from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.download.table_check import check_table
from churn_platform.sources.formats.format import Caps
from churn_platform.sources.formats.text import read_text
from churn_platform_tests.sources.formats.tables import CAPS, SMALL, check, read, refusal, workbook

HEADER: list[object] = ["customerID", "tenure", "Churn"]
SHEET = [HEADER, ["0001-A", 5, "No"], ["0002-B", 7, "Yes"]]


def edited(content: bytes, member: str, old: str, new: str) -> bytes:
    """Replace a text within a member of a workbook."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for one in source.infolist():
            part = source.read(one)
            if one.filename == member:
                assert old.encode() in part
                part = part.replace(old.encode(), new.encode())
            target.writestr(one, part)
    return buffer.getvalue()


def test_cells_become_the_text_that_csv_would_have(path: Path) -> None:
    rows: list[list[object]] = [
        [*HEADER, "a", "b", "c"],
        [" 0001 ", 29.0, True, None, date(2024, 1, 5), datetime(2024, 1, 5, 6, 7)],
        [7590, 29.85, False, " ", "#N/A", "29.0"],
    ]
    table = read(path, workbook(x=rows))
    assert table.frame.values.tolist() == [["0001", "29", "True"], ["7590", "29.85", "False"]]
    assert table.others.values.tolist() == [
        ["", "2024-01-05T00:00:00", "2024-01-05T06:07:00"],
        ["", "#N/A", "29.0"],
    ]


def test_a_column_of_formulas_without_a_stored_value_is_refused_and_not_blank(path: Path) -> None:
    with pytest.raises(SourceRefused, match=r"columns \['tenure'\] hold formulas without a saved"):
        check(path, workbook(x=[HEADER, ["0001-A", "=1+1", "No"], ["0002-B", "=2+2", "No"]]))


def test_formulas_with_stored_values_are_read_and_so_is_a_sheet_where_some_have_none(
    path: Path,
) -> None:
    content = workbook(x=[HEADER, ["0001-A", "=1+1", "No"], ["0002-B", "=2+2", "No"]])
    saved = edited(content, "xl/worksheets/sheet1.xml", "<f>1+1</f><v />", "<f>1+1</f><v>2</v>")
    assert read(path, saved).frame.values.tolist() == [["0001-A", "2", "No"], ["0002-B", "", "No"]]


def test_a_hidden_sheet_is_not_meant(path: Path) -> None:
    shown, hidden = ('sheetId="1" state="visible"', 'sheetId="1" state="hidden"')
    content = edited(workbook(a=SHEET, b=SHEET), "xl/workbook.xml", shown, hidden)
    with pytest.raises(SourceRefused, match="are not empty"):
        check(path, workbook(a=SHEET, b=SHEET))
    assert check(path, content).format.sheet == "b"


def test_empty_rows_and_columns_around_the_table_do_not_count(path: Path) -> None:
    rows: list[list[object]] = [
        [],
        [None, *HEADER, None, " "],
        [None, "0001-A", 5, "No"],
        [],
        [None, "0002-B", None, None],
        [None, None, ""],
    ]
    found = check(path, workbook(x=rows))
    assert (found.rows, found.columns, found.unknown) == (2, 4, ())
    frame = read(path, workbook(x=rows)).frame
    assert frame.values.tolist() == [["0001-A", "5", "No"], ["0002-B", "", ""]]
    assert frame.index.tolist() == [1, 2]


def test_text_beyond_the_header_is_refused_with_its_row(path: Path) -> None:
    text = refusal(path, workbook(x=[*SHEET, ["0003-C", 1, "No", "note"]]))
    assert text == "row 4: 4 fields; expected 3 as in the header"


def test_what_a_sheet_says_of_its_own_size_does_not_cut_it(path: Path) -> None:
    content = workbook(x=SHEET)
    content = edited(content, "xl/worksheets/sheet1.xml", 'ref="A1:C3"', 'ref="A1:B2"')
    assert (check(path, content).rows, check(path, content).columns) == (2, 3)


def test_the_one_sheet_with_content_is_read_wherever_it_stands(path: Path) -> None:
    assert check(path, workbook(a=[], b=SHEET)).format.sheet == "b"


def test_of_several_sheets_the_one_that_fits_the_contract_is_read(path: Path) -> None:
    assert check(path, workbook(notes=[["read me"]], table=SHEET)).format.sheet == "table"


@pytest.mark.parametrize("second", [SHEET, [["other"]]])
def test_several_sheets_that_could_be_meant_are_named(
    path: Path, second: list[list[object]]
) -> None:
    first: list[list[object]] = SHEET if second == SHEET else [["read me"]]
    text = refusal(path, workbook(a=first, b=second))
    assert text == (
        "sheets ['a', 'b'] are not empty; expected one, or its name as sheet in the"
        " contract's [reading]"
    )


def test_a_sheet_that_is_set_by_hand_is_read(path: Path) -> None:
    path.write_bytes(workbook(a=SHEET, b=[HEADER, ["0009-Z", 1, "No"]]))
    chosen = SMALL.model_copy(update={"reading": Reading(sheet="b")})
    found = check_table(path, "a", chosen, CAPS)
    assert read_text(path, found.format, chosen).frame["customer_id"].tolist() == ["0009-Z"]
    missing = SMALL.model_copy(update={"reading": Reading(sheet="c")})
    with pytest.raises(SourceRefused, match=r"^a: found sheets \['a', 'b'\]; expected 'c'$"):
        check_table(path, "a", missing, CAPS)


def test_a_workbook_of_empty_sheets_is_empty(path: Path) -> None:
    assert refusal(path, workbook(a=[], b=[[None]])) == "empty; expected a header and rows"


def test_a_date_that_excel_cannot_have_is_no_warning(path: Path) -> None:
    content = workbook(x=[[*HEADER, "day"], ["0001-A", 5, "No", date(2024, 1, 5)]])
    content = edited(content, "xl/worksheets/sheet1.xml", "<v>45296</v>", "<v>1e12</v>")
    assert read(path, content).others["day"].tolist() == ["#VALUE!"]


@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_a_document_type_is_refused_and_its_entities_with_it(path: Path, member: str) -> None:
    content = workbook(x=SHEET)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        start = re.match(r"(<\?xml.*?\?>)?", archive.read(member).decode())
        assert start
        first = archive.read(member).decode()[start.end() : start.end() + 9]
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    text = refusal(path, edited(content, member, first, bomb + first))
    assert text == "an Excel workbook with a document type; expected none"


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ('<row r="3"', '<row r="1048577"', "a row number above 1,048,576"),
        ('<row r="3"', '<row r="99999999999"', "a row number above 1,048,576"),
        ("</sheetData>", "<x>" * 101 + "</x>" * 101 + "</sheetData>", "more nested elements"),
        ('<c r="A3"', "<c/>" * 200_001 + '<c r="A3"', "more nested elements"),
    ],
)
def test_a_sheet_that_would_fill_the_memory_is_refused(
    path: Path, old: str, new: str, text: str
) -> None:
    content = edited(workbook(x=SHEET), "xl/worksheets/sheet1.xml", old, new)
    assert refusal(path, content).startswith(f"an Excel workbook with {text}")


def test_the_cap_holds_for_all_parts_together(path: Path) -> None:
    text = refusal(path, workbook(x=SHEET), Caps(5_000))
    assert re.fullmatch(r"[\d,]+ bytes unpacked; at most 5,000 are accepted", text)


@pytest.mark.parametrize(
    ("member", "old", "new"),
    [
        ("xl/worksheets/sheet1.xml", "</row>", ""),
        ("xl/workbook.xml", 'r:id="rId1"', 'r:id="rId9"'),
        ("xl/worksheets/sheet1.xml", "<v>5</v>", "<v>five</v>"),
        ("[Content_Types].xml", "sheet.main+xml", "none"),
    ],
)
def test_a_damaged_workbook_is_refused(path: Path, member: str, old: str, new: str) -> None:
    text = refusal(path, edited(workbook(x=SHEET), member, old, new))
    assert re.fullmatch(
        r"an Excel workbook that is damaged \(\w+\); expected a whole one, fetch or save it again",
        text,
    )
