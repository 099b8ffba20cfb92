"""Ids: read them, and find duplicate rows and ids shared by two customers."""

import hashlib

import numpy as np
import numpy.typing as npt
import pandas as pd

from churn_platform.analysis.parsing.cells import Cells, Mask, distinct
from churn_platform.config.contracts.contract import Contract

_ID_DIGITS = 16
_BETWEEN = "\x1f"  # the unit separator of ASCII


def read_ids(text: pd.DataFrame, contract: Contract) -> Cells:
    """Return the ids as written, or made from the content if there is no id column.

    A made id is the first 16 hex digits of the SHA-256 of the row's contracted texts.
    """
    if contract[contract.identifier].header is None:
        made = _made(text[[column.name for column in contract.from_source]])
        return Cells(np.array(made, dtype=np.object_), {})
    ids = text[contract.identifier].to_numpy(dtype=np.object_, copy=True)
    cells = Cells(ids, {})
    cells.mark("blank_id", (ids == "").astype(np.bool_))
    return cells


def _made(text: pd.DataFrame) -> list[str]:
    columns = [text[name].to_numpy(dtype=object) for name in text.columns]
    rows = zip(*columns, strict=True)
    return [hashlib.sha256(_BETWEEN.join(row).encode()).hexdigest()[:_ID_DIGITS] for row in rows]


def repeated_rows(text: pd.DataFrame, cells: dict[str, Cells], contract: Contract) -> Mask:
    """Return which rows are duplicates of an earlier row: same id, same value in every column.

    Invalid values are compared as text.
    """
    ids = cells[contract.identifier].values
    again = np.flatnonzero(_shared(pd.Series(ids, dtype=object)))
    names = [name for name in cells if name != contract.identifier]
    contents = [_comparable(text[name].iloc[again], cells[name], again) for name in names]
    seen: set[tuple[object, ...]] = set()
    repeated = np.zeros(len(ids), dtype=np.bool_)
    for place, row in zip(again, zip(ids[again], *contents, strict=True), strict=True):
        repeated[place] = row in seen
        seen.add(row)
    return repeated


def _comparable(text: pd.Series, cells: Cells, rows: npt.NDArray[np.intp]) -> list[object]:
    values, broken = cells.values[rows].tolist(), cells.broken[rows]
    return [
        written if bad else None if pd.isna(value) else value
        for written, value, bad in zip(text, values, broken, strict=True)
    ]


def conflicting_rows(ids: Cells, repeated: Mask) -> Mask:
    """Return which rows share their id with a row with other content."""
    once = pd.Series(ids.values, dtype=object)[~repeated & (ids.values != "")]
    rows = np.zeros(len(repeated), dtype=np.bool_)
    rows[once.index[_shared(once)]] = True
    return rows


def _shared(ids: pd.Series) -> Mask:
    """Return which rows have an id that another row has too."""
    codes, _ = distinct(ids)
    shared: Mask = np.bincount(codes)[codes] > 1 if len(codes) else np.zeros(0, dtype=np.bool_)
    return shared
