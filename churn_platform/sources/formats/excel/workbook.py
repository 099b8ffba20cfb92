"""Read one sheet of an Excel workbook as rows of text."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader

from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.headers import HeaderError, match_headers, shown_list
from churn_platform.config.contracts.sections import Reading
from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.formats.cells import cell_text
from churn_platform.sources.formats.excel.formulas import refuse_unsaved_formulas
from churn_platform.sources.formats.excel.xml_guard import MeteredZip, guard_workbook
from churn_platform.sources.formats.format import Caps, Format
from churn_platform.sources.formats.parsing import parsed, parsing

_WHAT = "an Excel workbook"
_BATCH = 200
_Row = tuple[int, list[str]]


def recognise_workbook(
    path: Path, name: str, form: Format, reading: Reading, contract: Contract | None, caps: Caps
) -> Format:
    """Detect the sheet to read: the one the user named, or the only possible one.

    Raises:
        SourceRefused: it is damaged or too large, has no such sheet, or several are possible.
    """
    work = guard_workbook(path, name, caps)
    with parsing(name, _WHAT), _opened(path, partial(MeteredZip, name=name, work=work)) as book:
        first = {sheet.title: next(_rows(sheet), (0, []))[1] for sheet in book.worksheets}
        hidden = {sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"}
    sheet = _choose(first, hidden, name, reading.sheet, contract)
    if sheet is not None:
        refuse_unsaved_formulas(path, name, sheet)
    return replace(form, sheet=sheet, decimal=reading.decimal)


def workbook_rows(path: Path, name: str, form: Format) -> Iterator[_Row]:
    """Yield each non-empty row, the header first, with its row number in the sheet.

    Data rows are as long as the header, or longer if there is text beyond it.

    Raises:
        SourceRefused: the workbook is damaged.
    """
    if form.sheet is None:
        return
    width = 0
    rows = _sheet_rows(path, form.sheet, form.decimal or ".")
    for number, row in parsed(rows, name, _WHAT):
        width = width or len(row)
        yield number, row + [""] * (width - len(row))


def _choose(
    first: dict[str, list[str]],
    hidden: set[str],
    name: str,
    declared: str | None,
    contract: Contract | None,
) -> str | None:
    if declared is not None:
        if declared not in first:
            found = shown_list(list(first))
            raise SourceRefused(f"{name}: found sheets {found}; expected {declared[:40]!r}")
        return declared
    filled = [title for title, row in first.items() if row]
    filled = [title for title in filled if title not in hidden] or filled
    fitting = [title for title in filled if contract and _fits(first[title], contract)]
    if len(filled) > 1 and len(fitting) != 1:
        raise SourceRefused(
            f"{name}: sheets {shown_list(filled)} are not empty; expected one, or its name"
            " as sheet in the contract's [reading]"
        )
    return next(iter(fitting or filled), None)


def _fits(header: list[str], contract: Contract) -> bool:
    try:
        match_headers([text.strip() for text in header], contract)
    except HeaderError:
        return False
    return True


@contextmanager
def _opened(path: Path, archive: Callable[[IO[bytes]], ZipFile] = ZipFile) -> Iterator[Workbook]:
    # an open file, since openpyxl checks the extension of a path
    with path.open("rb") as file:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns about what it skips, such as styles
            reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
            reader.archive = archive(file)  # like `load_workbook`, but through this archive
            reader.read()
            book = reader.wb
        try:
            yield book
        finally:
            book.close()


def _sheet_rows(path: Path, title: str, decimal: str) -> Iterator[_Row]:
    with _opened(path) as book:
        yield from _rows(next(one for one in book.worksheets if one.title == title), decimal)


def _rows(sheet: Any, decimal: str = ".") -> Iterator[_Row]:
    sheet.reset_dimensions()  # the declared size of a sheet may be wrong and would truncate it
    rows = sheet.iter_rows(values_only=True)
    number = 0
    while True:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # around a yield it would apply to the caller too
            batch = list(islice(rows, _BATCH))
        if not batch:
            return
        for values in batch:
            number += 1
            texts = _texts(values, decimal)
            if texts:
                yield number, texts


def _texts(values: tuple[object, ...], decimal: str) -> list[str]:
    """Return a row's texts without trailing empty cells."""
    texts = [cell_text(value, decimal) for value in values]
    while texts and not texts[-1].strip():
        texts.pop()
    return texts
