"""All checks of the model-ready table."""

from typing import Final

import numpy as np
import pandas as pd

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.wording import listed
from churn_platform.analysis.features import SPLIT, level_name
from churn_platform.analysis.splitting import TEST, TRAIN
from churn_platform.contracts.contract import Contract
from churn_platform.contracts.headers import shown_list

_TOLERANCE: Final = 1e-6


def processed_findings(processed: pd.DataFrame, contract: Contract) -> list[Finding]:
    """Return one finding for each check of the model-ready table, in the catalogue's order.

    `processed` has the id, the split, the target and then the model-ready columns.
    """
    return [
        _no_value_is_missing_or_infinite(processed, contract),
        _numbers_are_scaled(processed, contract),
        _no_customer_is_on_both_sides(processed, contract),
        _every_feature_reached_the_encoder(processed, contract),
    ]


def _no_value_is_missing_or_infinite(processed: pd.DataFrame, contract: Contract) -> Finding:
    head = [contract.identifier, SPLIT]
    bad = ~np.isfinite(processed.drop(columns=head))
    counts = {name: int(count) for name, count in bad.sum().items() if count}
    named = [f"{name} {count:,}" for name, count in counts.items()]
    return Finding(
        "no_value_is_missing_or_infinite",
        passed=not counts,
        found=f"{sum(counts.values()):,} such values{f': {listed(named)}' if named else ''}",
        expected="0 missing or infinite values",
        rows=int(bad.any(axis=1).sum()),
        details=counts,
    )


def _numbers_are_scaled(processed: pd.DataFrame, contract: Contract) -> Finding:
    train = processed[processed[SPLIT] == TRAIN]
    odd = {}
    names = [name for name in contract.names("numeric") if name in processed]
    for name in names:
        with np.errstate(invalid="ignore"):  # infinite values have neither
            mean, variance = float(train[name].mean()), float(train[name].var(ddof=0))
        is_scaled = abs(mean) <= _TOLERANCE and abs(variance - 1) <= _TOLERANCE
        if not is_scaled and train[name].nunique() != 1:
            odd[name] = f"{name} has mean {mean:.6g} and variance {variance:.6g}"
    return Finding(
        "numbers_are_scaled",
        passed=not odd,
        found=listed(list(odd.values())) if odd else f"{len(names)} numeric columns, all scaled",
        expected="mean 0 and variance 1 on the training rows, or one value alone",
        rows=len(train) if odd else 0,
        details={"not_scaled": list(odd)},
    )


def _no_customer_is_on_both_sides(processed: pd.DataFrame, contract: Contract) -> Finding:
    ids = processed[contract.identifier]
    train, test = (set(ids[processed[SPLIT] == side]) for side in (TRAIN, TEST))
    both = train & test
    return Finding(
        "no_customer_is_on_both_sides",
        passed=not both,
        found=f"{len(train):,} ids to train on, {len(test):,} to test on, {len(both):,} in both",
        expected="0 ids in both",
        rows=int(ids.isin(list(both)).sum()),
        details={"train": len(train), "test": len(test), "both": len(both)},
    )


def _every_feature_reached_the_encoder(processed: pd.DataFrame, contract: Contract) -> Finding:
    expected = [contract.identifier, SPLIT, contract.target, *_ready(contract)]
    found = list(processed.columns)
    missing = [name for name in expected if name not in found]
    extra = [name for name in found if name not in expected]
    parts = [
        f"{what} {shown_list(names)}" for what, names in (("no", missing), ("also", extra)) if names
    ]
    if not parts and found != expected:
        parts = ["the columns in another order, or twice"]
    return Finding(
        "every_feature_reached_the_encoder",
        passed=not parts,
        found="; ".join(parts) or f"{len(found):,} columns",
        expected=f"{len(expected):,} columns: id, split, target, then numbers, flags and levels",
        rows=len(processed) if parts else 0,
        details={"missing": missing, "extra": extra},
    )


def _ready(contract: Contract) -> list[str]:
    levels = [
        level_name(name, value)
        for name in contract.names("category")
        for value in contract[name].values
    ]
    return [*contract.names("numeric"), *contract.names("flag"), *levels]
