"""The churn rate of segments and cohorts: one dot each, with its interval."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from churn_platform.analysis.display import label, literal, percent, shown
from churn_platform.analysis.figures.rates import overall_rate
from churn_platform.analysis.figures.shared.drawing import (
    Figure,
    NotEnough,
    new_figure,
    nullable,
    or_reason,
    too_few,
    whiskers,
)
from churn_platform.analysis.figures.shared.palette import CHURNED
from churn_platform.analysis.figures.shared.rows import (
    ROW_PIXELS,
    rate_hover,
    rate_layout,
    rates_of,
    row_axes,
)
from churn_platform.analysis.rows import Rows
from churn_platform.analysis.segment_churn import segment_names
from churn_platform.config.contracts.contract import Contract

SMALLEST_SEGMENT = 50  # customers; of fewer, the share says little
MAX_ROWS = 24
_FADED = 0.35
_LONGEST_NAME = 30  # signs of a row's name
_LONGEST_SEGMENT = 18  # of them, so that a part is left to say which column it is
_MARGIN = {"l": 8, "r": 8, "t": 96, "b": 8}


@dataclass(frozen=True)
class SegmentRates:
    """The table of `segment_churn`, the overall churn rate, and what makes a segment small."""

    every: pd.DataFrame
    overall: float
    smallest: int

    @property
    def drawn(self) -> pd.DataFrame:
        """The segments that are drawn, 24 at most."""
        return self.every.head(MAX_ROWS)


def segment_rates(
    clean: Rows, contract: Contract, every: pd.DataFrame, smallest: int = SMALLEST_SEGMENT
) -> SegmentRates | NotEnough:
    """Return the churn rates of clean customers by segment.

    Args:
        clean: customers with features and target, (n_customers, n_columns).
        contract: of that table.
        every: the table of `segment_churn` for these customers and this `smallest`.
        smallest: fewest customers of a segment that is not small.
    """
    if not segment_names(contract):
        return NotEnough("The contract names no segments")
    if problem := too_few(len(clean)):
        return NotEnough(problem)
    return SegmentRates(every, overall_rate(clean, contract), smallest)


@or_reason
def segment_churn_figure(found: SegmentRates) -> Figure:
    """Return a dot at each segment's churn rate, the highest first, small segments faded and last.

    Whiskers are 95% Wilson intervals, the dotted line is the overall rate. At most 24 segments.
    """
    table = found.drawn.rename(
        columns={"label": "value", "leavers": "churned", "churn_rate": "rate"}
    )
    count, rows = len(found.every), list(range(len(table)))
    drawn = f"{MAX_ROWS} of {count}" if count > MAX_ROWS else f"{count}"
    few = f"<br>faded: under {found.smallest:,} customers" if table["small"].any() else ""
    names = map(segment_name, table["column"], table["value"])
    axes = row_axes(len(table) - 0.5, zip(rows, names, strict=True), rates_of(table, rows))
    axes["yaxis"]["showgrid"] = True
    return new_figure(
        [_dots(table, small) for small in (False, True)],
        f"{drawn} segments, {percent(found.overall)} overall (dotted)",
        height=len(table) * ROW_PIXELS + _MARGIN["t"] + _MARGIN["b"],
        margin=_MARGIN,
        **rate_layout(found.overall, f"Churn rate, 95% interval{few}", nticks=3),
        **axes,
    )


def cut(text: str, longest: int) -> str:
    """Return a value of the data as `shown` does, of at most so many signs."""
    line = shown(text)
    return line if len(line) <= longest else line[: longest - 1].rstrip("… ") + "…"


def segment_name(column: str, segment: str) -> str:
    """Return a segment's name for plotly, such as "Contract: One year", at most 30 signs."""
    last = cut(segment, _LONGEST_SEGMENT)
    return literal(f"{cut(label(column), _LONGEST_NAME - 2 - len(last))}: {last}")


def _dots(table: pd.DataFrame, small: bool) -> dict[str, Any]:
    shown_here = table[table["small"] == small]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": nullable(shown_here["rate"]),
        "y": shown_here.index.tolist(),
        "yaxis": "y2" if small else "y",
        "opacity": _FADED if small else 1,
        "marker": {"color": CHURNED, "size": 9},
        "error_x": whiskers(shown_here["rate"], shown_here["low"], shown_here["high"]),
        **rate_hover(shown_here),
    }
