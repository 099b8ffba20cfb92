"""Names shared by the pipeline and the API: assets, groups, files, jobs, columns of the scores.

This module is the interface between the two, so it imports nothing from the project.
"""

import json
from typing import Any, Final, Literal, NamedTuple

INGESTION: Final = "ingestion"
PROCESSING: Final = "processing"
EXPLORATION: Final = "exploration"
TRAINING: Final = "training"
EVALUATION: Final = "evaluation"
SCORING: Final = "scoring"
REPORTING: Final = "reporting"

ArtifactType = Literal["table", "figure", "model", "report"]


class Asset(NamedTuple):
    """One asset: its key, UI group, kind of artifact, stable file below `data/`, parents.

    `{dataset}` in the file's name stands for the contract's name, see `stable_file`.
    `parents` have to be there; `may_read` is read if it is there, and holds nothing up. Both are
    arrows of the graph. The first parent says which version of the source a result descends from.
    An `on_demand` asset is computed when a person asks for it.
    `libraries` are those whose version decides what the result is. Raise `code_version` with
    every change that changes the result: it makes old results stale.
    """

    key: str
    group: str
    type: ArtifactType
    file: str
    parents: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    may_read: tuple[str, ...] = ()
    on_demand: bool = False
    code_version: str = "1"

    @property
    def reads(self) -> tuple[str, ...]:
        """Every asset that goes into this one."""
        return (*self.parents, *self.may_read)


MODELS: Final = ("logistic_regression_model", "gradient_boosting_model")
CHAMPION: Final = "champion_model"
SEARCH: Final = "hyperparameter_search"

_PANDAS = ("numpy", "pandas")
_SKLEARN = (*_PANDAS, "scikit-learn")
_LIGHTGBM = (*_SKLEARN, "lightgbm")
_PLOTLY = (*_PANDAS, "plotly", "matplotlib")
_FOREST = (*_PLOTLY, "scikit-learn")
# Models take the typed columns from the clean table, and from the split who trains them.
_ROWS = ("clean_customers", "split")
CURRENT: Final = ("clean_customers", "unlabelled_customers")
"""The tables that hold every customer, each once."""

CLEANED: Final = ("clean_customers", "unlabelled_customers", "quarantined_customers")
"""The three tables from cleaning the raw table: every row ends up in one of them."""

CLEANED_STEP: Final = "cleaned_customers"
PROCESSED_STEP: Final = "processed_customers"
CHAMPION_STEP: Final = "champion"
"""The step of the champion and its card; its configuration has `version`."""
TOGETHER: Final = {
    CLEANED_STEP: CLEANED,
    PROCESSED_STEP: ("processed_customers", "split"),
    CHAMPION_STEP: (CHAMPION, "model_card"),
}
"""A step that makes several assets -> those, which are always computed together.

The first one has the step's inputs and configuration.
"""
LEADER: Final = {key: group[0] for group in TOGETHER.values() for key in group}
"""An asset of such a group -> the first of it."""


def _figure(key: str, group: str, *parents: str, **more: Any) -> Asset:
    fields = {"libraries": _PLOTLY, "code_version": "4"} | more
    return Asset(key, group, "figure", f"figures/{key}.html", parents, **fields)


def _report(key: str, group: str, ending: str, *parents: str, **more: Any) -> Asset:
    return Asset(key, group, "report", f"reports/{key}.{ending}", parents, **more)


def _model(key: str, libraries: tuple[str, ...]) -> Asset:
    file = f"models/{key.removesuffix('_model')}.joblib"
    return Asset(key, TRAINING, "model", file, _ROWS, libraries, (SEARCH,), code_version="6")


def _table(key: str, ending: str, *parents: str, **more: Any) -> Asset:
    file = f"processed/{{dataset}}_churn_{ending}.parquet"
    return Asset(key, PROCESSING, "table", file, parents, **more)


def _cleaned(key: str, ending: str) -> Asset:
    return _table(key, ending, "raw_customers", libraries=_PANDAS, code_version="5")


