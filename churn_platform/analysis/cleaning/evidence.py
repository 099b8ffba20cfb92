"""A sample of labelled customers for checks of large tables."""

from dataclasses import dataclass

import pandas as pd

from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.analysis.hashing import hashes

_HASHES = 2.0**64


@dataclass(frozen=True)
class Evidence:
    """Labelled customers and, in the same order, their columns that are not in the contract.

    Attributes:
        customers: typed, (n_customers, n_columns).
        others: text, (n_customers, n_other_columns).
    """

    customers: pd.DataFrame
    others: pd.DataFrame


def evidence_of(cleaned: Cleaned, others: pd.DataFrame, share: float, identifier: str) -> Evidence:
    """Return about this share of the labelled customers; all if it is 1 or more.

    The choice depends only on the customer's id, not on the order of the rows or the parts of the
    table.

    Args:
        cleaned: a table, or a part of one; its customers are a frame.
        others: text of the columns that the contract does not name, by the source's row number.
        share: of the customers, above 0.
        identifier: the column of the ids.
    """
    customers = cleaned.customers
    known = others.loc[cleaned.row_numbers]
    if share >= 1:
        return Evidence(customers, known)
    chosen = hashes(customers[identifier]) < share * _HASHES
    return Evidence(customers[chosen], known[chosen])


def together(parts: list[Evidence]) -> Evidence:
    """Return the evidence of a table of that of its parts, one at least."""
    if len(parts) == 1:
        return parts[0]
    return Evidence(
        pd.concat([part.customers for part in parts], ignore_index=True),
        pd.concat([part.others for part in parts]),
    )
