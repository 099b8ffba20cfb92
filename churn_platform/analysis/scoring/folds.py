"""The models of a cross-validation, to score each training customer by one that has not seen it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from churn_platform.analysis.scoring.scorer import Scorer

if TYPE_CHECKING:  # it loads pandas
    from churn_platform.analysis.hashing import Hashes

Places = NDArray[np.intp]
NO_FOLD: Final = -1


@dataclass(frozen=True)
class FoldScorers:
    """The scorers of one cross-validation, and which of them has not seen which customer.

    It can be pickled, and holds no id of a customer.

    Attributes:
        scorers: one for each fold, calibrated as the model is, fitted on the other folds.
        trained: hashes of the ids of all customers whom the model was trained on, rising,
            (n_train,); see `analysis.hashing`.
        folds: the place in `scorers` of one that has not seen the customer, (n_train,).
    """

    scorers: tuple[Scorer, ...]
    trained: Hashes
    folds: NDArray[np.int8]

    def of(self, ids: Hashes) -> Places:
        """Return each customer's fold, (n_ids,), `NO_FOLD` for one who did not train the model."""
        places = np.searchsorted(self.trained, ids)
        places[places == len(self.trained)] = 0
        known = self.trained[places] == ids
        found: Places = np.where(known, self.folds[places], NO_FOLD).astype(np.intp)
        return found
