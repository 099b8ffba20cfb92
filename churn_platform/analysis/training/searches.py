"""The search for both models, as one document."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final

import pandas as pd

from churn_platform.analysis.training.models import gradient_boosting, logistic_regression
from churn_platform.analysis.training.search import Builder, search
from churn_platform.analysis.training.spaces import SPACES, Parameters
from churn_platform.config.contracts.contract import Contract
from churn_platform.runtime.progress import Progress

_BUILDERS: Final[dict[str, Builder]] = {
    "logistic_regression": logistic_regression,
    "gradient_boosting": gradient_boosting,
}


def search_both(
    train: pd.DataFrame,
    contract: Contract,
    current: Mapping[str, Parameters],
    *,
    candidates: int,
    folds: int,
    seed: int,
    progress: Callable[[str], Progress],
) -> dict[str, Any]:
    """Return for each model what `search` found, as plain values.

    Args:
        train: training rows of the clean table, sorted by id.
        contract: says which columns are features and target.
        current: hyperparameters in use, by model.
        candidates: how many to try for each model.
        folds: 2 or more.
        seed: of candidates, folds and models.
        progress: returns who is told how far the search for a model of this name is, in candidates.
    """
    found = {}
    for name, build in _BUILDERS.items():
        result = search(
            build,
            SPACES[name],
            current[name],
            train,
            contract,
            seed=seed,
            candidates=candidates,
            folds=folds,
            progress=_told(progress(name)),
        )
        found[name] = asdict(result)
    return found


def _told(progress: Progress) -> Callable[[int, int, float], None]:
    def tell(done: int, of: int, least: float) -> None:
        progress.advance(done, of, f"least loss {least:.4f}")

    return tell
