"""Run configuration: what a person can change in the Launchpad; the defaults are the settings."""

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


CONFIG_OF: dict[str, type[dg.Config]] = {
    "processed_customers": SplitConfig,
    "feature_importance": RandomForestConfig,
    "logistic_regression_model": LogisticRegressionConfig,
    "gradient_boosting_model": GradientBoostingConfig,
}


def expected_config() -> dict[str, dict[str, Any]]:
    """Return each asset's configuration as a run without any of its own would use it."""
    config = {key: CONFIG_OF[key]().model_dump() if key in CONFIG_OF else {} for key in ASSETS}
    # not in the Launchpad: an address comes from the settings alone
    config["raw_customers"] = {"source": shown(get_settings().source)}
    return config