_ASSETS = (
    Asset(
        "raw_customers", INGESTION, "table", "raw/{dataset}_customer_churn.csv", code_version="3"
    ),
    *map(_cleaned, CLEANED, ("clean", "unlabelled", "quarantine")),
    _table("processed_customers", "processed", "clean_customers", libraries=_SKLEARN),
    _table("split", "split", "clean_customers", libraries=_SKLEARN),
    _report(
        "summary_statistics",
        EXPLORATION,
        "csv",
        "clean_customers",
        libraries=_PANDAS,
        code_version="2",
    ),
    _figure("correlation_heatmap", EXPLORATION, "clean_customers"),
    _figure("tenure_histogram", EXPLORATION, "clean_customers"),
    _figure("churn_by_category", EXPLORATION, "clean_customers"),
    _figure("segment_churn", EXPLORATION, "clean_customers"),
    _figure("tenure_curves", EXPLORATION, "clean_customers"),
    _figure("feature_importance", EXPLORATION, "processed_customers", libraries=_FOREST),
    _report(SEARCH, TRAINING, "json", *_ROWS, libraries=_LIGHTGBM, on_demand=True),
    *map(_model, MODELS, (_SKLEARN, _LIGHTGBM)),
    Asset(
        "model_metrics",
        EVALUATION,
        "report",
        "reports/metrics.json",
        (*_ROWS, *MODELS),
        _SKLEARN,
        code_version="5",
    ),
    _figure("reliability_curve", EVALUATION, "model_metrics"),
    _figure("campaign_profit", EVALUATION, "model_metrics"),
    Asset(
        CHAMPION,
        EVALUATION,
        "model",
        "models/champion.joblib",
        (*_ROWS, *MODELS, "model_metrics"),
        _SKLEARN,
        code_version="4",
    ),
    _report("model_card", EVALUATION, "md", CHAMPION, code_version="4"),
    Asset(
        "churn_scores",
        SCORING,
        "table",
        "scores/{dataset}_churn_scores.parquet",
        (*CURRENT, CHAMPION),
        _SKLEARN,
        code_version="5",
    ),
    _report(
        "retention_summary",
        SCORING,
        "json",
        "churn_scores",
        libraries=_PANDAS,
        code_version="4",
    ),
    _figure("batch_drift", REPORTING, *CURRENT, CHAMPION, libraries=_FOREST),
    _report(
        "churn_report",
        REPORTING,
        "html",
        "clean_customers",
        "model_metrics",
        CHAMPION,
        "churn_scores",
        "retention_summary",
        "batch_drift",
        libraries=_PLOTLY,
        # figures that are not among its parents' inputs: shown if they exist for this data
        may_read=(
            "raw_customers",
            "churn_by_category",
            "segment_churn",
            "tenure_curves",
            "reliability_curve",
            "campaign_profit",
        ),
        code_version="4",
    ),
)
ASSETS: Final[dict[str, Asset]] = {asset.key: asset for asset in _ASSETS}
KEPT_UP: Final = tuple(key for key, asset in ASSETS.items() if not asset.on_demand)
"""What the schedule keeps up to date, in the order of the graph."""
LEADING: Final = tuple(key for key in KEPT_UP if LEADER.get(key, key) == key)
"""Of those one for each step: a set of results is complete when it has these."""


def stable_file(key: str, dataset: str) -> str:
    """Return the stable path of an asset's file in `data/`, for the contract of this name."""
    return ASSETS[key].file.format(dataset=dataset)


CHURN_PIPELINE: Final = "churn_pipeline"
DATA_PIPELINE: Final = "data_pipeline"
ML_PIPELINE: Final = "ml_pipeline"
SCORING_PIPELINE: Final = "scoring_pipeline"
SEARCH_JOB: Final = "search_hyperparameters"
SCHEDULE: Final = "every_two_minutes"
LOCATION: Final = "churn_platform"
"""The code location, as named in workspace.yaml."""
REPOSITORY: Final = "__repository__"
"""Dagster's default name of a location's repository."""
# Dagster's own name for the job behind the UI's "Materialize" button.
MATERIALIZE_JOB: Final = "__ASSET_JOB"
IN_PROGRESS: Final = ("QUEUED", "NOT_STARTED", "STARTING", "STARTED", "CANCELING")
"""The statuses of a run before its end."""
WRITING_JOBS: Final = (
    CHURN_PIPELINE,
    DATA_PIPELINE,
    ML_PIPELINE,
    SCORING_PIPELINE,
    SEARCH_JOB,
    MATERIALIZE_JOB,
)

ASKING_JOBS: Final = (CHURN_PIPELINE, DATA_PIPELINE)
"""The jobs that check the source."""
MAINTENANCE: Final = "maintenance"
"""The job that removes outdated runs and files; it writes no asset."""
MAINTENANCE_SCHEDULE: Final = "daily_maintenance"

PLOTLY_JS: Final = "plotly.min.js"
SCORER_FILE: Final = "champion_scorer.joblib"
"""The champion without scikit-learn, which scores customers in runs and in the API."""
MODEL_FOLDS: Final = "_folds.joblib"
"""Suffix of the file with the scorers of a model's folds."""
FOLDS_FILE: Final = f"champion{MODEL_FOLDS}"
"""The champion's fold scorers, which score its training customers."""

STEPS: Final = {
    **dict(zip(ASSETS, ASSETS, strict=True)),
    **{key: step for step, group in TOGETHER.items() for key in group},
}
"""Asset -> the step that computes it."""
RELEASE: Final = "release"
"""Value of `version`: end the hold, the rule decides again."""

RISK_BANDS: Final = ("high", "medium", "low")
SEGMENT_PREFIX: Final = "segment_"
"""In the scores: prefix of the columns with the customer's segment."""
REASON_COLUMNS: Final = ("reason_1", "reason_2", "reason_3")
"""In the scores: features that raise the probability of churning, strongest first."""
LOOKED_UP: Final = (*CURRENT, "churn_scores")
"""The tables in which the API finds a customer by id; see `storage.lookup`."""
LONGEST_PAGE: Final = 200
"""Most entries of a page of the API; of the scores, as many rows are stored for each filter."""
LIFETIME_BASES: Final = ("observed", "extrapolated")
"""In the scores: whether remaining months are within the longest observed time."""
BY_FOLD, BY_MODEL, IN_SAMPLE, NOT_KNOWN = "fold", "model", "in-sample", "unknown"
SCORED_BY: Final = (BY_FOLD, BY_MODEL, IN_SAMPLE, NOT_KNOWN)
"""In the scores: which model gave the probability.

`fold`: the customer is in the champion's training data, and is scored by the model of the fold
    without the customer. `model`: the champion, not trained on the customer. `in-sample`: the
    champion, trained on the customer; it was published without its fold models. `unknown`: the
    same, but its training customers are no longer known.
"""


def page_key(band: str | None, column: str | None, label: str | None) -> str:
    """Return the key of the page of scores of a band and of a segment's label; None is any."""
    return json.dumps([band, column, label])
