"""Why a customer is at risk, in words: the features that add most to the log-odds of leaving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from churn_platform.analysis.scoring.encoded import Encoded, FloatArray
from churn_platform.analysis.scoring.words import feature_label, value_text
from churn_platform.catalog import REASON_COLUMNS
from churn_platform.contracts.column import Column
from churn_platform.contracts.contract import Contract

REASONS: Final = len(REASON_COLUMNS)
_LEAST = 1e-9  # of the log-odds; what is nearer to 0 is rounding
ObjectArray = NDArray[np.object_]


@dataclass(frozen=True)
class Reason:
    """One feature's part of a customer's score.

    Attributes:
        feature: our name of the column.
        label: what it means, in words.
        value: the customer's value, in words.
        contribution: what it adds to the log-odds of leaving.
        direction: whether that raises or lowers the probability to leave.
    """

    feature: str
    label: str
    value: str
    contribution: float
    direction: Literal["raises", "lowers"]

    @property
    def text(self) -> str:
        """Label and value, such as "Length of the contract: Month-to-month"."""
        return f"{self.label}: {self.value}"


def reasons_for_leaving(
    contributions: FloatArray, customers: Encoded, contract: Contract, most: int = REASONS
) -> list[list[Reason]]:
    """Return each customer's strongest reasons to leave, the strongest first.

    Only what raises the probability is a reason, so there may be fewer than `most`, or none.

    Args:
        contributions: what each feature adds to the log-odds, (n_customers, n_features).
        customers: the same customers, encoded.
        contract: says what the columns mean.
        most: how many reasons at most.
    """
    order = strongest(contributions, most)
    return [
        [
            _reason(customers, row, place, contributions, contract)
            for place in places
            if contributions[row, place] > _LEAST
        ]
        for row, places in enumerate(order)
    ]


def all_reasons(
    contributions: FloatArray, customers: Encoded, contract: Contract
) -> list[list[Reason]]:
    """Return all that moves each customer's score, either way, the largest contribution first."""
    order = strongest(np.abs(contributions), len(contract.features))
    return [
        [
            _reason(customers, row, place, contributions, contract)
            for place in places
            if abs(contributions[row, place]) > _LEAST
        ]
        for row, places in enumerate(order)
    ]


def reason_texts(contributions: FloatArray, customers: Encoded, contract: Contract) -> ObjectArray:
    """Return the texts of `reasons_for_leaving`, (n_customers, 3), None where there are fewer."""
    texts = np.full((len(customers), REASONS), None, dtype=object)
    order = strongest(contributions, REASONS)
    strength = np.take_along_axis(contributions, order, axis=1)
    for place, name in enumerate(contract.features):
        rows, ranks = np.nonzero((order == place) & (strength > _LEAST))
        if len(rows):
            texts[rows, ranks] = _texts(customers.values[rows, place], contract[name])
    return texts


def strongest(strength: FloatArray, most: int) -> NDArray[np.intp]:
    """Return the places of each row's largest values, (n_customers, most), the largest first.

    Of equals it is the first in the contract's order.
    """
    return np.argsort(-strength, axis=1, kind="stable")[:, :most]


def _reason(
    customers: Encoded, row: int, place: int, contributions: FloatArray, contract: Contract
) -> Reason:
    column = contract[customers.features[place]]
    added = float(contributions[row, place])
    return Reason(
        feature=column.name,
        label=feature_label(column),
        value=value_text(float(customers.values[row, place]), column),
        contribution=added,
        direction="raises" if added > 0 else "lowers",
    )


def _texts(values: FloatArray, column: Column) -> ObjectArray:
    different, which = np.unique(values, return_inverse=True)
    front = feature_label(column)
    texts = [f"{front}: {value_text(value, column)}" for value in different.tolist()]
    return np.array(texts, dtype=object)[which]
