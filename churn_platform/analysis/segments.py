"""Groups of customers by one column: its values, yes and no, or bands of its numbers."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn_platform.analysis.coded import categorical
from churn_platform.analysis.scoring.encoded import category_codes
from churn_platform.analysis.statistics.counts import Counts, counted
from churn_platform.config.contracts.column import Column

UNKNOWN = "unknown"
_MONTHS = (12.0, 24.0, 48.0)  # a year, two, four: common lengths of a contract
_QUARTERS = (0.25, 0.5, 0.75, 1.0)
_MAX_DIGITS = 17  # tell any two numbers apart


@dataclass(frozen=True)
class Bands:
    """Bands of a numeric column: band i ends with `upper[i]`, that number included.

    What lies below the first band or above the last one belongs to that band.
    """

    upper: tuple[float, ...]
    labels: tuple[str, ...]


def segment_of(
    values: pd.Series,
    column: Column,
    reference: pd.Series | None = None,
    bands: Bands | None = None,
) -> pd.Series:
    """Return each customer's segment as an ordered categorical of labels, (n_customers,).

    A category's labels are its values in the contract's order, a flag's are No and Yes, and those
    of numbers are their bands, see `bands_of`. Missing is "unknown", the last label, which is
    there only when needed.

    Args:
        values: of one column of the clean table, (n_customers,).
        column: what the contract says about it.
        reference: the values whose quartiles make the bands; `values` when not given.
        bands: of a numeric column, in place of a reference.

    Raises:
        ValueError: the column is an identifier or the target.
    """
    if column.kind == "category":
        return _labelled(values, dict(zip(column.values, column.values, strict=True)))
    if column.kind == "flag":
        return _labelled(values, {0: "No", 1: "Yes"})
    if bands is None:
        bands = bands_of(counted(values if reference is None else reference), column)
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    places = np.searchsorted(bands.upper, numbers)  # a NaN sorts behind everything
    codes = np.where(np.isnan(numbers), -1, np.minimum(places, len(bands.upper) - 1))
    return _segments(codes, list(bands.labels), values)


def bands_of(values: Counts, column: Column) -> Bands:
    """Return the bands of a numeric column's values; none when every value is missing.

    Months are banded at 12, 24 and 48. Other numbers are banded at their quartiles, taken as the
    inverse of the empirical distribution function, so that each edge is a number of the column;
    quartiles that coincide make fewer bands, and a constant column has one. The label "20–35.5"
    stands for numbers above 20 up to 35.5, and that of whole numbers for both its ends.

    Raises:
        ValueError: the column is not numeric.
    """
    if column.kind != "numeric":
        raise ValueError(
            f"{column.name}: found a column of kind {column.kind};"
            " expected a numeric, flag or category column"
        )
    if column.unit == "months":
        return Bands((*_MONTHS, np.inf), ("0–12", "13–24", "25–48", "49+"))
    if not values.known:
        return Bands((), ())
    known = values.values.astype(np.float64)
    upper = np.unique(values.steps(_QUARTERS))
    whole = bool((known == np.floor(known)).all())
    return Bands(tuple(upper.tolist()), _labels(float(known.min()), upper, whole))


def _labels(least: float, upper: NDArray[np.float64], whole: bool) -> tuple[str, ...]:
    """Name the bands with as few digits as tell their edges apart."""
    above = [least, *(upper[:-1] + 1 if whole else upper[:-1]).tolist()]
    for digits in range(4, _MAX_DIGITS + 1):
        ends = [_text(number, whole, digits) for number in upper.tolist()]
        if len(set(ends)) == len(ends):
            break
    starts = [_text(number, whole, digits) for number in above]
    return tuple(
        start if low == high else f"{start}–{end}"
        for low, high, start, end in zip(above, upper.tolist(), starts, ends, strict=True)
    )


def _text(number: float, whole: bool, digits: int) -> str:
    if whole:
        return f"{int(number):,}"
    decimals = max(digits - len(str(int(abs(number)))), 0)
    if abs(number) < 1e-3:
        return f"{number:.{digits}g}"
    return f"{number:,.{decimals}f}".rstrip("0").rstrip(".") if decimals else f"{number:,.0f}"


def _labelled(values: pd.Series, labels: dict[Any, str]) -> pd.Series:
    """Return each value's label, see `_segments`."""
    codes = category_codes(values, {value: float(code) for code, value in enumerate(labels)})
    return _segments(np.nan_to_num(codes, nan=-1.0), list(labels.values()), values)


def _segments(codes: NDArray[Any], labels: list[str], like: pd.Series) -> pd.Series:
    """Return the labels of the codes as an ordered categorical; below 0 is unknown."""
    places, names = codes.astype(np.intp), labels
    if (places < 0).any():  # the last label, also where the contract has it as a value
        names = [*(label for label in labels if label != UNKNOWN), UNKNOWN]
        places = np.array([*map(names.index, labels), len(names) - 1])[places]
    segments = categorical(places, names, ordered=True)
    return pd.Series(segments, index=like.index, name=like.name)
