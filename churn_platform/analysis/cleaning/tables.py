"""Typed tables of the cells that can be used."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from churn_platform.analysis.parsing.cells import Cells, Mask
from churn_platform.config.contracts.column import Column


def places_by_id(ids: Cells, rows: Mask) -> npt.NDArray[np.intp]:
    """Return the places of these rows, in the order of their ids."""
    places = np.flatnonzero(rows)
    # in Arrow's order of bytes, which in UTF-8 is the order of code points as in Python
    order = pc.sort_indices(pa.array(ids.values[places], pa.string()))
    sorted_places: npt.NDArray[np.intp] = places[order.to_numpy()]
    return sorted_places


def typed(
    cells: dict[str, Cells], columns: Iterable[Column], places: npt.NDArray[np.intp]
) -> pd.DataFrame:
    """Return a table of these columns and places, each column in the type of its kind."""
    return pd.DataFrame(
        {
            column.name: pd.Series(cells[column.name].values[places], dtype=_dtype(column))
            for column in columns
        }
    )


def _dtype(column: Column) -> type | None:
    if column.kind == "category":
        return None  # a categorical already
    if column.kind == "identifier":
        return object
    is_whole = column.kind in ("flag", "target") or column.whole
    return np.int64 if is_whole and not column.may_be_missing else np.float64
