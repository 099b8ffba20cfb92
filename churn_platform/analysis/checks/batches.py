"""Checks of a batch against the last good one."""

from typing import Any, Final

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.profile import MISSING
from churn_platform.analysis.checks.wording import listed, percent
from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.headers import shown_list
from churn_platform.config.contracts.spelling import normalised

Profile = dict[str, Any]

_FIRST: Final = "the first batch"
_MEDIAN_CHANGE: Final = 0.5
_MAX_CHANGES: Final = 20


def batch_is_not_cut_short(cleaned: Cleaned, contract: Contract, before: Profile | None) -> Finding:
    """Check that the batch has most of the last good one's rows; `rows` is the number lost."""
    name, share = "batch_is_not_cut_short", contract.checks.rows_kept_share
    if before is None:
        return Finding(name, True, _FIRST, f"at least {percent(share)} of the last batch", 0)
    rows, last = cleaned.rows, int(before["rows"])
    return Finding(
        name,
        passed=not last or rows / last >= share,
        found=f"{rows:,} rows after {last:,}",
        expected=f"at least {percent(share)} of the last batch's {last:,} rows",
        rows=max(last - rows, 0),
        details={"rows": rows, "rows_before": last},
    )


def batch_is_like_the_last_one(
    profile: Profile, contract: Contract, before: Profile | None
) -> Finding:
    """Check that columns, shares and medians are close to those of the last good batch."""
    name, maximum = "batch_is_like_the_last_one", contract.checks.share_change
    expected = (
        f"the same columns, every share within {100 * maximum:.3g} percentage points, every median"
        " within half of the interquartile range"
    )
    if before is None:
        return Finding(name, True, _FIRST, expected, 0)
    changes = [
        *_columns(profile["columns"], before["columns"]),
        *_shares(profile, before, maximum),
        *_medians(profile["medians"], before["medians"]),
    ]
    return Finding(
        name,
        passed=not changes,
        found=listed(changes, "; ") if changes else "no such change",
        expected=expected,
        rows=profile["rows"] if changes else 0,
        details={"changes": changes[:_MAX_CHANGES]},
    )


def _columns(now: list[str], before: list[str]) -> list[str]:
    added = _not_in(now, before)
    removed = _not_in(before, now)
    return [
        f"columns {what} {shown_list(names)}"
        for what, names in (("added", added), ("removed", removed))
        if names
    ]


def _not_in(headers: list[str], others: list[str]) -> list[str]:
    known = {normalised(header) for header in others}
    return [header for header in headers if normalised(header) not in known]


def _shares(now: Profile, before: Profile, maximum: float) -> list[str]:
    pairs = [("churn rate", before["label_share"], now["label_share"])]
    for name in _contracted(now):
        if name in _contracted(before):
            old, new = before["shares"].get(name, {}), now["shares"].get(name, {})
            pairs.extend(_values(name, old, new))
    return [
        f"{what} {percent(old)} to {percent(new)}"
        for what, old, new in pairs
        if old is not None and new is not None and round(abs(new - old), 6) > maximum
    ]


def _contracted(profile: Profile) -> list[str]:
    return list(dict.fromkeys([*profile["shares"], *profile["medians"]]))


def _values(
    name: str, before: dict[str, float], now: dict[str, float]
) -> list[tuple[str, float, float]]:
    return [
        (
            f"{name} {'missing' if value == MISSING else repr(value)}",
            before.get(value, 0.0),
            now.get(value, 0.0),
        )
        for value in dict.fromkeys([*before, *now])
    ]


def _medians(now: dict[str, list[float]], before: dict[str, list[float]]) -> list[str]:
    changes = []
    for name in now:
        if name not in before:
            continue
        (low, old, high), new = before[name], now[name][1]
        if abs(new - old) > _MEDIAN_CHANGE * (high - low):
            changes.append(f"median of {name} {old:g} to {new:g}")
    return changes
