"""One value of a JSON object, read by the rule of its column, and what is to be said about it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from sys import float_info
from typing import Any, Final, Literal, NamedTuple

from churn_platform.analysis.parsing.cells import RULES, Reading, text_of
from churn_platform.analysis.parsing.number_format import recognised
from churn_platform.analysis.parsing.rules import rule_of
from churn_platform.config.contracts.column import Column

Value = float | str | None
Kind = Literal["unknown", "blank", "stated", "product", "wrong"]
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


def cell_reader(column: Column, decimal: str | None = None) -> CellReader:
    """Return what reads one JSON value of a numeric, flag or category column.

    Texts are read as those of a file are: by the decimal sign that the contract states for the
    column or, in `decimal`, for the file. Without one it is the point, and "1,889" has two readings
    and is refused. Numbers may be JSON numbers, and flags booleans or 1 and 0.
    """
    rule, remembered = rule_of(column, recognised((), decimal)), dict[str, ReadCell]()
    is_comma = column.kind == "numeric" and (column.decimal or decimal) == ","
    hint = ", in a text with a decimal comma" if is_comma else ""
    low, high = _usual_numbers(column)

    def read_text(text: str) -> ReadCell:
        found = _with_remark(rule.text(text.strip()), column, shown(text) if text else None, hint)
        if len(remembered) < _REMEMBERED:
            remembered[text] = found
        return found

    @lru_cache(_REMEMBERED, typed=True)  # true is not 1
    def read_number(value: float) -> ReadCell:
        found = rule.json(value)
        return _with_remark(found, column, _shown_json(value, found[1], column), "")

    def read(value: Any) -> ReadCell:
        if isinstance(value, str):
            return remembered.get(value) or read_text(value)
        if isinstance(value, float) and low <= value <= high:
            return ReadCell(value)  # as most are
        if isinstance(value, _NUMBERS):
            return read_number(value)
        return read_text("") if value is None else _wrong(_NOT_PLAIN, column)

    return read


def _usual_numbers(column: Column) -> tuple[float, float]:
    """Return the ends of the numbers that need no other look; the first is larger without any."""
    if column.kind != "numeric" or column.whole or column.missing:
        return 1.0, 0.0
    low, high = column.ends
    return max(low, -float_info.max), min(high, float_info.max)


def _with_remark(reading: Reading, column: Column, found: str | None, hint: str) -> ReadCell:
    value, marks = reading
    broken = [mark for mark in marks if mark in RULES]
    if "product" in marks:
        return ReadCell(None, Remark("product", found, ""))
    if not broken and value is not None:
        stated = Remark("stated", found, expected(column)) if "blank" in marks else None
        return ReadCell(value, stated)
    if not broken or broken == ["blank_not_allowed"]:
        return ReadCell(None, Remark("blank", found, expected(column)))
    if value is not None:
        return _wrong(f"{value:.15g}", column)
    kind: Kind = "unknown" if column.kind == "category" else "wrong"
    return ReadCell(None, Remark(kind, found, expected(column) + hint))


def _wrong(found: str, column: Column) -> ReadCell:
    return ReadCell(None, Remark("wrong", found, expected(column)))


def checked(number: float, column: Column) -> ReadCell:
    """Return a finite number, which is wrong if the contract does not allow it."""
    return ReadCell(number) if column.allows(number) else _wrong(f"{number:.15g}", column)


def expected(column: Column) -> str:
    """Return in words what a column may hold."""
    if column.kind == "numeric":
        return _range(column)
    if column.kind == "flag":
        return f"yes or no, such as {column.yes[0]!r} or {column.no[0]!r}"
    listed = ", ".join(repr(value[:_MAX_SHOWN]) for value in column.values[:_MAX_LISTED])
    rest = len(column.values) - _MAX_LISTED
    return f"one of {listed}" + (f" and {rest} more" if rest > 0 else "")


def shown(value: Any) -> str:
    """Return a found value as messages show it: quoted and cut."""
    text = value if isinstance(value, str) else str(value)
    cut = text[:_MAX_SHOWN] + ("…" if len(text) > _MAX_SHOWN else "")
    return repr(cut) if isinstance(value, str) else cut


def _shown_json(value: float, marks: tuple[str, ...], column: Column) -> str:
    if "infinite" in marks:
        return shown("inf")
    if column.kind != "category" and {"value_not_allowed", "not_a_number"} & set(marks):
        return shown(value).lower()
    return shown(text_of(value))


def _range(column: Column) -> str:
    kind = "a whole number" if column.whole else "a number"
    if column.low is not None and column.high is not None:
        return f"{kind} from {column.low:,.15g} to {column.high:,.15g}"
    if column.low is not None:
        return f"{kind} of at least {column.low:,.15g}"
    return kind if column.high is None else f"{kind} of at most {column.high:,.15g}"
