"""Check that every row is one customer."""

import numpy as np
import pandas as pd

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.wording import listed
from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.analysis.cleaning.evidence import Evidence
from churn_platform.analysis.cleaning.no_customers import RULE
from churn_platform.analysis.cleaning.sums import row_of_sums
from churn_platform.analysis.repeated_ids.repeats import ADVICE, hidden_repeats, named_repeats
from churn_platform.config.contracts.contract import Contract

_LONGEST = 40


def every_row_is_one_customer(cleaned: Cleaned, evidence: Evidence, contract: Contract) -> Finding:
    """Check that no column has repeated customer ids, and no row is the sum of others.

    Rows that were set aside as non-customers are mentioned, but do not fail the check.

    Args:
        cleaned: the whole table.
        evidence: the labelled customers to examine.
        contract: of the table.
    """
    target = evidence.customers[contract.target].astype(np.float64)
    columns = _columns(evidence, contract)
    # if only a sample is examined, some rows of an id may be missing
    repeats = named_repeats(columns) or hidden_repeats(columns, target)
    sums = row_of_sums(cleaned.sums)
    found, expected, rows = _aside(cleaned), "every row is one customer", 0
    if repeats:
        found, expected, rows = f"{repeats}; {found}", f"{expected}: {ADVICE}", repeats.rows
    elif sums:
        row, names = sums
        found = f"row {row:,} is the sum of all other rows in {listed(names)}; {found}"
        expected, rows = f"{expected}: remove that row from the table", 1
    elif cleaned.subtotals:
        rows = len(cleaned.subtotals)
        numbers = listed([f"{row:,}" for row in cleaned.subtotals])
        found = f"rows {numbers} are sums of neighbouring rows; {found}"
        expected = f"{expected}: remove those rows from the table"
    return Finding(
        "every_row_is_one_customer",
        passed=not (repeats or sums or cleaned.subtotals),
        found=found,
        expected=expected,
        rows=rows,
        details={"rows_set_aside": _set_aside(cleaned)},
    )


def _columns(evidence: Evidence, contract: Contract) -> dict[str, pd.Series]:
    columns = {contract[name].source: evidence.customers[name] for name in contract.features}
    others = evidence.others
    for place, header in enumerate(others.columns):
        values = others.iloc[:, place].set_axis(evidence.customers.index)
        columns.setdefault(str(header)[:_LONGEST], values)
    return columns


def _set_aside(cleaned: Cleaned) -> list[int]:
    lines = cleaned.quarantine
    return [int(row) for row in lines.loc[lines["rule"] == RULE, "row"]]


def _aside(cleaned: Cleaned) -> str:
    rows = _set_aside(cleaned)
    named = f" (row {listed([f'{row:,}' for row in rows])})" if rows else ""
    return f"set aside as totals, notes or repeated headers: {len(rows):,} rows{named}"
