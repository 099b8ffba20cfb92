"""The bootstrap: how much a fitted model's metrics vary on other test customers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from churn_platform.analysis.campaign.profit import Campaign
from churn_platform.analysis.evaluation.weighted import weighted_scores
from churn_platform.analysis.statistics.ranking import FloatArray, IntArray, Ranking, rank

LEVEL: Final = 0.95
LARGE: Final = 50_000
"""Customers; of more of them resamples are drawn from bags."""
BAGS, BAG = 5, 10_000
Scores = dict[str, dict[str, FloatArray]]
_ROUNDING: Final = 1e-12
_CELLS: Final = 50_000  # of one block of resamples: its arrays stay in the processor's cache


class Interval(NamedTuple):
    """A percentile interval, and the number of resamples where the score was not defined."""

    low: float
    high: float
    left_out: int


@dataclass(frozen=True)
class Bootstrap:
    """Every score on every resample; the resamples are the same for all models.

    Attributes:
        samples: for each model and score the values, (n_samples,), NaN where not defined.
    """

    samples: dict[str, dict[str, FloatArray]]

    def interval(self, model: str, score: str, value: float | None) -> Interval | None:
        """Return the 95% interval of a model's score, see `interval_of`; None of one not drawn."""
        drawn = self.samples[model].get(score)
        return None if drawn is None or value is None else interval_of(drawn, value)

    def difference(
        self, model: str, other: str, score: str, value: float | None
    ) -> Interval | None:
        """Return the 95% interval of a model's score less the other's on the same resamples."""
        drawn, less = self.samples[model].get(score), self.samples[other].get(score)
        if drawn is None or less is None or value is None:
            return None
        return interval_of(drawn - less, value)


def bootstrap(
    y_true: IntArray,
    probabilities: Mapping[str, FloatArray],
    campaign: Campaign,
    samples: int,
    seed: int,
) -> Bootstrap:
    """Score all models on the same resamples of the customers, drawn with replacement.

    Of more than 50,000 customers the resamples are drawn from five bags of 10,000 of them, each
    customer of a bag standing for many, so that they are as large as all customers, and moved to
    where all customers' score lies: the bag of little bootstraps (Kleiner, Talwalkar, Sarkar and
    Jordan, 2014), whose intervals are those of the bootstrap at a cost that does not grow.

    Args:
        y_true: 0 or 1, (n_customers,).
        probabilities: of leaving, for each model, (n_customers,), in the order of `y_true`.
        campaign: costs and value of the profit.
        samples: how many resamples, each of n_customers.
        seed: of the draw.

    Raises:
        ValueError: there is no model or no resample, or as `rank`.
    """
    if samples < 1 or not probabilities:
        raise ValueError(
            f"found {samples} resamples of {len(probabilities)} models; expected one of each"
        )
    rankings = {name: rank(y_true, p) for name, p in probabilities.items()}
    if len(y_true) > LARGE:
        return Bootstrap(_from_bags(y_true, probabilities, rankings, campaign, samples, seed))
    drawn = resamples(len(y_true), samples, seed)
    return Bootstrap(_scored(drawn, rankings, campaign))


def _scored(
    resampled: Iterable[IntArray], rankings: Mapping[str, Ranking], campaign: Campaign
) -> Scores:
    blocks: dict[str, list[dict[str, FloatArray]]] = {name: [] for name in rankings}
    for drawn in resampled:
        for name, ranking in rankings.items():
            weights = drawn[:, ranking.order].astype(np.float64)
            blocks[name].append(weighted_scores(ranking, weights, campaign))
    return {name: _joined(found) for name, found in blocks.items()}


def _joined(blocks: list[dict[str, FloatArray]]) -> dict[str, FloatArray]:
    return {score: np.concatenate([block[score] for block in blocks]) for score in blocks[0]}


def _from_bags(
    y_true: IntArray,
    probabilities: Mapping[str, FloatArray],
    rankings: Mapping[str, Ranking],
    campaign: Campaign,
    samples: int,
    seed: int,
) -> Scores:
    draw = np.random.default_rng(seed)
    customers = draw.permutation(len(y_true))
    every = _scored(_once(len(y_true)), rankings, campaign)
    found: list[Scores] = []
    for bag, count in enumerate(np.diff(np.linspace(0, samples, BAGS + 1).astype(int)).tolist()):
        own = customers[bag * BAG : (bag + 1) * BAG]
        ranked = {name: rank(y_true[own], p[own]) for name, p in probabilities.items()}
        here = _scored(_once(BAG), ranked, campaign)
        spread = _scored(_from_bag(draw, len(y_true), count), ranked, campaign)
        found.append(
            {
                name: {
                    score: v + (every[name][score] - here[name][score]) for score, v in of.items()
                }
                for name, of in spread.items()
            }
        )
    return {name: _joined([one[name] for one in found]) for name in rankings}


def _once(customers: int) -> Iterator[IntArray]:
    yield np.ones((1, customers), dtype=np.int64)


def _from_bag(draw: np.random.Generator, customers: int, samples: int) -> Iterator[IntArray]:
    """Yield how often each customer of a bag is drawn, in samples as large as all customers."""
    block = _CELLS // BAG
    for first in range(0, samples, block):
        size = min(block, samples - first)
        yield draw.multinomial(customers, np.full(BAG, 1 / BAG), size=size)


def resamples(customers: int, samples: int, seed: int) -> Iterator[IntArray]:
    """Yield blocks of how often each customer is drawn, (n_block, n_customers), rows in total."""
    draw = np.random.default_rng(seed)
    maximum = max(_CELLS // customers, 1)
    for first in range(0, samples, maximum):
        block = min(maximum, samples - first)
        places = draw.integers(0, customers, size=(block, customers))
        places += np.arange(block)[:, np.newaxis] * customers
        counts = np.bincount(places.ravel(), minlength=block * customers)
        yield counts.reshape(block, customers)


def interval_of(values: FloatArray, value: float) -> Interval | None:
    """Return the 95% percentile interval of what is not NaN, None if everything is.

    Efron, Tibshirani (1993), An Introduction to the Bootstrap, chapter 13. None too if it does not
    hold the estimate: the resamples are then biased by more than they vary, and turning them round
    or correcting the bias (chapter 14) gives an interval that does not hold it either.

    Args:
        values: of the resamples, (n_samples,).
        value: of the customers themselves.
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    slack = _ROUNDING * max(1.0, abs(value))
    if not low - slack <= value <= high + slack:
        return None
    return Interval(min(float(low), value), max(float(high), value), len(values) - len(known))
