"""Implausible customers: contradictions, and values outside of the training data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from churn_platform.analysis.one_customer.dependent import Dependents, in_words
from churn_platform.analysis.one_customer.fields import Said
from churn_platform.analysis.scoring.encoded import Encoded, FloatArray, code_of
from churn_platform.analysis.scoring.scorer import Scorer
from churn_platform.config.contracts.contract import Contract

Places = NDArray[np.intp]


@dataclass(frozen=True)
class _Rules:
    """The contract's implications: positions of both columns and the codes of their values."""

    columns: Places
    values: FloatArray
    others: Places
    implied: FloatArray


class Plausibility:
    """Finds values that contradict a contract, or are outside of a model's training data.

    Columns that the model does not use cannot make its score an extrapolation. All customers of a
    request are checked together, which costs little for plausible ones.
    """

    def __init__(self, contract: Contract, scorer: Scorer) -> None:
        self._contract = contract
        self._ranges, self._unseen = _learned(scorer)
        self._places = {name: place for place, name in enumerate(contract.features)}
        self._dependents = Dependents(contract)
        rules = contract.implications
        self._rules = _Rules(
            np.array([self._places[one.column] for one in rules], dtype=np.intp),
            np.array([code_of(one.value, contract[one.column]) for one in rules], dtype="float64"),
            np.array([self._places[one.other] for one in rules], dtype=np.intp),
            np.array([code_of(one.implied, contract[one.other]) for one in rules], dtype="float64"),
        )

    def doubts(self, customers: Encoded) -> dict[int, list[Said]]:
        """Return the warnings of each customer that has any, by position."""
        found: dict[int, list[Said]] = {}
        for row, said in self._all(customers.values):
            found.setdefault(row, []).append(said)
        return found

    def _all(self, values: FloatArray) -> Iterator[tuple[int, Said]]:
        yield from self._contradictions(values)
        for name in self._contract.products:
            yield from self._far_products(values, name)
        yield from self._beyond(values)

    def _contradictions(self, values: FloatArray) -> Iterator[tuple[int, Said]]:
        rules, contract = self._rules, self._contract
        if not len(rules.columns):
            return
        others = values[:, rules.others]
        broken = values[:, rules.columns] == rules.values
        broken &= (others != rules.implied) & (others == others)  # NaN is not equal to itself
        if not broken.any():
            return
        for row, place in np.argwhere(broken).tolist():
            rule = contract.implications[place]
            column, other = contract[rule.column], contract[rule.other]
            text = (
                f"contradicts {column.source}: where that is {in_words(rule.value, column)},"
                f" this is {in_words(rule.implied, other)}"
            )
            yield row, Said(other.source, self._shown(values, row, rule.other), text)

    def _far_products(self, values: FloatArray, name: str) -> Iterator[tuple[int, Said]]:
        """Find values that are far from the product of their factors.

        As in `products_agree_with_their_factors`; in addition, if the product is 0, a value above
        every factor is far from it.
        """
        column = self._contract[name]
        factors = values[:, [self._places[each] for each in column.product_of]]
        with np.errstate(over="ignore", invalid="ignore"):  # an infinite product is not compared
            product, given = factors.prod(axis=1), values[:, self._places[name]]
        maximum = np.where(product > 0, column.product_tolerance * product, factors.max(axis=1))
        far = (np.abs(given - product) > maximum) & (product >= 0)
        if not far.any():
            return
        words = self._dependents.product_words(name)
        for row in np.flatnonzero(far).tolist():
            text = f"contradicts other values: far from {product[row]:.15g}, {words}"
            yield row, Said(column.source, self._shown(values, row, name), text)

    def _beyond(self, values: FloatArray) -> Iterator[tuple[int, Said]]:
        ranges, unseen, names = self._ranges, self._unseen, self._contract.features
        if ranges is None or unseen is None:
            return
        beyond = (values < ranges[0]) | (values > ranges[1])
        if beyond.any():
            for row, place in np.argwhere(beyond).tolist():
                low, high = ranges[:, place]
                text = (
                    "outside of the model's training data, which has"
                    f" {low:,.10g} to {high:,.10g}: the score is an extrapolation"
                )
                yield row, self._said(values, row, names[place], text)
        if not len(unseen):
            return
        strange = values[:, unseen[:, 0].astype(np.intp)] == unseen[:, 1]
        if strange.any():
            text = "this value is not in the model's training data: the score is an extrapolation"
            for row, place in np.argwhere(strange).tolist():
                yield row, self._said(values, row, names[int(unseen[place, 0])], text)

    def _said(self, values: FloatArray, row: int, name: str, text: str) -> Said:
        return Said(self._contract[name].source, self._shown(values, row, name), text)

    def _shown(self, values: FloatArray, row: int, name: str) -> str:
        column, value = self._contract[name], float(values[row, self._places[name]])
        is_category = column.kind == "category"
        return in_words(column.values[int(value)] if is_category else value, column)


def _learned(scorer: Scorer) -> tuple[FloatArray | None, FloatArray | None]:
    """Return a scorer's training ranges and unseen values, for the features that its model uses."""
    ranges, unseen, used = scorer.ranges, scorer.unseen, scorer.parts.used
    if ranges is not None:
        is_used = np.isin(np.arange(ranges.shape[1]), used)
        ranges = np.where(is_used, ranges, np.nan)  # comparisons with NaN are false
    if unseen is not None:
        unseen = unseen[np.isin(unseen[:, 0], used)]
    return ranges, unseen
