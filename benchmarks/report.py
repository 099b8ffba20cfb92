"""Figures as Markdown tables, for the terminal and for docs/benchmarks.md."""

from collections.abc import Sequence
from dataclasses import dataclass, field

_HEAD = ("ours / compared with", "ours", "compared with", "ratio", "target")


@dataclass(frozen=True)
class Row:
    """One figure of ours, what it is compared with, and the target in words."""

    what: str
    ours: float
    other: float | None = None
    unit: str = "s"
    target: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as text: what, ours, other, their ratio, target."""
        other = "" if self.other is None else f"{number(self.other)} {self.unit}"
        ratio = f"{self.ours / self.other:.2f}" if self.other else ""
        return (self.what, f"{number(self.ours)} {self.unit}", other, ratio, self.target)


@dataclass(frozen=True)
class Part:
    """One measurement: its rows for the table of ratios, how it was done, and details."""

    rows: list[Row]
    how: str
    details: list[str] = field(default_factory=list)


def page(parts: Sequence[Part], facts: Sequence[str]) -> str:
    """Return facts, the table of all ratios, the parts' own tables, and how it was done."""
    rows = [row.cells for part in parts for row in part.rows]
    details = [detail for part in parts for detail in part.details]
    how = "\n".join(f"- {part.how}" for part in parts)
    ratios = [table(_HEAD, rows)] if rows else []
    return "\n\n".join([" ".join(facts), *ratios, *details, how]) + "\n"


def number(value: float) -> str:
    """Return a figure with about three digits."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.{1 if value >= 10 else 2}f}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table, aligned for the eye; all but the first column to the right."""
    lines = [head, *rows]
    widths = [max(len(line[index]) for line in lines) for index in range(len(head))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(_line(line, widths) for line in (head, rule, *rows))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (
        cell.rjust(width) if index else cell.ljust(width)
        for index, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "| " + " | ".join([first, *rest]) + " |"
