"""Reasons for a customer's risk: the features that add most to the log-odds of churning."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from churn_platform.analysis.at_risk.one_fact import by_fact, meaning_of
from churn_platform.analysis.at_risk.words import feature_label, value_text
from churn_platform.analysis.scoring.encoded import Encoded, FloatArray
from churn_platform.catalog import REASON_COLUMNS
from churn_platform.config.contracts.column import Column
from churn_platform.config.contracts.contract import Contract

REASONS: Final = len(REASON_COLUMNS)
_LEAST = 1e-9  # in log-odds; smaller contributions are rounding
_FEW = 50  # number of customers up to which one by one is faster than feature by feature
ObjectArray = NDArray[np.object_]


@dataclass(frozen=True)
class Reason:
    """One feature's contribution to a customer's score.

    Attributes:
        feature: our name of the column.
        label: its meaning, as text.
        value: the customer's value, as text.
        contribution: to the log-odds of churning.
        direction: whether it raises or lowers the probability of churning.
        actionable: according to the contract.
    """

    feature: str
    label: str
    value: str
    contribution: float
    direction: Literal["raises", "lowers"]
    actionable: bool

    @property
    def text(self) -> str:
        """Label and value, such as "Length of the contract: Month-to-month"."""
        return f"{self.label}: {self.value}"


def all_reasons(
    contributions: FloatArray, customers: Encoded, contract: Contract
) -> list[list[Reason]]:
    """Return all contributions to each customer's score, either way, largest first.

    There is one per fact, and none for sensitive columns.
    """
    found = by_fact(contributions, customers, contract)
    found[:, meaning_of(contract).sensitive] = 0.0
    order = np.argsort(-np.abs(found), axis=1, kind="stable").tolist()
    return [
        [
            _reason(customers, row, place, float(found[row, place]), contract)
            for place in places
            if abs(found[row, place]) > _LEAST
        ]
        for row, places in enumerate(order)
    ]


def ranked(
    contributions: FloatArray, customers: Encoded, contract: Contract, maximum: int = REASONS
) -> tuple[NDArray[np.intp], FloatArray]:
    """Return positions and contributions of each customer's reasons, (n_customers, maximum) each.

    Only features that raise the probability are reasons, so there may be fewer; these places have a
    contribution of 0. Actionable reasons come first, see `can_act`; then the larger contribution,
    then the contract's order. There is one reason per fact, see `by_fact`, and none for sensitive
    columns.
    """
    meaning = meaning_of(contract)
    found = by_fact(contributions, customers, contract)
    found[(found <= _LEAST) | meaning.sensitive] = 0.0
    group = np.where(found > 0, np.where(can_act(customers, contract), 0, 1), 2)
    order = np.lexsort((-found, group), axis=1)[:, :maximum]
    added = np.take_along_axis(found, order, axis=1)
    if (missing := maximum - order.shape[1]) > 0:  # a contract with fewer features
        wider = ((0, 0), (0, missing))
        order, added = np.pad(order, wider), np.pad(added, wider)
    return order, added


def can_act(customers: Encoded, contract: Contract) -> NDArray[np.bool_]:
    """Return whether each value is actionable, (n_customers, n_features), by the contract.

    Missing values are not actionable.
    """
    act: NDArray[np.bool_] = meaning_of(contract).actionable & ~np.isnan(customers.values)
    return act


def reason_texts(contributions: FloatArray, customers: Encoded, contract: Contract) -> ObjectArray:
    """Return the texts of each customer's reasons, (n_customers, 3), None if there are fewer.

    Args:
        contributions: of each feature to the log-odds, (n_customers, n_features).
        customers: the same customers, encoded.
        contract: for the meaning of the columns.
    """
    order, added = ranked(contributions, customers, contract)
    return texts_of(order, added, customers, contract)


def texts_of(
    order: NDArray[np.intp], added: FloatArray, customers: Encoded, contract: Contract
) -> ObjectArray:
    """Return the texts of `ranked` reasons, (n_customers, 3), None if there are fewer."""
    texts = np.full((len(customers), REASONS), None, dtype=object)
    if len(customers) <= _FEW:
        for row, rank in np.argwhere(added > 0).tolist():
            texts[row, rank] = _text(customers, row, int(order[row, rank]), contract)
        return texts
    for place, name in enumerate(contract.features):
        rows, ranks = np.nonzero((order == place) & (added > 0))
        if len(rows):
            texts[rows, ranks] = _texts(customers.values[rows, place], contract[name])
    return texts


def _reason(customers: Encoded, row: int, place: int, added: float, contract: Contract) -> Reason:
    column, value = contract[customers.features[place]], float(customers.values[row, place])
    return Reason(
        feature=column.name,
        label=meaning_of(contract).labels[place],
        value=value_text(value, column),
        contribution=added,
        direction="raises" if added > 0 else "lowers",
        actionable=column.actionable and not math.isnan(value),
    )


def _text(customers: Encoded, row: int, place: int, contract: Contract) -> str:
    value = float(customers.values[row, place])
    text = value_text(value, contract[customers.features[place]])
    return f"{meaning_of(contract).labels[place]}: {text}"


def _texts(values: FloatArray, column: Column) -> ObjectArray:
    different, which = np.unique(values, return_inverse=True)
    front = feature_label(column)
    texts = [f"{front}: {value_text(value, column)}" for value in different.tolist()]
    return np.array(texts, dtype=object)[which]
