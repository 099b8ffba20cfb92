"""The churn rate of segments and cohorts: one dot each, with its interval."""

import html
from dataclasses import dataclass
from typing import Any

import pandas as pd

from churn_platform.analysis.display import escaped, label, percent, shown
from churn_platform.analysis.figures.rates import overall_rate
from churn_platform.analysis.figures.shared.drawing import (
    Figure,
    NotEnough,
    new_figure,
    not_enough_data,
    nullable,
    or_reason,
    too_few,
    whiskers,
)
from churn_platform.analysis.figures.shared.palette import CHURNED
from churn_platform.analysis.rows import Rows
from churn_platform.analysis.segment_churn import segment_names
from churn_platform.config.contracts.contract import Contract

SMALLEST_SEGMENT = 50  # customers; of fewer, the share says little
MAX_ROWS = 24
FADED = 0.35
_LONGEST_NAME = 30  # signs of a row's name
_LONGEST_SEGMENT = 18  # of them, so that a part is left to say which column it is
_ROW_PIXELS = 23
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

    @property
    def counted(self) -> str:
        """How many segments are drawn, and what the dotted line is."""
        count = len(self.every)
        drawn = f"{MAX_ROWS} of {count}" if count > MAX_ROWS else f"{count}"
        return f"{drawn} segments, {percent(self.overall)} overall (dotted)"

    @property
    def faded(self) -> str:
        """What faded dots are, or "" if there are none."""
        return f"faded: under {self.smallest:,} customers" if self.drawn["small"].any() else ""


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


@or_reason(not_enough_data)
def segment_churn_figure(found: SegmentRates) -> Figure:
    """Return a dot at each segment's churn rate, the highest first, small segments faded and last.

    Whiskers are 95% Wilson intervals, the dotted line is the overall rate. At most 24 segments.
    """
    table, overall, note = found.drawn, found.overall, found.faded
    line = {"type": "line", "x0": overall, "x1": overall, "y0": 0, "y1": 1, "yref": "paper"}
    return new_figure(
        [_dots(table, small) for small in (False, True)],
        found.counted,
        height=len(table) * _ROW_PIXELS + _MARGIN["t"] + _MARGIN["b"],
        margin=_MARGIN,
        showlegend=False,
        shapes=[line],
        xaxis={
            "side": "top",
            "rangemode": "tozero",
            "tickformat": ".0%",
            "tickangle": 0,
            "nticks": 3,
            "title": {"text": f"Churn rate, 95% interval{note and '<br>' + note}"},
        },
        **_row_axes(table),
    )


def segment_labels(table: pd.DataFrame) -> list[str]:
    """Return the segments' names as plain text, such as "Contract: One year"."""
    return [
        _name(column, segment)
        for column, segment in zip(table["column"], table["label"], strict=True)
    ]


def cut(text: str, longest: int) -> str:
    """Return a value of the data as `shown` does, of at most so many signs."""
    line = shown(text)
    return line if len(line) <= longest else line[: longest - 1].rstrip("… ") + "…"


def _name(column: str, segment: str) -> str:
    last = cut(segment, _LONGEST_SEGMENT)
    return f"{cut(label(column), _LONGEST_NAME - 2 - len(last))}: {last}"


def _row_axes(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    rows = list(range(len(table)))
    names = [html.escape(name, quote=False) for name in segment_labels(table)]
    pairs = zip(table["churn_rate"], table["customers"], strict=True)
    axis = {
        "range": [len(rows) - 0.5, -0.5],
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"size": 12},
    }
    # by place and not by name: two long values may look alike
    left = {"tickvals": rows, "ticktext": names}
    right = {"tickvals": rows, "ticktext": [f"{percent(rate)} of {n:,}" for rate, n in pairs]}
    return {
        "yaxis": {**axis, **left},
        "yaxis2": {**axis, **right, "overlaying": "y", "side": "right", "showgrid": False},
    }


def _dots(table: pd.DataFrame, small: bool) -> dict[str, Any]:
    shown_here = table[table["small"] == small]
    facts = shown_here[["column", "label", "leavers", "customers", "low", "high"]]
    rate = shown_here["churn_rate"]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": nullable(rate),
        "y": shown_here.index.tolist(),
        "yaxis": "y2" if small else "y",
        "opacity": FADED if small else 1,
        "marker": {"color": CHURNED, "size": 9},
        "error_x": whiskers(rate, shown_here["low"], shown_here["high"]),
        "customdata": [
            [f"{escaped(label(column))}: {escaped(segment)}", *counts, percent(low), percent(high)]
            for column, segment, *counts, low, high in facts.itertuples(index=False)
        ],
        "hovertemplate": "<b>%{customdata[0]}</b><br>%{x:.1%} churned: %{customdata[1]:,} of"
        " %{customdata[2]:,}<br>95% interval %{customdata[3]} to %{customdata[4]}<extra></extra>",
    }
