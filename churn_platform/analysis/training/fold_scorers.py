"""The models of a cross-validation compiled to scorers, calibrated as the model that serves."""

from types import SimpleNamespace
from typing import Any, Final

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.features import fitted_encoder
from churn_platform.analysis.hashing import hashes
from churn_platform.analysis.scoring.encoded import Encoded, encode_table
from churn_platform.analysis.scoring.folds import FoldScorers
from churn_platform.analysis.scoring.scorer import Scorer, compile_scorer
from churn_platform.analysis.training.calibration import (
    Calibration,
    SigmoidCalibrated,
    calibrated_folds,
    fold_sigmoids,
)
from churn_platform.analysis.training.cross import Folds
from churn_platform.config.contracts.contract import Contract

_NO_SIGMOID: Final = (1.0, 0.0)
_VERIFIED: Final = 200
"""Rows of each fold that a scorer is verified on."""
_CLOSE: Final = 1e-6


def fold_scorers(
    folds: Folds,
    pipeline: Pipeline,
    train: pd.DataFrame,
    calibration: Calibration,
    contract: Contract,
) -> FoldScorers:
    """Return the scorers of the first repeat's folds, and each training customer's fold.

    Args:
        folds: of the model; their predictions without calibration.
        pipeline: unfitted, that the folds' models are clones of.
        train: the training rows, in the order of the predictions.
        calibration: of the model; a fold's sigmoid is fitted on the predictions of the others.
        contract: of the table.

    Raises:
        DataError: a compiled scorer does not say what its model says.
    """
    first, encoded = folds.first, encode_table(train, contract)
    sigmoids = fold_sigmoids(first) if calibration.helps else [_NO_SIGMOID] * len(folds.models)
    encoder = fitted_encoder(pipeline[0], train)
    fold, served = first["fold"].to_numpy(), calibrated_folds(first, calibration)["probability"]
    scorers = []
    for place, (model, sigmoid) in enumerate(zip(folds.models, sigmoids, strict=True)):
        held_out = fold == place
        fitted_on = Encoded(encoded.features, encoded.values[~held_out])
        scorer = _compiled(model, encoder, sigmoid, contract, fitted_on)
        _verify(scorer, Encoded(encoded.features, encoded.values[held_out]), served[held_out])
        scorers.append(scorer)
    trained, places = np.unique(hashes(train[contract.identifier]), return_index=True)
    return FoldScorers(tuple(scorers), trained, fold[places].astype(np.int8))


def _compiled(
    model: Pipeline, encoder: Any, sigmoid: tuple[float, float], contract: Contract, seen: Encoded
) -> Scorer:
    """Return the scorer of a model whose categories were encoded before its preparation."""
    blocks = [
        encoder if encoder and block[0] == encoder[0] else block for block in model[0].transformers_
    ]
    preparation = SimpleNamespace(transformers_=blocks)
    return compile_scorer((preparation, SigmoidCalibrated(model[-1], *sigmoid)), contract, seen)


def _verify(scorer: Scorer, held_out: Encoded, probability: "pd.Series[float]") -> None:
    """Hold the first rows against what the model itself said of them.

    Raises:
        DataError: a probability is more than 1e-6 off.
    """
    some = Encoded(held_out.features, held_out.values[:_VERIFIED])
    apart = np.abs(scorer.probability(some) - probability.to_numpy()[:_VERIFIED])
    if not (largest := float(apart.max(initial=0.0))) <= _CLOSE:
        raise DataError(
            f"the compiled scorer of a fold is {largest:.3g} off the model's own probability;"
            f" expected {_CLOSE:g} at most"
        )
