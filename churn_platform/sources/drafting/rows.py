"""Check that each row of a table is one customer, before drafting from it."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from churn_platform.analysis.cleaning.no_customers import no_customers_of
from churn_platform.analysis.cleaning.sums import Sums, row_of_sums, subtotals, sums_of
from churn_platform.analysis.errors import DataError
from churn_platform.analysis.repeated_ids.repeats import (
    ADVICE,
    Repeats,
    hidden_repeats,
    named_repeats,
    repeats_of,
)
from churn_platform.sources.drafting.facts.column import Facts, Numbers
from churn_platform.sources.drafting.facts.words import listed

_MAX_SHOWN = 5


def drop_non_customers(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows that are customers, and a doubt that lists the others, if any."""
    others = no_customers_of(table)
    if not others.any():
        return table, []
    places = np.flatnonzero(others) + 1
    rows = ", ".join(f"{place:,}" for place in places[:_MAX_SHOWN])
    more = f" and {len(places) - _MAX_SHOWN:,} more" if len(places) > _MAX_SHOWN else ""
    what = "a total, an average, a note or a repeated header"
    doubt = f"row {rows}{more} is not a customer ({what}): left out here, and in runs if it has"
    return table[~others], [f"{doubt} no outcome; better remove it"]


def check_names(table: pd.DataFrame, identifier: str | None) -> None:
    """Check that no column whose header means customer ids repeats them.

    Args:
        table: trimmed text.
        identifier: the header that the user chose, as spelled in the table.

    Raises:
        DataError: one does; the message says how to make each row one customer.
    """
    once = table[~table.duplicated()]
    repeats = named_repeats({str(header): once[header] for header in once.columns})
    if identifier is not None and repeats is None:
        repeats = repeats_of(identifier, once[identifier])
    _refuse(repeats)


def check_rows(columns: Sequence[Facts], labels: Numbers) -> None:
    """Check that no column behaves like ids that repeat.

    Args:
        columns: without the target.
        labels: 1, 0, or NaN for no label, (n_rows,).

    Raises:
        DataError: one does.
    """
    table = pd.DataFrame({one.header: one.text for one in columns})
    once = ~table.duplicated().to_numpy()
    texts = {one.header: table.loc[once, one.header] for one in columns}
    _refuse(hidden_repeats(texts, pd.Series(labels[once])))


def check_sums(columns: Sequence[Facts]) -> None:
    """Check that no row is the sum of all others, or of those above or below it.

    Raises:
        DataError: one does.
    """
    table = pd.DataFrame({one.header: one.text for one in columns})
    rows = table.index.to_numpy(dtype=np.int64) + 1
    sums = {one.header: sums_of(one.numbers, rows) for one in columns if one.are_numbers}
    if found := row_of_sums(sums) or _sparse_row_of_a_sum(table, sums, rows):
        row, headers = found
        raise DataError(
            f"row {row:,}: is the sum of all other rows in {listed(headers)}; expected only"
            " customers alone: take that row out of the table"
        )
    if places := subtotals([one.numbers for one in columns if one.are_numbers]):
        numbers = ", ".join(f"{row:,}" for row in rows[places[:_MAX_SHOWN]])
        more = f" and {len(places) - _MAX_SHOWN:,} more" if len(places) > _MAX_SHOWN else ""
        raise DataError(
            f"rows {numbers}{more}: are sums of neighbouring rows; expected only customers"
            ": remove those rows from the table"
        )


def _sparse_row_of_a_sum(
    table: pd.DataFrame, sums: Mapping[str, Sums], rows: npt.NDArray[np.int64]
) -> tuple[int, list[str]] | None:
    """Return the row that is one column's sum and has fewer cells than most rows, or None."""
    filled = (table != "").sum(axis=1).to_numpy()
    for header, each in sums.items():
        if each.is_sum and filled[rows == each.row] < np.median(filled):
            return each.row, [header]
    return None


def _refuse(repeats: Repeats | None) -> None:
    if repeats is not None:
        raise DataError(f"{repeats}; expected {ADVICE}")
