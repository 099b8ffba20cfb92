"""Which labelled customers are looked at where all of them would be too many."""

from dataclasses import dataclass

import pandas as pd

from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.analysis.hashing import hashes

_HASHES = 2.0**64


@dataclass(frozen=True)
class Evidence:
    """Labelled customers and, in the same order, what the columns say that no contract names.

    Attributes:
        customers: typed, (n_customers, n_columns).
        others: text, (n_customers, n_other_columns).
    """

    customers: pd.DataFrame
    others: pd.DataFrame


def evidence_of(cleaned: Cleaned, others: pd.DataFrame, share: float, identifier: str) -> Evidence:
    """Return about this share of the labelled customers, all from 1 on.

    Who is chosen follows from the customer's id alone: neither the order of the rows nor the parts
    that a table is cleaned in change it.

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
