"""Run configuration: what users can change in the Launchpad; defaults are the settings."""

from collections.abc import Iterable, Mapping
from typing import Any

import dagster as dg
from pydantic import BaseModel, Field, create_model

from churn_platform.catalog import ASSETS, CHAMPION_STEP
from churn_platform.config.setting_groups import GradientBoostingSettings as _Boosting
from churn_platform.config.setting_groups import LogisticRegressionSettings
from churn_platform.config.settings import Settings
from churn_platform.config.source_location import identity

_FOLDS = "Folds of the training rows for cross-validation."
_REPEATS = "Number of repetitions with new folds."
_SEED = "Seed of everything random in this step."


def _of_setting(group: type[BaseModel], name: str, limits: str = "") -> Any:
    """Return a field of the Launchpad that is described as its setting is."""
    said = group.model_fields[name].description
    return Field(description=f"{said} {limits}".rstrip())


class SplitConfig(dg.Config):
    """How customers are split into training and test rows."""

    test_share: float = Field(description="Share of test rows, 0 to 1.")
    max_train_rows: int = Field(description="Maximum number of training customers.")
    seed: int = Field(description="Seed of the split.")


class LogisticRegressionConfig(dg.Config):
    """Hyperparameters of the logistic regression; empty: found by the search, or default."""

    C: float | None = _of_setting(LogisticRegressionSettings, "C", "Above 0.")
    max_iter: int | None = _of_setting(LogisticRegressionSettings, "max_iter")
    seed: int = Field(description=_SEED)
    folds: int = Field(description=_FOLDS)
    repeats: int = Field(description=_REPEATS)


class GradientBoostingConfig(dg.Config):
    """Hyperparameters of the gradient boosting; empty: found by the search, or default."""

    learning_rate: float | None = _of_setting(_Boosting, "learning_rate", "Above 0, at most 1.")
    max_iter: int | None = _of_setting(_Boosting, "max_iter")
    max_depth: int | None = _of_setting(_Boosting, "max_depth", "1 to 6.")
    min_samples_leaf: int | None = _of_setting(_Boosting, "min_samples_leaf")
    l2_regularization: float | None = _of_setting(_Boosting, "l2_regularization", "0 or more.")
    max_features: float | None = _of_setting(_Boosting, "max_features", "Above 0, at most 1.")
    seed: int = Field(description=_SEED)
    folds: int = Field(description=_FOLDS)
    repeats: int = Field(description=_REPEATS)


class RandomForestConfig(dg.Config):
    """Hyperparameters of the random forest behind the feature importances."""

    n_estimators: int = Field(description="Number of trees.")
    max_depth: int = Field(description="Maximum depth of a tree.")
    seed: int = Field(description=_SEED)


class MetricsConfig(dg.Config):
    """How the models are evaluated."""

    bootstrap_samples: int = Field(description="Samples behind the 95 % intervals.")
    smallest_segment: int = Field(
        description="Minimum size of a segment that is not flagged as small."
    )
    seed: int = Field(description=_SEED)


class ChampionConfig(dg.Config):
    """Which model serves."""

    version: str = Field(
        "",
        description=(
            "Empty: the rule decides. A version of an earlier champion: roll back and hold it."
            " 'release': end the hold, the rule decides again."
        ),
    )


class SearchConfig(dg.Config):
    """The extent and precision of the search."""

    candidates: int = Field(description="Settings for each model.")
    folds: int = Field(description="Folds of the training rows.")
    seed: int = Field(description=_SEED)


def with_defaults(config: type[dg.Config], values: Mapping[str, Any]) -> type[dg.Config]:
    """Return the class with these values as the defaults of its fields, where it has none."""
    fields: Any = {
        name: (field.annotation, Field(values[name], description=field.description))
        for name, field in config.model_fields.items()
        if field.is_required()
    }
    made = create_model(config.__name__, __base__=config, __doc__=config.__doc__, **fields)
    return made


STEP_FIELDS = {
    "processed_customers": SplitConfig.model_fields,
    "feature_importance": RandomForestConfig.model_fields,
    "logistic_regression_model": LogisticRegressionConfig.model_fields,
    "gradient_boosting_model": GradientBoostingConfig.model_fields,
    "model_metrics": MetricsConfig.model_fields,
    "hyperparameter_search": SearchConfig.model_fields,
    CHAMPION_STEP: ChampionConfig.model_fields,
}
"""The configuration that users may change per run, by step; all else is in the settings."""


def expected_config(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return each asset's configuration according to the settings, in the order of the graph."""
    seed = {"seed": settings.seed}
    measured = settings.evaluation.model_dump()
    small = {"smallest_segment": measured.pop("smallest_segment")}
    samples = {"bootstrap_samples": measured.pop("bootstrap_samples")}
    campaign = settings.campaign.model_dump()
    horizon = {"horizon_months": campaign.pop("horizon_months")}
    chosen: dict[str, dict[str, Any]] = {
        # not in the Launchpad: an address comes only from the settings
        "raw_customers": {"source": identity(settings.source)},
        "processed_customers": {
            "test_share": settings.test_share,
            "max_train_rows": settings.max_train_rows,
            **seed,
        },
        "feature_importance": {**settings.random_forest.model_dump(), **seed},
        "segment_churn": small,
        "hyperparameter_search": {**settings.search.model_dump(), **seed},
        "logistic_regression_model": {
            **settings.logistic_regression.model_dump(),
            **seed,
            **measured,
        },
        "gradient_boosting_model": {**settings.gradient_boosting.model_dump(), **seed, **measured},
        "model_metrics": {
            **samples,
            **small,
            **seed,
            "campaign": campaign,
            "measure": settings.champion.measure,
            "smallest_difference": settings.champion.smallest_difference,
        },
        "champion_model": settings.champion.model_dump(),
        "churn_scores": {**horizon, **small},
        "retention_summary": {**horizon, **small, "campaign": campaign},
        "batch_drift": settings.drift.model_dump(),
    }
    return {key: chosen.get(key, {}) for key in ASSETS}


def run_config(settings: Settings, keys: Iterable[str]) -> dict[str, Any]:
    """Return the run configuration of these assets according to the settings."""
    config = expected_config(settings)
    return {
        "ops": {
            key: {"config": {name: config[key][name] for name in fields}}
            for key in keys
            if (fields := STEP_FIELDS.get(key, {}))
        }
    }
