"""Format numbers and lists for findings."""

from collections.abc import Sequence
from typing import Final

_MAX_SHOWN: Final = 5


def percent(share: float) -> str:
    """Return a share of 0 to 1 in percent, with three digits."""
    return f"{100 * share:.3g}%"


def out_of(count: int, total: int, noun: str = "rows") -> str:
    """Return a count with its total and share, such as "12 of 7,043 rows (0.17%)"."""
    share = f" ({percent(count / total)})" if total else ""
    return f"{count:,} of {total:,} {noun}{share}"


def listed(items: Sequence[str], between: str = ", ") -> str:
    """Return the first items in one line, and how many more there are."""
    rest = len(items) - _MAX_SHOWN
    return between.join([*items[:_MAX_SHOWN], *([f"{rest} more"] if rest > 0 else [])])
