"""Markdown short enough for the Dagster UI to show without a click."""

from collections.abc import Sequence
from typing import Final

from churn_platform.analysis.markdown import table

LONGEST: Final = 999
"""Characters that the UI shows of a text without a click."""


def inline_table(
    opening: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    closing: str = "",
    *,
    numbers: bool = True,
) -> str:
    """Return a sentence, a table and a sentence, with as many rows as are shown at once.

    Rows that do not fit are counted below the table, and nothing is cut inside a cell.

    Args:
        opening: Markdown above the table; left out if empty.
        head: the columns' names.
        rows: cells that are Markdown; what matters most comes first.
        closing: Markdown below the table; left out if empty.
        numbers: whether the columns behind the first are aligned to the right.

    Raises:
        ValueError: a row has more or fewer cells than there are columns.
    """
    for shown in range(len(rows), -1, -1):
        left = f"And {len(rows) - shown:,} more." if shown < len(rows) else ""
        body = table(head, rows[:shown], numbers=numbers) if shown else ""
        text = "\n\n".join(filter(None, (opening, body, left, closing)))
        if len(text) <= LONGEST:
            break
    return text
