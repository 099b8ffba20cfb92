"""Score customers with the champion; its training customers with out-of-fold models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from churn_platform.analysis.hashing import Hashes, hashes
from churn_platform.analysis.scoring.encoded import Encoded, FloatArray, encode_table
from churn_platform.analysis.scoring.folds import NO_FOLD, FoldScorers, Places
from churn_platform.analysis.scoring.scorer import Scorer
from churn_platform.catalog import BY_FOLD, BY_MODEL, IN_SAMPLE, NOT_KNOWN
from churn_platform.config.contracts.contract import Contract

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Explained:
    """Scores of customers, in their order.

    Attributes:
        customers: encoded as numbers.
        contributions: of each feature, in the model that gave the score, (n, n_features).
        log_odds: of churning, (n,).
        scored_by: one of `catalog.SCORED_BY` for each, (n,).
    """

    customers: Encoded
    contributions: FloatArray
    log_odds: FloatArray
    scored_by: NDArray[np.object_]


@dataclass(frozen=True)
class Served:
    """The champion's scorer, with what is needed for its training customers.

    Attributes:
        scorer: of the champion.
        folds: its fold models; None for a champion published without them.
        trained: without folds, sorted hashes of the training customers' ids; None if no longer
            known.
    """

    scorer: Scorer
    folds: FoldScorers | None = None
    trained: Hashes | None = None

    def explained(self, customers: pd.DataFrame, contract: Contract) -> Explained:
        """Return the scores of typed customers, each with its id and the contract's features."""
        ids = hashes(customers[contract.identifier])
        folds, encoded = self.folds_of(ids), encode_table(customers, contract)
        contributions, log_odds = np.empty(encoded.values.shape), np.empty(len(encoded))
        for scorer, rows, some in self._by_fold(folds, encoded):
            contributions[rows] = added = scorer.contributions(some)
            log_odds[rows] = scorer.total(added)
        return Explained(encoded, contributions, log_odds, self._scored_by(ids, folds))

    def probabilities(self, customers: pd.DataFrame, contract: Contract) -> FloatArray:
        """Return the probability of churning of typed customers with their ids, (n,)."""
        folds = self.folds_of(hashes(customers[contract.identifier]))
        probability = np.empty(len(folds))
        for scorer, rows, some in self._by_fold(folds, encode_table(customers, contract)):
            probability[rows] = scorer.probability(some)
        return probability

    def _by_fold(
        self, folds: Places, customers: Encoded
    ) -> Iterator[tuple[Scorer, NDArray[np.bool_], Encoded]]:
        for fold in np.unique(folds):
            rows = folds == fold
            yield self.of_fold(fold), rows, Encoded(customers.features, customers.values[rows])

    def folds_of(self, ids: Hashes) -> Places:
        """Return each customer's fold, (n_ids,); `NO_FOLD` stands for the champion itself."""
        return np.full(len(ids), NO_FOLD) if self.folds is None else self.folds.of(ids)

    def of_fold(self, fold: int) -> Scorer:
        """Return the scorer of a fold, or the champion's."""
        return self.scorer if self.folds is None or fold == NO_FOLD else self.folds.scorers[fold]

    def _scored_by(self, ids: Hashes, folds: Places) -> NDArray[np.object_]:
        if self.folds is not None:
            words, seen = (BY_MODEL, BY_FOLD), folds != NO_FOLD
        elif self.trained is not None:
            words, seen = (BY_MODEL, IN_SAMPLE), np.isin(ids, self.trained)
        else:
            words, seen = (NOT_KNOWN, NOT_KNOWN), np.zeros(len(ids), dtype=np.bool_)
        scored_by: NDArray[np.object_] = np.array(words, dtype=object)[seen.astype(np.intp)]
        return scored_by
