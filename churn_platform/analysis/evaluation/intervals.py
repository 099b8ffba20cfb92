"""How far the scores would move on other customers of the same kind: the bootstrap."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from churn_platform.analysis.evaluation.profit import Campaign
from churn_platform.analysis.evaluation.ranking import FloatArray, IntArray, rank
from churn_platform.analysis.evaluation.weighted import weighted_scores

LEVEL: Final = 0.95
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

    def intervals(self, model: str) -> dict[str, Interval | None]:
        """Return the 95% interval of each score, None if it is defined on no resample."""
        return {score: interval_of(values) for score, values in self.samples[model].items()}

    def difference(self, model: str, other: str, score: str) -> Interval | None:
        """Return the 95% interval of a model's score less the other's on the same resamples."""
        return interval_of(self.samples[model][score] - self.samples[other][score])


def bootstrap(
    y_true: IntArray,
    probabilities: Mapping[str, FloatArray],
    campaign: Campaign,
    samples: int,
    seed: int,
) -> Bootstrap:
    """Score all models on the same resamples of the customers, drawn with replacement.

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
    blocks: dict[str, list[dict[str, FloatArray]]] = {name: [] for name in rankings}
    for drawn in resamples(len(y_true), samples, seed):
        for name, ranking in rankings.items():
            weights = drawn[:, ranking.order].astype(np.float64)
            blocks[name].append(weighted_scores(ranking, weights, campaign))
    return Bootstrap(
        {
            name: {score: np.concatenate([block[score] for block in found]) for score in found[0]}
            for name, found in blocks.items()
        }
    )


def resamples(customers: int, samples: int, seed: int) -> Iterator[IntArray]:
    """Yield blocks of how often each customer is drawn, (n_block, n_customers), rows in total."""
    draw = np.random.default_rng(seed)
    most = max(_CELLS // customers, 1)
    for first in range(0, samples, most):
        block = min(most, samples - first)
        places = draw.integers(0, customers, size=(block, customers))
        places += np.arange(block)[:, np.newaxis] * customers
        counts = np.bincount(places.ravel(), minlength=block * customers)
        yield counts.reshape(block, customers)


def interval_of(values: FloatArray) -> Interval | None:
    """Return the 95% percentile interval of what is not NaN, None if everything is.

    Efron, Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(low), float(high), len(values) - len(known))
