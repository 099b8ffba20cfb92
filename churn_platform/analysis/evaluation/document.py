"""Evaluate both models on the same held-out customers, as two documents."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd

from churn_platform.analysis.calibration.assessment import calibration_of
from churn_platform.analysis.campaign.profit import Campaign
from churn_platform.analysis.evaluation.compare import compare
from churn_platform.analysis.evaluation.error_rates import rates_by_group, sensitive_columns
from churn_platform.analysis.evaluation.intervals import LEVEL, Bootstrap, bootstrap
from churn_platform.analysis.evaluation.one_model import (
    measured,
    tables,
    values_of,
    with_intervals,
)
from churn_platform.analysis.evaluation.scores import evaluate_baseline
from churn_platform.analysis.segments import segment_of
from churn_platform.analysis.statistics.ranking import FloatArray, IntArray
from churn_platform.config.contracts.contract import Contract

COVERS: Final = "other test customers; the models stay as they were fitted"
"""What the intervals of the bootstrap cover."""


@dataclass(frozen=True)
class Protocol:
    """How models are measured.

    Attributes:
        campaign: costs and value of a retention campaign.
        seed: of the bootstrap, and of the outcomes that are drawn from the probabilities.
        samples: resamples of the bootstrap, and outcomes that are drawn for each customer.
        measure: the score that decides which model is better.
        smallest_difference: of that score, below which neither is.
        smallest_segment: fewest customers of a segment whose scores are not marked as small.
    """

    campaign: Campaign
    seed: int
    samples: int = 1000
    measure: str = "roc_auc"
    smallest_difference: float = 0.002
    smallest_segment: int = 50


@dataclass(frozen=True)
class Evaluation:
    """`metrics` is what is compared and plotted over time, `details` are the tables behind it."""

    metrics: dict[str, Any]
    details: dict[str, Any]


def evaluate_models(
    train: pd.DataFrame,
    test: pd.DataFrame,
    probabilities: Mapping[str, FloatArray],
    out_of_fold: Mapping[str, pd.DataFrame],
    contract: Contract,
    protocol: Protocol,
) -> Evaluation:
    """Return the measurements of two models on the test customers.

    Thresholds, the spread and the bands of segments come from the training customers alone.
    `profit` is the EMPC, `mpc` the same at the mean gamma, both per customer of the base; of the
    two only `mpc` has an interval. The calibration error has none, but what calibrated
    probabilities would show. Differences are the second model less the first. Error rates of the
    groups of sensitive columns are at the campaign's threshold, see `rates_by_group`.

    Args:
        train: clean training rows, (n_train, n_columns).
        test: clean test rows, (n_test, n_columns).
        probabilities: of leaving, for each of the two models, (n_test,), in the order of `test`.
        out_of_fold: for each model `repeat`, `fold`, `target`, `probability` of training rows.
        contract: names the target, the segments and the sensitive columns.
        protocol: how models are measured.

    Raises:
        ValueError: the models are not two, or not the same in both arguments; the measure is
            unknown; a probability is outside of 0 to 1; or lengths differ.
    """
    _require_same_models(probabilities, out_of_fold)
    y = test[contract.target].to_numpy(dtype=np.int64)
    scored = {name: np.asarray(p, dtype=np.float64) for name, p in probabilities.items()}
    drawn = bootstrap(y, scored, protocol.campaign, protocol.samples, protocol.seed)
    models = {
        name: with_intervals(
            measured(y, p, out_of_fold[name], protocol.campaign)
            | {"calibration": calibration_of(y, p, protocol.samples, protocol.seed)},
            partial(drawn.interval, name),
        )
        for name, p in scored.items()
    }
    metrics = {
        "train_rows": len(train),
        "test_rows": len(test),
        "churn_rate": float(y.mean()),
        "baseline": evaluate_baseline(train[contract.target].to_numpy(), y),
        "models": models,
        **_comparison(models, drawn, protocol),
    }
    cuts = {name: one["thresholds"]["profit"]["threshold"] for name, one in models.items()}
    return Evaluation(metrics, _details(train, test, y, scored, cuts, contract, protocol))


def _require_same_models(
    probabilities: Mapping[str, FloatArray], out_of_fold: Mapping[str, pd.DataFrame]
) -> None:
    if set(probabilities) != set(out_of_fold):
        raise ValueError(
            f"found out-of-fold tables of {sorted(out_of_fold)};"
            f" expected those of {sorted(probabilities)}"
        )


def _comparison(
    models: Mapping[str, Mapping[str, Any]], drawn: Bootstrap, protocol: Protocol
) -> dict[str, Any]:
    values = {name: values_of(model) for name, model in models.items()}
    return {
        "comparison": compare(values, drawn, protocol.measure, protocol.smallest_difference),
        "bootstrap": {
            "samples": protocol.samples,
            "seed": protocol.seed,
            "level": LEVEL,
            "covers": COVERS,
        },
        "campaign": asdict(protocol.campaign),
    }


def _details(
    train: pd.DataFrame,
    test: pd.DataFrame,
    y: IntArray,
    scored: Mapping[str, FloatArray],
    cuts: Mapping[str, float | None],
    contract: Contract,
    protocol: Protocol,
) -> dict[str, Any]:
    smallest, sensitive = protocol.smallest_segment, sensitive_columns(contract)
    groups = {
        column: segment_of(test[column], contract[column], reference=train[column])
        for column in dict.fromkeys([*contract.segment_columns, *sensitive])
    }
    segments = {column: groups[column] for column in contract.segment_columns}
    return {
        "models": {
            name: {
                **tables(y, p, segments, protocol.campaign, smallest),
                "sensitive": {
                    "threshold": cuts[name],
                    "columns": {
                        column: rates_by_group(y, p, groups[column], cuts[name], smallest)
                        for column in sensitive
                    },
                },
            }
            for name, p in scored.items()
        }
    }
