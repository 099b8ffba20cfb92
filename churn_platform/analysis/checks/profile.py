"""The profile of a batch, for comparison with the next one."""

from collections.abc import Sequence
from typing import Any, Final

from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.analysis.statistics.counts import Counts
from churn_platform.config.contracts.contract import Contract

MISSING: Final = ""
REST: Final = "(other values)"
_MAX_VALUES: Final = 30


def profile_of(cleaned: Cleaned, headers: Sequence[str], contract: Contract) -> dict[str, Any]:
    """Return rows, headers, shares and quartiles of the labelled customers; can be JSON.

    `label_share` is None without customers. `shares` has, for each category and flag, the share of
    each value, most first, "" for missing and one for all beyond 30; for a number that of missing,
    if any is. `medians` has [25 %, 50 %, 75 %] of each number. All have six significant digits.
    """
    counts = cleaned.counts
    shares = {name: _shares(counts[name]) for name in contract.names("category", "flag")}
    medians = {}
    for name in contract.names("numeric"):
        column = counts[name]
        if column.missing:
            shares[name] = {MISSING: _rounded(column.missing / column.rows)}
        if column.known:
            medians[name] = [_rounded(value) for value in column.quantiles([0.25, 0.5, 0.75])]
    target = counts[contract.target]
    return {
        "rows": cleaned.rows,
        "columns": list(headers),
        "label_share": _rounded(target.mean()) if target.known else None,
        "shares": shares,
        "medians": medians,
    }


def _shares(column: Counts) -> dict[str, float]:
    counts = {_text(v): int(n) for v, n in zip(column.values, column.counts, strict=True)}
    if column.missing:
        counts[MISSING] = column.missing
    order = sorted(counts, key=lambda text: (-counts[text], text))
    shares = {text: _rounded(counts[text] / column.rows) for text in order[:_MAX_VALUES]}
    if rest := sum(counts[text] for text in order[_MAX_VALUES:]):
        shares[REST] = _rounded(rest / column.rows)
    return shares


def _text(value: Any) -> str:
    # a flag that may be missing is held as a float and is still 0 or 1
    return f"{value:.0f}" if isinstance(value, float) else str(value)


def _rounded(value: float) -> float:
    return float(f"{value:.6g}")
