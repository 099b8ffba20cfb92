"""The search for both models, as one document."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any, Final

import pandas as pd

from churn_platform.analysis.training.models import gradient_boosting, logistic_regression
from churn_platform.analysis.training.search import Builder, search
from churn_platform.analysis.training.spaces import SPACES, Parameters
from churn_platform.contracts.contract import Contract

_BUILDERS: Final[dict[str, Builder]] = {
    "logistic_regression": logistic_regression,
    "gradient_boosting": gradient_boosting,
}
_LINES: Final = 10


def search_both(
    train: pd.DataFrame,
    contract: Contract,
    current: Mapping[str, Parameters],
    *,
    candidates: int,
    folds: int,
    seed: int,
    log: Callable[[str], None],
) -> dict[str, Any]:
    """Return for each model what `search` found, as plain values.

    Args:
        train: training rows of the clean table, sorted by id.
        contract: says which columns are features and target.
        current: hyperparameters in use, by model.
        candidates: how many to try for each model.
        folds: 2 or more.
        seed: of candidates, folds and models.
        log: told about ten times for each model how far the search is.
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
            progress=partial(_tell, log, name),
        )
        found[name] = asdict(result)
    return found


def _tell(log: Callable[[str], None], name: str, done: int, of: int, least: float) -> None:
    if done == of or done % max(of // _LINES, 1) == 0:
        log(f"{name}: {done} of {of} candidates, least log loss so far {least:.4f}")
