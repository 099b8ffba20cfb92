"""A search for better hyperparameters, bounded and seeded, by cross-validation."""

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import ParameterSampler
from sklearn.pipeline import Pipeline

from churn_platform.analysis.training.cross import fit_folds
from churn_platform.analysis.training.loss import log_losses
from churn_platform.analysis.training.spaces import Parameters, Space
from churn_platform.config.contracts.contract import Contract

Builder = Callable[[Contract, Parameters, int], Pipeline]
FloatArray = NDArray[np.float64]

NOISE: Final = 2.0  # standard errors that a gain must exceed
_DIGITS: Final = 6  # of a log loss; what differs less is a tie


@dataclass(frozen=True)
class Score:
    """Mean and standard deviation over the folds."""

    mean: float
    sd: float


@dataclass(frozen=True)
class Candidate:
    """Hyperparameters, and how good a model of them is on the folds that it was not fitted on."""

    parameters: Parameters
    log_loss: Score
    roc_auc: Score
    brier: Score


@dataclass(frozen=True)
class SearchResult:
    """What the search found.

    `parameters` are the ones to use: those of the candidate `best` if it `improves`, else the
    current ones, which are candidate 0. `gain` is how much lower the mean log loss of `best` is
    than that of the current ones, `gain_error` its standard error; it improves if the gain is above
    two of these. `candidates` are in the order of the draw.
    """

    parameters: Parameters
    improves: bool
    best: int
    gain: float
    gain_error: float
    folds: int
    candidates: list[Candidate]


def search(
    build: Builder,
    space: Space,
    current: Parameters,
    train: pd.DataFrame,
    contract: Contract,
    *,
    seed: int,
    candidates: int,
    folds: int,
    progress: Callable[[int, int, float], None],
) -> SearchResult:
    """Return the hyperparameters with the least mean log loss over stratified folds.

    Each candidate is measured on the same folds. A tie goes to the smaller model. The same rows,
    settings and seed give the same result.

    Args:
        build: returns the unfitted pipeline of a contract, hyperparameters and a seed.
        space: what candidates are drawn from.
        current: the hyperparameters in use, the first candidate; what the space does not draw, all
            others take from them.
        train: training rows of the clean table, sorted by id.
        contract: says which columns are features and target.
        seed: of candidates, folds and models.
        candidates: how many to try, the current one included; drawn twice, one is tried once.
        folds: 2 or more.
        progress: called after each candidate with how many are done, how many there are, and the
            least mean log loss so far.

    Raises:
        ValueError: `candidates` is below 1.
    """
    if candidates < 1:
        raise ValueError(f"found {candidates} candidates; expected at least 1")
    settings = _settings(space, current, candidates, seed)
    tried: list[Candidate] = []
    losses: list[FloatArray] = []
    for parameters in settings:
        candidate, loss = _measured(build(contract, parameters, seed), train, contract, folds, seed)
        tried.append(Candidate(parameters, *candidate))
        losses.append(loss)
        least = min(one.log_loss.mean for one in tried)
        progress(len(tried), len(settings), least)
    keys = [(round(one.log_loss.mean, _DIGITS), space.size(one.parameters)) for one in tried]
    best = keys.index(min(keys))
    gain, error = _gain(losses[0] - losses[best])
    improves = gain > NOISE * error
    return SearchResult(
        parameters=settings[best if improves else 0],
        improves=improves,
        best=best,
        gain=gain,
        gain_error=error,
        folds=len(losses[0]),
        candidates=tried,
    )


def _settings(space: Space, current: Parameters, count: int, seed: int) -> list[Parameters]:
    drawn = ParameterSampler(dict(space.drawn), count - 1, random_state=seed) if count > 1 else []
    settings = [dict(current)]
    for one in drawn:
        parameters = {**current, **space.settled(one)}
        if parameters not in settings:
            settings.append(parameters)
    return settings


def _measured(
    pipeline: Pipeline, train: pd.DataFrame, contract: Contract, folds: int, seed: int
) -> tuple[tuple[Score, Score, Score], FloatArray]:
    with warnings.catch_warnings():
        # a model whose solver was stopped is measured as it is
        warnings.simplefilter("ignore", ConvergenceWarning)
        table = fit_folds(pipeline, train, contract, folds, repeats=1, seed=seed).table
    table["loss"] = log_losses(table["target"].to_numpy(), table["probability"].to_numpy())
    table["brier"] = (table["probability"] - table["target"]) ** 2
    parts = table.groupby("fold")
    loss = parts["loss"].mean().to_numpy(dtype=np.float64)
    auc = [roc_auc_score(part["target"], part["probability"]) for _, part in parts]
    brier = parts["brier"].mean().to_numpy(dtype=np.float64)
    return (_score(loss), _score(np.array(auc)), _score(brier)), loss


def _score(values: FloatArray) -> Score:
    return Score(float(values.mean()), float(values.std(ddof=1)))


def _gain(differences: FloatArray) -> tuple[float, float]:
    """Return the mean of the differences by fold and its standard error.

    Nadeau & Bengio (2003), "Inference for the generalization error", Machine Learning 52: models of
    two folds share most of their rows, so the variance of the mean is s² (1/k + n_test/n_train) and
    not s²/k; here n_test/n_train is 1/(k - 1).
    """
    k = len(differences)
    error = float(differences.std(ddof=1)) * math.sqrt(1 / k + 1 / (k - 1))
    return float(differences.mean()), error
