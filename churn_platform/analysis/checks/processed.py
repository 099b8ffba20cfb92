"""All checks of the model-ready table."""

from dataclasses import dataclass
from functools import partial, reduce
from operator import add
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.wording import listed
from churn_platform.analysis.features import SPLIT, level_name
from churn_platform.analysis.hashing import Hashes, hashes
from churn_platform.analysis.rows import Rows, mapped
from churn_platform.analysis.splitting import TEST, TRAIN
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.headers import shown_list

_TOLERANCE: Final = 1e-6
FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class _Part:
    """The facts of a part of the table; parts can be added up.

    Attributes:
        bad: values of each column that are missing or infinite.
        bad_rows: rows with such a value.
        ids: hashes of the ids by side of the split.
        sums: of each number in the training rows: how many, their sum, and that of their squares.
        ends: of each number in the training rows, if there are any: the least and the largest.
    """

    bad: pd.Series
    bad_rows: int
    ids: dict[str, Hashes]
    sums: dict[str, FloatArray]
    ends: dict[str, FloatArray]


def processed_findings(processed: Rows, contract: Contract) -> list[Finding]:
    """Return one finding for each check of the model-ready table, in the catalogue's order.

    `processed` has the id, the split, the target and then the model-ready columns.
    """
    columns = list(processed.columns)
    numbers = [name for name in contract.names("numeric") if name in columns]
    look = partial(_looked_at, identifier=contract.identifier, numbers=numbers)
    parts = list(mapped(processed, look))
    return [
        _no_value_is_missing_or_infinite(parts),
        _numbers_are_scaled(parts, numbers),
        _no_customer_is_on_both_sides(parts),
        _every_feature_reached_the_encoder(columns, len(processed), contract),
    ]


def _looked_at(part: pd.DataFrame, identifier: str, numbers: list[str]) -> _Part:
    bad = ~np.isfinite(part.drop(columns=[identifier, SPLIT]))
    train = part[part[SPLIT] == TRAIN]
    values = {name: train[name].to_numpy(dtype=np.float64) for name in numbers}
    with np.errstate(invalid="ignore"):  # infinite values have neither
        sums = {name: np.array([len(v), v.sum(), v @ v]) for name, v in values.items()}
    return _Part(
        bad=bad.sum(),
        bad_rows=int(bad.any(axis=1).sum()),
        ids={side: hashes(part.loc[part[SPLIT] == side, identifier]) for side in (TRAIN, TEST)},
        sums=sums,
        ends={name: np.array([v.min(), v.max()]) for name, v in values.items() if len(v)},
    )


def _no_value_is_missing_or_infinite(parts: list[_Part]) -> Finding:
    bad = reduce(add, (part.bad for part in parts))
    counts = {str(name): int(count) for name, count in bad.items() if count}
    named = [f"{name} {count:,}" for name, count in counts.items()]
    return Finding(
        "no_value_is_missing_or_infinite",
        passed=not counts,
        found=f"{sum(counts.values()):,} such values{f': {listed(named)}' if named else ''}",
        expected="0 missing or infinite values",
        rows=sum(part.bad_rows for part in parts),
        details=counts,
    )


def _numbers_are_scaled(parts: list[_Part], names: list[str]) -> Finding:
    odd, rows = {}, sum(len(part.ids[TRAIN]) for part in parts)
    for name in names:
        count, total, squares = reduce(add, (part.sums[name] for part in parts))
        with np.errstate(invalid="ignore"):
            mean = total / max(count, 1.0)
            variance = squares / max(count, 1.0) - mean**2
        is_scaled = abs(mean) <= _TOLERANCE and abs(variance - 1) <= _TOLERANCE
        ends = np.array([part.ends[name] for part in parts if name in part.ends])
        is_constant = len(ends) > 0 and ends[:, 0].min() == ends[:, 1].max()
        if not is_scaled and not is_constant:
            odd[name] = f"{name} has mean {mean:.6g} and variance {variance:.6g}"
    return Finding(
        "numbers_are_scaled",
        passed=not odd,
        found=listed(list(odd.values())) if odd else f"{len(names)} numeric columns, all scaled",
        expected="mean 0 and variance 1 on the training rows, or constant",
        rows=rows if odd else 0,
        details={"not_scaled": list(odd)},
    )


def _no_customer_is_on_both_sides(parts: list[_Part]) -> Finding:
    train, test = (
        np.unique(np.concatenate([part.ids[side] for part in parts])) for side in (TRAIN, TEST)
    )
    both = np.intersect1d(train, test)
    rows = sum(int(np.isin(ids, both).sum()) for part in parts for ids in part.ids.values())
    return Finding(
        "no_customer_is_on_both_sides",
        passed=not len(both),
        found=f"{len(train):,} ids to train on, {len(test):,} to test on, {len(both):,} in both",
        expected="0 ids in both",
        rows=rows if len(both) else 0,
        details={"train": len(train), "test": len(test), "both": len(both)},
    )


def _every_feature_reached_the_encoder(found: list[str], rows: int, contract: Contract) -> Finding:
    expected = [contract.identifier, SPLIT, contract.target, *_ready(contract)]
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
        rows=rows if parts else 0,
        details={"missing": missing, "extra": extra},
    )


def _ready(contract: Contract) -> list[str]:
    levels = [
        level_name(name, value)
        for name in contract.names("category")
        for value in contract[name].values
    ]
    return [*contract.names("numeric"), *contract.names("flag"), *levels]
