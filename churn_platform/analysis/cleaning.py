"""From the source's text to typed columns: trim, parse, repair, refuse."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.schema import Column, Schema

_SHOWN = 3


@dataclass(frozen=True)
class CleanTable:
    """The typed table, sorted by customer id, and how many values each repair changed."""

    frame: pd.DataFrame
    blank_total_charges: int
    imputed_total_charges: int


def read_customers(path: Path, schema: Schema) -> pd.DataFrame:
    """Return the source's columns as trimmed text under our names, (n_customers, n_columns)."""
    raw = pd.read_csv(
        path,
        dtype=str,
        keep_default_na=False,  # "NA" and "None" are text until a rule says otherwise
        encoding="utf-8-sig",
        skipinitialspace=True,
    )
    raw.columns = raw.columns.str.strip()
    missing = [header for header in schema.headers if header not in raw.columns]
    if missing:
        raise DataError(
            f"columns {missing} are missing; found {list(raw.columns)}, expected {schema.headers}"
        )
    names = {column.source: column.name for column in schema.columns}
    text: pd.DataFrame = raw[schema.headers].rename(columns=names)
    return pd.DataFrame({name: text[name].str.strip() for name in text.columns})


def clean_customers(raw: pd.DataFrame, schema: Schema) -> CleanTable:
    """Type and repair the text of `read_customers`.

    Categories stay text, flags and the target become 0 or 1, numbers become numbers. A blank
    total charge of a customer with tenure 0 becomes 0.0, since nothing was billed yet; any other
    blank total charge becomes tenure times monthly charges.

    Raises:
        DataError: a value cannot be used; all such columns are named in the one line.
    """
    if raw.empty:
        raise DataError("the table has no rows; expected at least one customer")
    raw = raw.copy()
    blank = raw["total_charges"] == ""
    raw.loc[blank, "total_charges"] = "0"
    problems: list[str] = []
    frame = pd.DataFrame({c.name: _typed(raw[c.name], c, problems) for c in schema.columns})
    if problems:
        raise DataError("; ".join(problems))
    imputed = blank & (frame["tenure"] > 0)
    charges = frame["tenure"] * frame["monthly_charges"]
    frame["total_charges"] = frame["total_charges"].mask(imputed, charges)
    frame = frame.sort_values(schema.identifier, kind="stable", ignore_index=True)
    return CleanTable(frame, int((blank & ~imputed).sum()), int(imputed.sum()))


def _typed(text: pd.Series, column: Column, problems: list[str]) -> pd.Series:
    if column.kind == "identifier":
        return _identifiers(text, column, problems)
    if column.kind == "numeric":
        return _numbers(text, column, problems)
    _refuse(text[~text.isin(column.values)], column, f"one of {list(column.values)}", problems)
    if column.kind == "category":
        return text
    return (text == column.values[1]).astype("int64")


def _identifiers(text: pd.Series, column: Column, problems: list[str]) -> pd.Series:
    blank, repeated = int((text == "").sum()), int(text.duplicated().sum())
    # ids are counted and never shown: the line ends up in logs
    if blank:
        problems.append(f"column {column.source}: {blank} blank ids; expected none")
    if repeated:
        problems.append(f"column {column.source}: {repeated} repeated ids; expected unique ids")
    return text


def _numbers(text: pd.Series, column: Column, problems: list[str]) -> pd.Series:
    numbers = pd.to_numeric(text, errors="coerce").astype("float64")
    numbers = numbers.where(np.isfinite(numbers))
    low, high = column.low, column.high
    inside = numbers.between(-np.inf if low is None else low, np.inf if high is None else high)
    _refuse(text[~inside], column, f"a number from {low:g} to {high:g}", problems)
    if not column.whole:
        return numbers
    whole = numbers.isna() | (numbers % 1 == 0)
    _refuse(text[~whole], column, "a whole number", problems)
    return numbers.fillna(0).round().astype("int64")


def _refuse(bad: pd.Series, column: Column, expected: str, problems: list[str]) -> None:
    if bad.empty:
        return
    found = [value[:40] for value in bad.unique()[:_SHOWN]]
    more = ", …" if bad.nunique() > _SHOWN else ""
    problems.append(
        f"column {column.source}: {len(bad)} rows hold {str(found)[1:-1]}{more};"
        f" expected {expected}"
    )
