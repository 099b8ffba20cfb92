"""The scores of current customers, one row each, most at risk first."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from churn_platform.analysis.at_risk.reasons import REASONS, reason_texts
from churn_platform.analysis.at_risk.served import Served
from churn_platform.analysis.coded import categorical
from churn_platform.analysis.errors import DataError
from churn_platform.analysis.rows import Rows
from churn_platform.analysis.scoring.encoded import FloatArray
from churn_platform.analysis.scoring.scorer import probability_of
from churn_platform.analysis.segments import Bands, bands_of, segment_of
from churn_platform.analysis.statistics.counts import counts_of_each
from churn_platform.catalog import REASON_COLUMNS, RISK_BANDS, SEGMENT_PREFIX
from churn_platform.config.contracts.contract import Contract
from churn_platform.runtime.progress import SILENT, Progress

HIGH, MEDIUM, LOW = RISK_BANDS
_CHUNK = 100_000  # rows per block: contributions take more memory than the scores


class Decile(NamedTuple):
    """The number of a decile, and the probability and id of the first customer in it."""

    number: int
    probability: float
    id: str


def risk_bands(leavers_share: float) -> dict[str, float]:
    """Return the probabilities at which medium and high risk begin.

    Medium begins at the churn rate r, where a customer is as likely to churn as the average. High
    begins at 2r, or, if r is above 1/3, halfway between r and 1.

    Raises:
        ValueError: the share is not between 0 and 1.
    """
    if not 0 < leavers_share < 1:
        raise ValueError(f"leavers_share: found {leavers_share}; expected above 0 and below 1")
    high = min(2 * leavers_share, (1 + leavers_share) / 2)
    return {MEDIUM: leavers_share, HIGH: high}


def risk_band(probability: FloatArray, bands: dict[str, float]) -> pd.Categorical:
    """Return "high", "medium" or "low" for each probability, (n,)."""
    places = np.searchsorted([bands[MEDIUM], bands[HIGH]], probability, side="right")
    return categorical(places, [LOW, MEDIUM, HIGH])


def segment_bands(current: Rows, contract: Contract) -> dict[str, Bands]:
    """Return the bands of each numeric segment column, from all scored customers."""
    names = [name for name in contract.segment_columns if contract[name].kind == "numeric"]
    counts = counts_of_each(current, names) if names else {}
    return {name: bands_of(counts[name], contract[name]) for name in names}


def scored(
    current: pd.DataFrame,
    served: Served,
    contract: Contract,
    leavers_share: float,
    lifetime: pd.DataFrame | None,
    bands: dict[str, Bands],
    progress: Progress = SILENT,
) -> pd.DataFrame:
    """Return the scores of some customers, in their order, without deciles; see `ranked`.

    The columns, (n_customers, 13 + n_segment_columns): the id; probability to leave; decile, 1 for
    the tenth most at risk; risk_band; monthly_revenue; revenue_at_risk, which is probability times
    monthly revenue; lifetime_months; lifetime_basis, "observed" or "extrapolated", see
    `expected_lifetime`; lifetime_value_at_risk, which is revenue_at_risk times lifetime_months;
    reason_1 to reason_3; scored_by, which model gave probability and reasons, see
    `catalog.SCORED_BY`; and the segments. Money is in the unit of the contract's revenue column.
    Money and lifetime are missing where unknown.

    Args:
        current: typed customers who have not churned, (n_customers, columns).
        served: the serving model, with its fold models.
        contract: of the table.
        leavers_share: churn rate of the training rows, 0 to 1.
        lifetime: of `expected_lifetime` for the same customers; None if unknown for all.
        bands: of `segment_bands` for all customers who are scored.
        progress: updated after each part of the customers.

    Raises:
        DataError: lifetime is of other customers, a feature has no column, or the id has the name
            of another column.
    """
    probability, texts, scored_by = _explained(current, served, contract, progress)
    columns = {
        "probability": probability,
        "decile": 0,
        "risk_band": risk_band(probability, risk_bands(leavers_share)),
        **_money(current, probability, contract, lifetime),
        **{name: texts[:, k] for k, name in enumerate(REASON_COLUMNS)},
        "scored_by": scored_by,
        **_segments(current, contract, bands),
    }
    if contract.identifier in columns:
        raise DataError(f"the id is named {contract.identifier!r}, as a column of the scores is")
    ids = current[contract.identifier].to_numpy(dtype=object)
    return pd.DataFrame({contract.identifier: ids, **columns})


def _explained(
    current: pd.DataFrame, served: Served, contract: Contract, progress: Progress
) -> tuple[FloatArray, NDArray[np.object_], NDArray[np.object_]]:
    probability = np.empty(len(current))
    texts = np.empty((len(current), REASONS), dtype=object)
    scored_by = np.empty(len(current), dtype=object)
    for start in range(0, len(current), _CHUNK):
        rows = slice(start, start + _CHUNK)
        found = served.explained(current.iloc[rows], contract)
        probability[rows] = probability_of(found.log_odds)
        texts[rows] = reason_texts(found.contributions, found.customers, contract)
        scored_by[rows] = found.scored_by
        progress.advance(min(rows.stop, len(current)), len(current))
    return probability, texts, scored_by


def _money(
    current: pd.DataFrame,
    probability: FloatArray,
    contract: Contract,
    lifetime: pd.DataFrame | None,
) -> dict[str, NDArray[Any]]:
    unknown = np.full(len(current), np.nan)
    revenue = unknown
    if contract.revenue is not None:
        revenue = current[contract.revenue].to_numpy(dtype="float64", na_value=np.nan)
    months, basis = unknown, np.full(len(current), None, dtype=object)
    if lifetime is not None:
        months, basis = _aligned(lifetime, current)
    return {
        "monthly_revenue": revenue,
        "revenue_at_risk": probability * revenue,
        "lifetime_months": months,
        "lifetime_basis": basis,
        "lifetime_value_at_risk": probability * revenue * months,
    }


def _aligned(
    lifetime: pd.DataFrame, current: pd.DataFrame
) -> tuple[FloatArray, NDArray[np.object_]]:
    if not lifetime.index.equals(current.index):
        raise DataError(
            f"found the lifetimes of {len(lifetime)} other customers;"
            f" expected those of the {len(current)} to score, in their order"
        )
    months: FloatArray = lifetime["lifetime_months"].to_numpy(dtype="float64", na_value=np.nan)
    return months, lifetime["lifetime_basis"].to_numpy(dtype=object)


def _segments(
    current: pd.DataFrame, contract: Contract, bands: dict[str, Bands]
) -> dict[str, pd.Categorical]:
    return {
        SEGMENT_PREFIX + name: pd.Categorical(
            segment_of(current[name], contract[name], bands=bands.get(name))
        )
        for name in contract.segment_columns
    }


def ranked(
    scores: pa.Table, contract: Contract, before: int = 0, customers: int | None = None
) -> pa.Table:
    """Return scores by probability descending, then by id, with their deciles.

    Args:
        scores: of all customers, or of a block of the ranking, (n_customers, n_columns).
        contract: names the id.
        before: number of customers ranked before these.
        customers: total number of customers; default: these.
    """
    keys = [("probability", "descending"), (contract.identifier, "ascending")]
    ordered = scores.take(pc.sort_indices(scores, sort_keys=keys))
    places = before + np.arange(len(ordered))
    total = len(ordered) if customers is None else customers
    return _with_decile(ordered, places * 10 // max(total, 1) + 1)


def deciles_in(ranked: pa.Table, contract: Contract) -> list[Decile]:
    """Return the deciles among ranked scores, in order; one may have begun before these."""
    first = np.flatnonzero(np.diff(ranked["decile"].to_numpy(), prepend=0))
    found = ranked.select(["decile", "probability", contract.identifier]).take(pa.array(first))
    return [
        Decile(*row) for row in zip(*(column.to_pylist() for column in found.columns), strict=True)
    ]


def with_deciles(scores: pa.Table, deciles: list[Decile], contract: Contract) -> pa.Table:
    """Return scores with each customer's decile in the ranking that `deciles` are of.

    Args:
        scores: of some customers in any order.
        deciles: of the whole ranking, in order; a decile may be there again with a later customer.
        contract: names the id.
    """
    probability = scores["probability"].to_numpy()
    found = np.zeros(len(scores), dtype=np.int64)
    for decile in deciles:
        found[probability < decile.probability] = decile.number
        ties = np.flatnonzero(probability == decile.probability)
        ids = scores[contract.identifier].take(pa.array(ties))
        found[ties[pc.greater_equal(ids, decile.id).to_numpy()]] = decile.number
    return _with_decile(scores, found)


def _with_decile(scores: pa.Table, numbers: NDArray[np.int64]) -> pa.Table:
    place = scores.column_names.index("decile")
    return scores.set_column(place, scores.schema.field(place), pa.array(numbers))
