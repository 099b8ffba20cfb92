"""One value of a JSON object, read by the rules of a whole column."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from churn_platform.analysis.parsing.categories import category_reader, flag_reader
from churn_platform.analysis.parsing.cells import RULES, Reading
from churn_platform.analysis.parsing.number_format import recognised
from churn_platform.analysis.parsing.numbers import number_format_for, read_number
from churn_platform.config.contracts.column import Column

Value = float | str | None
Kind = Literal["unknown", "blank", "stated", "product", "wrong"]
LARGEST_WHOLE: Final = 2.0**53
_MAX_SHOWN: Final = 40
_MAX_LISTED: Final = 12
_NUMBERS: Final = (float, int)  # a bool is an int; a union made in each call takes longer
_REMEMBERED: Final = 2_000
_NOT_PLAIN: Final = "a list or an object"


@dataclass(frozen=True)
class Remark:
    """What is to be said about one value: `unknown` and `blank` leave it missing.

    A `stated` value is what the contract says of a blank, a `product` is to be worked out from its
    factors, and a value that is `wrong` cannot be used.
    """

    kind: Kind
    found: str | None
    expected: str


class ReadCell(NamedTuple):
    """A number or an allowed value, None where there is none, and what is to be said about it."""

    value: Value
    remark: Remark | None = None


CellReader = Callable[[Any], ReadCell]
TextReader = Callable[[str], ReadCell]


def cell_reader(column: Column, decimal: str | None = None) -> CellReader:
    """Return what reads one JSON value of a numeric, flag or category column.

    Texts are read as those of a file are: by the decimal sign that the contract states for the
    column or, in `decimal`, for the file. Without one it is the point, and "1,889" has two readings
    and is refused. Numbers may be JSON numbers, and flags booleans or 1 and 0.
    """
    read_text, remembered = _text_reader(column, decimal), dict[str, ReadCell]()
    read_plain = {"numeric": _number_reader, "flag": _flag_reader}.get(column.kind, _word_reader)
    read_number = _with_missing(read_plain(column, read_text), column, read_text)
    wrong = ReadCell(None, Remark("wrong", _NOT_PLAIN, expected(column)))

    def read(value: Any) -> ReadCell:
        if isinstance(value, str):
            if (known := remembered.get(value)) is None:
                known = read_text(value)
                if len(remembered) < _REMEMBERED:
                    remembered[value] = known
            return known
        if isinstance(value, _NUMBERS):
            return read_number(value)
        return read_text("") if value is None else wrong

    return read


def expected(column: Column) -> str:
    """Return in words what a column may hold."""
    if column.kind == "numeric":
        return _range(column)
    if column.kind == "flag":
        return f"yes or no, such as {column.yes[0]!r} or {column.no[0]!r}"
    listed = ", ".join(repr(value[:_MAX_SHOWN]) for value in column.values[:_MAX_LISTED])
    rest = len(column.values) - _MAX_LISTED
    return f"one of {listed}" + (f" and {rest} more" if rest > 0 else "")


def checked(number: float, column: Column) -> ReadCell:
    """Return the number, which is wrong if the contract does not allow it."""
    exact = abs(number) <= LARGEST_WHOLE or not column.whole
    if exact and column.allows(number):
        return ReadCell(number)
    return ReadCell(None, Remark("wrong", f"{number:.15g}", expected(column)))


def shown(value: Any) -> str:
    """Return a found value as messages show it: quoted and cut."""
    text = value if isinstance(value, str) else str(value)
    cut = text[:_MAX_SHOWN] + ("…" if len(text) > _MAX_SHOWN else "")
    return repr(cut) if isinstance(value, str) else cut


def _with_missing(read_plain: CellReader, column: Column, read_text: TextReader) -> CellReader:
    """Let a JSON number be nothing where the contract says so of its text, such as "-999"."""
    if not column.missing:
        return read_plain

    def read(value: Any) -> ReadCell:
        is_whole = isinstance(value, float) and value.is_integer()
        text = str(int(value) if is_whole else value)
        return read_text(text) if text in column.missing_words else read_plain(value)

    return read


def _number_reader(column: Column, read_text: TextReader) -> CellReader:
    low = -math.inf if column.low is None else column.low
    high = math.inf if column.high is None else column.high
    is_any = not column.whole

    def read(value: Any) -> ReadCell:
        if isinstance(value, float) and low <= value <= high and is_any and math.isfinite(value):
            return ReadCell(value)  # as most are
        if isinstance(value, bool):
            return ReadCell(None, Remark("wrong", str(value).lower(), expected(column)))
        number = _float(value)
        return checked(number, column) if math.isfinite(number) else read_text("inf")

    return read


def _flag_reader(column: Column, _read_text: TextReader) -> CellReader:
    known = {0: ReadCell(0.0), 1: ReadCell(1.0)}  # true and 1.0 are the key 1, false and 0.0 the 0

    def read(value: Any) -> ReadCell:
        if (found := known.get(value)) is not None:
            return found
        return ReadCell(None, Remark("wrong", shown(value), expected(column)))

    return read


def _word_reader(_column: Column, read_text: TextReader) -> CellReader:
    def read(value: Any) -> ReadCell:
        is_whole = isinstance(value, float) and value.is_integer()
        return read_text(str(int(value) if is_whole else value))

    return read


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:  # JSON has whole numbers of any length
        return math.inf


def _text_reader(column: Column, decimal: str | None) -> TextReader:
    reader, wanted = _column_reader(column, decimal), expected(column)
    if column.kind == "numeric" and (column.decimal or decimal) == ",":
        wanted += ", in a text with a decimal comma"

    def read(text: str) -> ReadCell:
        value, marks = reader(text.strip())
        broken = [mark for mark in marks if mark in RULES]
        if "product" in marks:
            return ReadCell(None, Remark("product", shown(text) if text else None, ""))
        found = shown(text) if text else None
        if not broken and value is not None:
            if "blank" in marks:
                return ReadCell(value, Remark("stated", found, expected(column)))
            return checked(value, column) if column.kind == "numeric" else ReadCell(value)
        if not broken or broken == ["blank_not_allowed"]:
            return ReadCell(None, Remark("blank", found, expected(column)))
        kind: Kind = "unknown" if column.kind == "category" else "wrong"
        return ReadCell(None, Remark(kind, found, wanted))

    return read


def _column_reader(column: Column, decimal: str | None) -> Callable[[str], Reading]:
    if column.kind == "category":
        return category_reader(column)
    if column.kind == "flag":
        return flag_reader(column)
    number_format = number_format_for(column, recognised((), decimal))
    return lambda text: read_number(text, column, number_format)


def _range(column: Column) -> str:
    kind = "a whole number" if column.whole else "a number"
    if column.low is not None and column.high is not None:
        return f"{kind} from {column.low:,.15g} to {column.high:,.15g}"
    if column.low is not None:
        return f"{kind} of at least {column.low:,.15g}"
    return kind if column.high is None else f"{kind} of at most {column.high:,.15g}"
