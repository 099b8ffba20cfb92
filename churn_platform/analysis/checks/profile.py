"""What the next batch is compared with."""

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.contracts.contract import Contract

MISSING: Final = ""
REST: Final = "(other values)"
_MOST_VALUES: Final = 30


def profile_of(cleaned: Cleaned, headers: Sequence[str], contract: Contract) -> dict[str, Any]:
    """Return rows, headers, shares and quartiles of the labelled customers; can be JSON.

    `label_share` is None without customers. `shares` has, for each category and flag, the share of
    each value, most first, "" for missing and one for all beyond 30; for a number that of missing,
    if any is. `medians` has [25 %, 50 %, 75 %] of each number. All have six significant digits.
    """
    customers = cleaned.customers
    shares = {name: _shares(customers[name]) for name in contract.names("category", "flag")}
    medians = {}
    for name in contract.names("numeric"):
        if missing := int(customers[name].isna().sum()):
            shares[name] = {MISSING: _rounded(missing / len(customers))}
        if missing < len(customers):
            quartiles = customers[name].quantile([0.25, 0.5, 0.75])
            medians[name] = [_rounded(value) for value in quartiles]
    return {
        "rows": cleaned.rows,
        "columns": list(headers),
        "label_share": _rounded(customers[contract.target].mean()) if len(customers) else None,
        "shares": shares,
        "medians": medians,
    }


def _shares(values: pd.Series) -> dict[str, float]:
    counts = {_text(value): int(n) for value, n in values.value_counts(dropna=False).items()}
    order = sorted(counts, key=lambda text: (-counts[text], text))
    shares = {text: _rounded(counts[text] / len(values)) for text in order[:_MOST_VALUES]}
    if rest := sum(counts[text] for text in order[_MOST_VALUES:]):
        shares[REST] = _rounded(rest / len(values))
    return shares


def _text(value: Any) -> str:
    if pd.isna(value):
        return MISSING
    # a flag that may be missing is held as a float and is still 0 or 1
    return f"{value:.0f}" if isinstance(value, float) else str(value)


def _rounded(value: float) -> float:
    return float(f"{value:.6g}")
