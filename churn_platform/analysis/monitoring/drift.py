"""The drift of a batch's features and scores from the reference."""

from dataclasses import dataclass
from functools import partial, reduce
from operator import add
from typing import Any, Final

import numpy as np
import pandas as pd

from churn_platform.analysis.monitoring.binning import FloatArray
from churn_platform.analysis.monitoring.psi import (
    compared_bins,
    index_by_chance,
    index_without_change,
    same_distribution_p,
    stability_index,
)
from churn_platform.analysis.monitoring.shift import shift_in_words
from churn_platform.analysis.monitoring.tally import Spread, Tally, spread_in, spread_of, tally_of
from churn_platform.analysis.rows import Rows, mapped
from churn_platform.config.contracts.column import Column
from churn_platform.config.contracts.contract import Contract

Entry = dict[str, Any]
VERDICTS: Final = ("none", "moderate", "large")  # from good to bad
NOT_COMPARABLE: Final = "not comparable"
SCORE: Final = "score"
FALSE_ALARM: Final = 0.001  # chance that a batch without change has any drift
_NUMBERS: Final = ("psi", "psi_corrected", "psi_chance", "bins", "p_value", "shift")


@dataclass(frozen=True)
class _Limits:
    """Corrected index of a moderate and of a large drift; chance of a false alarm of one test.

    `disjoint`: no customer is both in the reference and in the batch.
    """

    warning: float
    alarm: float
    chance: float
    disjoint: bool


def drift_of(
    reference: dict[str, Any],
    rows: Rows,
    probability: FloatArray | str,
    contract: Contract,
    warning: float = 0.1,
    alarm: float = 0.25,
    disjoint: bool = True,
) -> dict[str, Any]:
    """Return the drift of each feature and of the scores; JSON-serializable, names no customer.

    `features` is one entry for each feature, most drifted first, and `score` one for the scores:
    `psi`; `psi_corrected`, that less its mean without any change, at least 0; `psi_chance`, what
    `psi` reaches by chance; `bins` compared; `p_value` of a chi-square test, for information,
    None where the groups share customers; `shift` in words; `verdict`. What cannot be compared has
    None for all that, the verdict "not comparable" and a `reason`. `drifted` names the features
    whose verdict is moderate or large, and `verdict` is the worst of all, scores included.

    A verdict is moderate from `warning` on and large from `alarm` on, by `psi_corrected`, which
    unlike `psi` does not grow as the batch shrinks. A `psi` that chance explains is none: without
    change up to three small batches in a thousand have another verdict, and hardly a large one.

    Args:
        reference: as `reference_of` returns it.
        rows: typed features of the batch, (n_rows, at least the contract's features).
        probability: of class 1, of the batch's customers, (n_scores,), by the model that gave the
            scores of the reference: those of another model differ without any drift. Or why there
            are none, and the scores are not comparable.
        contract: names the features.
        warning: corrected index of a moderate drift.
        alarm: corrected index of a large one.
        disjoint: whether no customer is in both groups. The chi-square test takes the groups as
            independent samples, and finds them too alike where some customers are in both; so do
            `psi_corrected` and `psi_chance`, which then raise fewer alarms than they could.

    Raises:
        ValueError: `warning` is not above 0, or is above `alarm`.
    """
    if not 0 < warning <= alarm:
        raise ValueError(f"found limits {warning:g} and {alarm:g}; expected 0 < warning <= alarm")
    limits = _Limits(warning, alarm, FALSE_ALARM / (len(contract.features) + 1), disjoint)
    features = sorted(_features(reference["features"], rows, contract, limits), key=_order)
    score = _scores(reference["score"], probability, limits)
    return {
        "rows": len(rows),
        "reference_rows": reference["rows"],
        "disjoint": disjoint,
        "limits": {"warning": warning, "alarm": alarm},
        "features": features,
        "score": score,
        "drifted": [entry["name"] for entry in features if _rank(entry)],
        "verdict": VERDICTS[max(_rank(entry) for entry in [*features, score])],
    }


def _scores(known: Spread, probability: FloatArray | str, limits: _Limits) -> Entry:
    if isinstance(probability, str):
        return _not_comparable(SCORE, probability)
    return _entry(SCORE, known, spread_of(pd.Series(probability), known), limits)


def _features(
    known: dict[str, Spread], rows: Rows, contract: Contract, limits: _Limits
) -> list[Entry]:
    problems = {name: _problem(known.get(name), contract[name]) for name in contract.features}
    names = [name for name, problem in problems.items() if not problem]
    now = _spreads(rows, {name: known[name] for name in names})
    entries = []
    for name, problem in problems.items():
        if problem:
            entries.append(_not_comparable(name, problem))
        else:
            entries.append(_entry(name, known[name], now[name], limits))
    for name in known:
        if name not in contract.features:
            entries.append(_not_comparable(name, "it is no feature of the contract now"))
    return entries


def _problem(before: Spread | None, column: Column) -> str:
    if before is None:
        return "the reference has no such feature"
    if before["kind"] != column.kind:
        return f"it is a {before['kind']} in the reference and a {column.kind} now"
    return ""


def _spreads(rows: Rows, before: dict[str, Spread]) -> dict[str, Spread]:
    """Return how the features are spread now, by the bins of before."""
    parts = list(mapped(rows, partial(_tallies, before=before), list(before)))
    return {
        name: spread_in(reduce(add, (part[name] for part in parts)), bins)
        for name, bins in before.items()
    }


def _tallies(part: pd.DataFrame, before: dict[str, Spread]) -> dict[str, Tally]:
    return {name: tally_of(part[name], bins) for name, bins in before.items()}


def _entry(name: str, before: Spread, now: Spread, limits: _Limits) -> Entry:
    counts, new_counts = (np.array(part["counts"], dtype=np.int64) for part in (before, now))
    n, m = int(counts.sum()), int(new_counts.sum())
    if not m:
        return _not_comparable(name, "the batch has no rows")
    old, new = compared_bins(counts, new_counts, len(before.get("levels", ())))
    psi, bins = stability_index(old, new), len(old)
    corrected = max(psi - index_without_change(bins, n, m), 0.0)
    by_chance = index_by_chance(bins, n, m, limits.chance)
    level = (corrected >= limits.warning) + (corrected >= limits.alarm)
    p_value = same_distribution_p(old, new) if limits.disjoint else None
    found = (psi, corrected, by_chance, bins, p_value)
    return {
        "name": name,
        **dict(zip(_NUMBERS, (*found, shift_in_words(before, now)), strict=True)),
        "verdict": VERDICTS[level if psi > by_chance else 0],
        "reason": None,
    }


def _not_comparable(name: str, reason: str) -> Entry:
    return {
        "name": name,
        **dict.fromkeys(_NUMBERS),
        "verdict": NOT_COMPARABLE,
        "reason": reason,
    }


def _rank(entry: Entry) -> int:
    return 0 if entry["verdict"] == NOT_COMPARABLE else VERDICTS.index(entry["verdict"])


def _order(entry: Entry) -> tuple[float, float]:
    if entry["psi"] is None:
        return 1.0, 1.0
    return -entry["psi_corrected"], -entry["psi"]
