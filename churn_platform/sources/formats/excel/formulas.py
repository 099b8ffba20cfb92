"""Refuse formulas without cached results, as some programs write them."""

import re
import warnings
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook

from churn_platform.config.contracts.headers import shown_list
from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.formats.cells import cell_text
from churn_platform.sources.formats.intake import PIECE
from churn_platform.sources.formats.parsing import parsing

_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_LONGEST = 64  # of an opening tag, which may be split between pieces


def refuse_unsaved_formulas(path: Path, name: str, sheet: str) -> None:
    """Refuse a sheet with a column of formulas of which none has a saved result.

    Such a column would be read as empty. An empty result looks like a missing one, so one result in
    a column counts as proof that results were saved.

    Raises:
        SourceRefused: such a column exists, or the workbook is damaged.
    """
    with parsing(name, "an Excel workbook"):
        columns = _unsaved(path, sheet) if _has_formulas(path) else []
    if columns:
        raise SourceRefused(
            f"{name}: sheet {sheet[:40]!r}: columns {shown_list(columns)} hold formulas without a"
            " saved value; expected their results: open the workbook in a spreadsheet program and"
            " save it"
        )


def _has_formulas(path: Path) -> bool:
    with ZipFile(path) as archive:
        for member in archive.infolist():
            if not member.filename.startswith("xl/worksheets/"):
                continue
            with archive.open(member) as part:
                rest = b""
                while piece := part.read(PIECE):
                    if _FORMULA.search(rest + piece):
                        return True
                    rest = piece[-_LONGEST:]
    return False


def _unsaved(path: Path, sheet: str) -> list[str]:
    """Return the headers of columns whose formulas have no results."""
    headers: list[str] = []
    formulas, saved = set[int](), set[int]()
    with path.open("rb") as one, path.open("rb") as other, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        books = [
            load_workbook(file, read_only=True, data_only=data_only, keep_links=False)
            for file, data_only in ((one, False), (other, True))
        ]
        for written, results in zip(*(_rows(book[sheet]) for book in books), strict=False):
            texts = [cell_text(cell.value) for cell in results]
            headers = headers or (texts if any(texts) else [])
            for place, (cell, result) in enumerate(zip(written, results, strict=False)):
                if cell.data_type == "f":
                    formulas.add(place)
                    if result.value is not None:
                        saved.add(place)
        for book in books:
            book.close()
    missing = sorted(formulas - saved)
    return [headers[at] if at < len(headers) and headers[at] else str(at + 1) for at in missing]


def _rows(sheet: Any) -> Any:
    sheet.reset_dimensions()
    return sheet.iter_rows()
