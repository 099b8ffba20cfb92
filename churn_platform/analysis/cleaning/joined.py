"""Combine the results of a table that was cleaned in parts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from operator import add
from typing import Any

import pandas as pd

from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.analysis.cleaning.quarantine import rows_by_rule
from churn_platform.analysis.statistics.counts import added


def without_rows(part: Cleaned) -> Cleaned:
    """Return the result of a part without its customers, to free memory."""
    # copied, since an empty slice keeps the whole table in memory
    return replace(part, customers=part.customers[:0].copy(), unlabelled=part.unlabelled[:0].copy())


def joined(parts: Sequence[Cleaned]) -> Cleaned:
    """Return the combined result of at least one part, each with all rows of its ids.

    Its customer tables are empty; those of the parts are ignored.
    """
    if len(parts) == 1:
        return parts[0]
    lines = pd.concat([part.quarantine for part in parts], ignore_index=True)
    lines = lines.sort_values("row", kind="stable", ignore_index=True)
    return Cleaned(
        customers=parts[0].customers[:0],
        unlabelled=parts[0].unlabelled[:0],
        quarantine=lines,
        repairs=dict(reduce(add, (Counter(part.repairs) for part in parts))),
        rows=sum(part.rows for part in parts),
        labelled_rows=sum(part.labelled_rows for part in parts),
        unlabelled_rows=sum(part.unlabelled_rows for part in parts),
        duplicates=sum(part.duplicates for part in parts),
        quarantined=sum(part.quarantined for part in parts),
        conflicting_ids=sum(part.conflicting_ids for part in parts),
        decimal=parts[0].decimal,
        by_rule=rows_by_rule(lines),
        counts={name: added([part.counts[name] for part in parts]) for name in parts[0].counts},
        products=_summed([part.products for part in parts]),
        sums=_summed([part.sums for part in parts]),
        implied=_summed([part.implied for part in parts]),
        row_numbers=pd.concat([part.row_numbers for part in parts], ignore_index=True),
        subtotals=(),
    )


def _summed(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {name: reduce(add, (part[name] for part in parts)) for name in parts[0]}
