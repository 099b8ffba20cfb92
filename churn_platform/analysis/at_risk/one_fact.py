"""The contribution of each fact about a customer, if several columns carry the same information."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from churn_platform.analysis.at_risk.words import feature_label
from churn_platform.analysis.scoring.encoded import Encoded, FloatArray, code_of
from churn_platform.config.contracts.contract import Contract

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Meaning:
    """What reasons need to know about a contract's features, by position.

    Attributes:
        labels: of each feature, as text.
        actionable: whether it can be acted on, (n_features,).
        sensitive: whether it is a personal attribute, (n_features,).
        products: positions of each product and of its factors.
        facts: positions and codes of values that imply others, (n_facts,) each.
        implied: for each fact, the positions and codes of the implied values.
    """

    labels: tuple[str, ...]
    actionable: NDArray[np.bool_]
    sensitive: NDArray[np.bool_]
    products: tuple[tuple[int, tuple[int, ...]], ...]
    facts: tuple[Places, FloatArray]
    implied: tuple[tuple[tuple[int, float], ...], ...]


_KNOWN: dict[str, Meaning] = {}


def meaning_of(contract: Contract) -> Meaning:
    """Return the `Meaning` of a contract's features, cached by the contract's version."""
    if (known := _KNOWN.get(contract.version)) is None:
        known = _KNOWN[contract.version] = _meaning(contract)
    return known


def by_fact(contributions: FloatArray, customers: Encoded, contract: Contract) -> FloatArray:
    """Return contributions merged per fact, (n, n_features); a row's sum is unchanged.

    A product's contribution is divided equally among its factors, as the logarithm of a product is
    the sum of its factors' logarithms. The contribution of an implied value is added to that of the
    value that implies it.

    Args:
        contributions: of each feature to the log-odds, (n, n_features).
        customers: the same customers, encoded.
        contract: for products and implications.
    """
    meaning = meaning_of(contract)
    found = contributions.copy()
    for place, factors in meaning.products:
        found[:, factors] += found[:, [place]] / len(factors)
        found[:, place] = 0.0
    columns, codes = meaning.facts
    has = customers.values[:, columns] == codes
    if has.any():
        _join(found, customers.values, has, meaning)
    return found


def _join(found: FloatArray, values: FloatArray, has: NDArray[np.bool_], meaning: Meaning) -> None:
    joined = np.zeros(found.shape, dtype=np.bool_)
    for fact, place in enumerate(meaning.facts[0].tolist()):
        rows = has[:, fact] & ~joined[:, place]
        for other, code in meaning.implied[fact]:
            both = rows & (values[:, other] == code) & ~joined[:, other]
            found[both, place] += found[both, other]
            found[both, other] = 0.0
            joined[both, other] = True


def _meaning(contract: Contract) -> Meaning:
    columns = [contract[name] for name in contract.features]
    places = {name: place for place, name in enumerate(contract.features)}
    facts = contract.facts
    return Meaning(
        labels=tuple(map(feature_label, columns)),
        actionable=np.array([column.actionable for column in columns]),
        sensitive=np.array([column.sensitive for column in columns]),
        products=tuple(
            (places[name], tuple(places[each] for each in contract[name].product_of))
            for name in contract.products
        ),
        facts=(
            np.array([places[one.column] for one in facts], dtype=np.intp),
            np.array([code_of(one.value, contract[one.column]) for one in facts], dtype="float64"),
        ),
        implied=tuple(
            tuple((places[name], code_of(value, contract[name])) for name, value in one.implied)
            for one in facts
        ),
    )
