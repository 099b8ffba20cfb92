"""Sparklines: a history of numbers as a small line, with a text alternative."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 160
HEIGHT: Final = 36
_MARGIN: Final = 4


@dataclass(frozen=True)
class Sparkline:
    """A path in a box of WIDTH by HEIGHT, the point of its newest value, and a text alternative."""

    path: str
    x: float
    y: float
    words: str


def sparkline(values: Sequence[float | None], name: str) -> Sparkline | None:
    """Return the sparkline of a metric's history; None with fewer than two values.

    Values are evenly spaced. An undefined value leaves a gap.

    Args:
        values: oldest first.
        name: of the metric.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    low, high = min(known), max(known)
    places = [
        None if value is None else (_x(place, len(values)), _y(value, low, high))
        for place, value in enumerate(values)
    ]
    x, y = next(place for place in reversed(places) if place)
    span = f"{low:.3f} throughout" if low == high else f"between {low:.3f} and {high:.3f}"
    said = f"{name} of the last {len(known)} trainings: {span}, now {known[-1]:.3f}"
    return Sparkline(_path(places), x, y, said)


def _path(places: Sequence[tuple[float, float] | None]) -> str:
    steps, pen_down = [], False
    for place in places:
        if place:
            steps.append(f"{'L' if pen_down else 'M'}{place[0]:g} {place[1]:g}")
        pen_down = place is not None
    return "".join(steps)


def _x(place: int, of: int) -> float:
    return round(_MARGIN + (WIDTH - 2 * _MARGIN) * place / (of - 1), 1)


def _y(value: float, low: float, high: float) -> float:
    share = 0.5 if low == high else (value - low) / (high - low)
    return round(HEIGHT - _MARGIN - (HEIGHT - 2 * _MARGIN) * share, 1)
