"""Format numbers, dates and texts of the data for the report."""

from datetime import UTC, datetime

from churn_platform import wording
from churn_platform.analysis.display import isolated, label, shown, with_unit
from churn_platform.text import one_line
from churn_platform.wording import DASH, digits_of_count, number, signed


def line(text: object) -> str:
    """Return a text of the data as one line that cannot reorder the text after it."""
    return isolated(one_line(text))


def value(text: object) -> str:
    """Return a value or name of the data: as `line`, truncated to the length of a label."""
    return isolated(shown(text))


def column(name: str) -> str:
    """Return a column's name as words."""
    return value(label(name))


def group(name: str, text: object) -> str:
    """Return a value with its column, such as "Contract: Two year"."""
    return f"{column(name)}: {value(text)}"


def expected_change(found: float, before: float) -> str:
    """Return the change of an expected count; see `expected`."""
    return signed(found - before, digits_of_count(found))


def money(found: float | None, unit: str, digits: int = 0) -> str:
    """Return an amount with its unit: "$1,200", "1,200 EUR", or without one "1,200"."""
    return with_unit(number(found, digits), unit) if found is not None else DASH


def money_change(found: float, before: float, unit: str) -> str:
    """Return the change of an amount with its sign and unit."""
    change = signed(found - before, 0)
    return change[0] + with_unit(change[1:], unit)


def points(found: float, before: float) -> str:
    """Return the change of a share in percentage points."""
    return f"{signed(100 * (found - before), 1)} points"


def moment(iso: str | None) -> str:
    """Return a time such as "25 Nov 2026, 23:41 UTC", a dash for none."""
    return DASH if iso is None else wording.moment(datetime.fromisoformat(iso).astimezone(UTC))


def day(iso: str | None) -> str:
    """Return a date such as "25 Nov 2026", a dash for none."""
    return DASH if iso is None else wording.date(datetime.fromisoformat(iso).astimezone(UTC))


def joined(items: list[str]) -> str:
    """Return items in a sentence: "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
