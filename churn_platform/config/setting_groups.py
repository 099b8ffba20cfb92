"""Groups of settings: hyperparameters, evaluation, champion, campaign, drift, retention, ..."""

from typing import Literal

from pydantic import BaseModel, Field, model_validator

from churn_platform.config.fixed import fixed
from churn_platform.config.hyperparameters import DEFAULTS

_LR, _GB = "logistic_regression", "gradient_boosting"
_SEARCHED = "make search finds it, and the Launchpad accepts another for one run"


def _default(model: str, name: str) -> str:
    return f"; empty: what the last search found, else {DEFAULTS[model][name]}."


class LogisticRegressionSettings(BaseModel, extra="forbid"):
    """Hyperparameters of the logistic regression; see `hyperparameters`."""

    C: float | None = Field(
        None, gt=0, description=f"Inverse strength of the L2 penalty{_default(_LR, 'C')}"
    )
    max_iter: int | None = fixed(
        None,
        "the Launchpad of the model accepts another",
        f"Maximum iterations of the solver{_default(_LR, 'max_iter')}",
        ge=1,
    )


class GradientBoostingSettings(BaseModel, extra="forbid"):
    """Hyperparameters of the gradient boosting; see `hyperparameters`."""

    learning_rate: float | None = Field(
        None, gt=0, le=1, description=f"Shrinkage of each tree{_default(_GB, 'learning_rate')}"
    )
    max_iter: int | None = Field(
        None, ge=1, description=f"Number of trees{_default(_GB, 'max_iter')}"
    )
    max_depth: int | None = Field(
        None, ge=1, le=6, description=f"Maximum depth of a tree{_default(_GB, 'max_depth')}"
    )
    min_samples_leaf: int | None = fixed(
        None, _SEARCHED, f"Minimum customers in a leaf{_default(_GB, 'min_samples_leaf')}", ge=1
    )
    l2_regularization: float | None = fixed(
        None, _SEARCHED, f"L2 penalty on leaf values{_default(_GB, 'l2_regularization')}", ge=0
    )
    max_features: float | None = fixed(
        None,
        _SEARCHED,
        f"Share of the columns that a split may use{_default(_GB, 'max_features')}",
        gt=0,
        le=1,
    )


class RandomForestSettings(BaseModel, extra="forbid"):
    """Hyperparameters of the random forest behind the feature importances."""

    n_estimators: int = fixed(100, "the Launchpad of feature_importance accepts another", ge=1)
    max_depth: int = fixed(10, "the Launchpad of feature_importance accepts another", ge=1)


class SearchSettings(BaseModel, extra="forbid"):
    """The extent and precision of the hyperparameter search."""

    candidates: int = Field(30, ge=1, le=500, description="Settings tried for each model.")
    folds: int = fixed(5, "the Launchpad of hyperparameter_search accepts another", ge=2, le=20)


class EvaluationSettings(BaseModel, extra="forbid"):
    """How the models are evaluated."""

    folds: int = Field(3, ge=2, le=20, description="Folds of the training rows.")
    repeats: int = fixed(2, "the Launchpad of a model accepts another", ge=1, le=20)
    bootstrap_samples: int = fixed(
        1000, "the Launchpad of model_metrics accepts another", ge=100, le=100_000
    )
    smallest_segment: int = fixed(
        50, "the churn rate of fewer customers can be off by 14 percentage points", ge=2
    )


class ChampionSettings(BaseModel, extra="forbid"):
    """How the model that serves is chosen."""

    measure: Literal["roc_auc", "average_precision", "brier", "log_loss"] = Field(
        "roc_auc", description="The metric that decides."
    )
    smallest_difference: float = fixed(
        0.002, "a smaller difference makes no difference to a campaign", ge=0, le=1
    )
    margin: float = Field(
        0.01,
        ge=0,
        le=1,
        description="How much worse than the last champion, on the same rows, is still accepted.",
    )


class CampaignSettings(BaseModel, extra="forbid"):
    """A retention campaign after Verbraken, Verbeke and Baesens (2013), in one currency.

    The share of contacted would-be churners who accept the offer is Beta(alpha, beta) distributed.
    """

    clv: float = Field(200.0, gt=0, description="Lifetime value of a customer who is kept.")
    offer_cost: float = Field(10.0, ge=0, description="Cost of an offer that is accepted.")
    contact_cost: float = Field(1.0, ge=0, description="Cost of contacting one customer.")
    alpha: float = Field(6.0, gt=0, description="First parameter of the acceptance rate.")
    beta: float = Field(14.0, gt=0, description="Second parameter of the acceptance rate.")
    horizon_months: int = Field(
        24, ge=1, le=600, description="How many months ahead a customer's value is counted."
    )

    @model_validator(mode="after")
    def _an_offer_pays(self) -> "CampaignSettings":
        if self.offer_cost >= self.clv:
            raise ValueError(f"an offer of {self.offer_cost:g} costs the whole value {self.clv:g}")
        return self


class DriftSettings(BaseModel, extra="forbid"):
    """Population stability index of a feature or the score, see docs/using-the-scores.md."""

    psi_warning: float = fixed(0.1, "the usual bound of a moderate shift", gt=0)
    psi_alarm: float = fixed(0.25, "the usual bound of a large shift", gt=0)


class RetentionSettings(BaseModel, extra="forbid"):
    """What the daily maintenance and `make prune` keep, see docs/operations.md."""

    days: int = Field(
        30, ge=1, le=36_500, description="Days that runs, events, logs and ticks are kept."
    )
    runs: int = fixed(2_000, "the newest runs are kept, however old they are", ge=1)
    champions: int = fixed(10, "a rollback is to one of the last few champions", ge=1)
    partitions: int = Field(
        36,
        ge=1,
        description="Number of the newest months or days of a dated source whose results are kept.",
    )
