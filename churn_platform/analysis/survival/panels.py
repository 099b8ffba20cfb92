"""Which curves are worth a picture, and how much of each."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from churn_platform.analysis.rows import Rows
from churn_platform.analysis.survival.curves import curves_by, overall_curve
from churn_platform.config.contracts.contract import Contract

_MAX_PANELS: Final = 2
MAX_CURVES: Final = 6  # of one panel: as many as have colours that all can tell apart
_MIN_CUSTOMERS: Final = 3


@dataclass(frozen=True)
class Panel:
    """Curves to draw over one another: those of a column's segments, or of all customers.

    `column` is None for all customers; `segments` counts those that have a curve, drawn or not.
    """

    column: str | None
    curves: dict[str, pd.DataFrame]
    segments: int


def panels(clean: Rows, contract: Contract) -> list[Panel]:
    """Return one or two panels: of the first segment columns, categories before flags.

    Each has the curves of its six largest segments, in the order of the segments. Without such a
    column there is one panel of all customers. The contract must name a time axis, and a value of
    it must be known.
    """
    kinds = {name: contract[name].kind for name in contract.segment_columns}
    names = [name for kind in ("category", "flag") for name in kinds if kinds[name] == kind]
    made = [_panel(clean, contract, name) for name in names[:_MAX_PANELS]]
    if drawable := [one for one in made if one.curves]:
        return drawable
    return [Panel(None, {"All": overall_curve(clean, contract)}, 1)]


def thinned(curve: pd.DataFrame, maximum: int) -> pd.DataFrame:
    """Return at most `maximum` + 1 rows of a curve, evenly spaced in time, both ends included."""
    times = curve["time"].to_numpy()
    if len(times) <= maximum + 1:
        return curve
    grid = np.linspace(times[0], times[-1], maximum + 1)
    return curve.iloc[np.unique(np.searchsorted(times, grid, side="right") - 1)]


def _panel(clean: Rows, contract: Contract, column: str) -> Panel:
    found = curves_by(clean, contract, column)
    customers = {name: int(curve["at_risk"].iloc[0]) for name, curve in found.items()}
    fit = [name for name in found if customers[name] >= _MIN_CUSTOMERS]
    largest = sorted(fit, key=lambda name: -customers[name])[:MAX_CURVES]
    return Panel(column, {name: found[name] for name in fit if name in largest}, len(found))
