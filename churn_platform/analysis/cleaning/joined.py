"""Combine the results of a table that was cleaned in parts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from operator import add

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
    repairs: Counter[str] = Counter()
    for part in parts:
        repairs.update(part.repairs)
    return Cleaned(
        customers=parts[0].customers[:0],
        unlabelled=parts[0].unlabelled[:0],
        quarantine=lines,
        repairs=dict(repairs),
        rows=sum(part.rows for part in parts),
        labelled_rows=sum(part.labelled_rows for part in parts),
        unlabelled_rows=sum(part.unlabelled_rows for part in parts),
        duplicates=sum(part.duplicates for part in parts),
        quarantined=sum(part.quarantined for part in parts),
        conflicting_ids=sum(part.conflicting_ids for part in parts),
        decimal=parts[0].decimal,
        by_rule=rows_by_rule(lines),
        counts={name: added([part.counts[name] for part in parts]) for name in parts[0].counts},
        products={
            name: reduce(add, (part.products[name] for part in parts)) for name in parts[0].products
        },
        sums={name: reduce(add, (part.sums[name] for part in parts)) for name in parts[0].sums},
        implied={
            name: reduce(add, (part.implied[name] for part in parts)) for name in parts[0].implied
        },
        row_numbers=pd.concat([part.row_numbers for part in parts], ignore_index=True),
        subtotals=(),
    )
