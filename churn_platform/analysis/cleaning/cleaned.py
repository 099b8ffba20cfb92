"""What one cleaning of a table gives."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Cleaned:
    """Three tables that hold every row read but the repeated ones, and what was done.

    `customers` (n_labelled, n_columns) is typed, in contract order and sorted by id; `unlabelled`
    is the same without the target. `quarantine` has one line for each broken rule: `row`, `rule`,
    `column`, `value`, `id`, sorted by row. `row_numbers` are the source's row numbers, from 1, of
    `customers`.
    `rows == len(customers) + len(unlabelled) + quarantined + duplicates`.
    """

    customers: pd.DataFrame
    unlabelled: pd.DataFrame
    quarantine: pd.DataFrame
    repairs: dict[str, int]
    """Named repair -> values changed in the first two tables; only those that happened."""
    rows: int
    duplicates: int
    """Exact repeats, dropped but for the first."""
    quarantined: int
    """Distinct rows in the quarantine."""
    conflicting_ids: int
    """Distinct ids that stand for rows of different content."""
    decimal: str
    by_rule: dict[str, int]
    """"rule column" -> rows of the quarantine."""
    row_numbers: pd.Series
