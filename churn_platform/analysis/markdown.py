"""Tables and headings of a Markdown document."""

from collections.abc import Sequence

from churn_platform.analysis import display as words
from churn_platform.analysis.display import shown
from churn_platform.wording import escape


def section(title: str, *parts: str) -> str:
    """Return a heading of the second level with its paragraphs and tables; empty ones are left."""
    return "\n\n".join([f"## {title}", *filter(None, parts)])


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: bool = True) -> str:
    """Return a table whose cells are Markdown; texts of the data go through `escape` before.

    Args:
        head: the columns' names.
        rows: one cell for each column.
        numbers: whether the columns behind the first are aligned to the right.

    Raises:
        ValueError: a row has more or fewer cells than there are columns.
    """
    for row in rows:
        if len(row) != len(head):
            raise ValueError(f"found a row of {len(row)} cells; expected {len(head)}")
    rule = ["---", *(["---:" if numbers else "---"] * (len(head) - 1))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))


def segment(column: str, label: str) -> str:
    """Return a segment's name such as "Contract: Two year", as escaped Markdown."""
    return f"{escape(shown(words.label(column)))}: {escape(shown(label))}"


def bullets(items: Sequence[str]) -> str:
    """Return a list with one line for each item."""
    return "\n".join(f"- {item}" for item in items)
