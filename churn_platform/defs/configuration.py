"""Run configuration: what a person can change in the Launchpad; the defaults are the settings."""

from collections.abc import Iterable
from typing import Any

import dagster as dg
from pydantic import Field

from churn_platform.catalog import ASSETS
from churn_platform.settings import get_settings
from churn_platform.source.location import shown

_settings = get_settings()
_lr, _gb, _rf = (
    _settings.logistic_regression,
    _settings.gradient_boosting,
    _settings.random_forest,
)
_SEED = "Seed of everything random in this step."


class SplitConfig(dg.Config):
    """How customers are split into training and test rows."""

    test_share: float = Field(_settings.test_share, description="Share of test rows, 0 to 1.")
    seed: int = Field(_settings.seed, description="Seed of the split.")


class LogisticRegressionConfig(dg.Config):
    """Hyperparameters of the logistic regression."""

    C: float = Field(_lr.C, description="Inverse strength of the L2 penalty.")
    max_iter: int = Field(_lr.max_iter, description="Most iterations of the solver.")
    seed: int = Field(_settings.seed, description=_SEED)


class GradientBoostingConfig(dg.Config):
    """Hyperparameters of the gradient boosting."""

    learning_rate: float = Field(_gb.learning_rate, description="Shrinkage of each tree, 0 to 1.")
    max_iter: int = Field(_gb.max_iter, description="Number of trees.")
    max_depth: int = Field(_gb.max_depth, description="Most levels of a tree.")
    min_samples_leaf: int = Field(_gb.min_samples_leaf, description="Fewest customers in a leaf.")
    l2_regularization: float = Field(_gb.l2_regularization, description="L2 penalty on leaves.")
    seed: int = Field(_settings.seed, description=_SEED)


class RandomForestConfig(dg.Config):
    """Hyperparameters of the random forest behind the feature importances."""

    n_estimators: int = Field(_rf.n_estimators, description="Number of trees.")
    max_depth: int = Field(_rf.max_depth, description="Most levels of a tree.")
    seed: int = Field(_settings.seed, description=_SEED)


def expected_config() -> dict[str, dict[str, Any]]:
    """Return each asset's configuration as the settings want it, in the order of the graph."""
    settings = get_settings()
    seed = {"seed": settings.seed}
    chosen: dict[str, dict[str, Any]] = {
        # not in the Launchpad: an address comes from the settings alone
        "raw_customers": {"source": shown(settings.source)},
        "processed_customers": {"test_share": settings.test_share, **seed},
        "feature_importance": {**settings.random_forest.model_dump(), **seed},
        "logistic_regression_model": {**settings.logistic_regression.model_dump(), **seed},
        "gradient_boosting_model": {**settings.gradient_boosting.model_dump(), **seed},
    }
    return {key: chosen.get(key, {}) for key in ASSETS}


def run_config(keys: Iterable[str]) -> dict[str, Any]:
    """Return the run configuration of these assets as the settings want it."""
    config = expected_config()
    return {
        "ops": {
            key: {"config": config[key]} for key in keys if config[key] and key != "raw_customers"
        }
    }
