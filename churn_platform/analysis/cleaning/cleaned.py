"""The result of cleaning a table."""

from dataclasses import dataclass

import pandas as pd

from churn_platform.analysis.cleaning.products import RowCounts
from churn_platform.analysis.cleaning.sums import Sums
from churn_platform.analysis.statistics.counts import Counts


@dataclass(frozen=True)
class Cleaned:
    """Three tables with every row except duplicates, and statistics of the cleaning.

    `customers` (n_labelled, n_columns) is typed, in contract order and sorted by id; `unlabelled`
    is the same without the target. `quarantine` has one line for each broken rule: `row`, `rule`,
    `column`, `value`, `id`, sorted by row. `row_numbers` are the source's row numbers, from 1, of
    `customers`.
    `rows == labelled_rows + unlabelled_rows + quarantined + duplicates`.
    """

    customers: pd.DataFrame
    unlabelled: pd.DataFrame
    quarantine: pd.DataFrame
    repairs: dict[str, int]
    """Named repair -> values changed in the first two tables; only those that happened."""
    rows: int
    labelled_rows: int
    """Of `customers`, which is without rows where a table was cleaned in parts."""
    unlabelled_rows: int
    """Of `unlabelled`, likewise."""
    duplicates: int
    """Exact repeats, dropped but for the first."""
    quarantined: int
    """Distinct rows in the quarantine."""
    conflicting_ids: int
    """Distinct ids that stand for rows of different content."""
    decimal: str
    by_rule: dict[str, int]
    """"rule column" -> rows of the quarantine."""
    counts: dict[str, Counts]
    """Of each column of `customers` but the id: how often each value occurs."""
    products: dict[str, RowCounts]
    """Of each column that is about a product of others: how often it is far from it."""
    sums: dict[str, Sums]
    """Of each numeric column, of `customers` and `unlabelled` together."""
    implied: dict[str, RowCounts]
    """Of each value that implies others: how often something else stands there."""
    row_numbers: pd.Series
    subtotals: tuple[int, ...]
    """Numbers of rows that hold the sums of those above or below; () of a table in parts."""
