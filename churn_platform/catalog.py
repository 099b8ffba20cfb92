"""Names shared by the pipeline and the API: assets, groups, files, jobs, columns of the scores.

This page is the contract between the two halves, so it imports nothing of the project.
"""

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
    `also_reads` are tables that are made before the parents and read beside them: the graph shows
    no arrow for them, which would only repeat the way through the parents. `may_read` is read if
    there is one. An `on_demand` asset is computed when a person asks for it.
    `libraries` are those whose version decides what the result is. Raise `code_version` with
    every change that changes the result: it makes old results stale.
    """

    key: str
    group: str
    type: ArtifactType
    file: str
    parents: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    also_reads: tuple[str, ...] = ()
    may_read: tuple[str, ...] = ()
    on_demand: bool = False
    code_version: str = "1"

    @property
    def reads(self) -> tuple[str, ...]:
        """Every asset whose files go into this one."""
        return (*self.also_reads, *self.parents)


MODELS: Final = ("logistic_regression_model", "gradient_boosting_model")
CHAMPION: Final = "champion_model"
SEARCH: Final = "hyperparameter_search"

_PANDAS = ("numpy", "pandas")
_SKLEARN = (*_PANDAS, "scikit-learn")
_LIGHTGBM = (*_SKLEARN, "lightgbm")
_PLOTLY = (*_PANDAS, "plotly", "matplotlib")
_FOREST = (*_PLOTLY, "scikit-learn")
# Models take the typed columns from the clean table, and who trains from the processed one.
_SPLIT = "processed_customers"
_ROWS = ("clean_customers",)
_CURRENT = (*_ROWS, "unlabelled_customers")

CLEANED: Final = ("clean_customers", "unlabelled_customers", "quarantined_customers")
"""The three tables that one cleaning of the raw table gives: every row ends up in one of them."""

TOGETHER: Final = (CLEANED, (CHAMPION, "model_card"))
"""What one step makes: the assets of such a group are always computed together.

The first gives the step its inputs and its configuration.
"""
CLEANED_STEP: Final = "cleaned_customers"
"""The step that makes these tables."""
LEADER: Final = {key: group[0] for group in TOGETHER for key in group}
"""An asset of such a group -> the first of it."""


def _figure(key: str, group: str, *parents: str, **more: Any) -> Asset:
    fields = {"libraries": _PLOTLY, "code_version": "3"} | more
    return Asset(key, group, "figure", f"figures/{key}.html", parents, **fields)


def _report(key: str, group: str, ending: str, *parents: str, **more: Any) -> Asset:
    return Asset(key, group, "report", f"reports/{key}.{ending}", parents, **more)


def _model(key: str, libraries: tuple[str, ...]) -> Asset:
    return Asset(
        key,
        TRAINING,
        "model",
        f"models/{key.removesuffix('_model')}.joblib",
        (_SPLIT,),
        libraries,
        _ROWS,
        (SEARCH,),
        code_version="5",
    )


def _cleaned(key: str, ending: str) -> Asset:
    file = f"processed/{{dataset}}_churn_{ending}.parquet"
    return Asset(key, PROCESSING, "table", file, ("raw_customers",), _PANDAS, code_version="4")


_ASSETS = (
    Asset(
        "raw_customers", INGESTION, "table", "raw/{dataset}_customer_churn.csv", code_version="2"
    ),
    *map(_cleaned, CLEANED, ("clean", "unlabelled", "quarantine")),
    Asset(
        "processed_customers",
        PROCESSING,
        "table",
        "processed/{dataset}_churn_processed.parquet",
        _ROWS,
        _SKLEARN,
    ),
    _report("summary_statistics", EXPLORATION, "csv", *_ROWS, libraries=_PANDAS),
    _figure("correlation_heatmap", EXPLORATION, *_ROWS),
    _figure("tenure_histogram", EXPLORATION, *_ROWS),
    _figure("churn_by_category", EXPLORATION, *_ROWS),
    _figure("segment_churn", EXPLORATION, *_ROWS),
    _figure("tenure_curves", EXPLORATION, *_ROWS),
    _figure("feature_importance", EXPLORATION, _SPLIT, libraries=_FOREST),
    _report(
        SEARCH,
        TRAINING,
        "json",
        _SPLIT,
        libraries=_LIGHTGBM,
        also_reads=_ROWS,
        on_demand=True,
    ),
    *map(_model, MODELS, (_SKLEARN, _LIGHTGBM)),
    Asset(
        "model_metrics",
        EVALUATION,
        "report",
        "reports/metrics.json",
        MODELS,
        _SKLEARN,
        (*_ROWS, _SPLIT),
        code_version="4",
    ),
    _figure("reliability_curve", EVALUATION, "model_metrics"),
    _figure("campaign_profit", EVALUATION, "model_metrics"),
    Asset(
        CHAMPION,
        EVALUATION,
        "model",
        "models/champion.joblib",
        ("model_metrics",),
        _SKLEARN,
        (*_ROWS, _SPLIT, *MODELS),
        code_version="3",
    ),
    _report("model_card", EVALUATION, "md", CHAMPION, code_version="3"),
    Asset(
        "churn_scores",
        SCORING,
        "table",
        "scores/{dataset}_churn_scores.parquet",
        (CHAMPION,),
        _SKLEARN,
        _CURRENT,
        code_version="3",
    ),
    _report(
        "retention_summary",
        SCORING,
        "json",
        "churn_scores",
        libraries=_PANDAS,
        also_reads=(CHAMPION,),
        code_version="3",
    ),
    _figure("batch_drift", REPORTING, CHAMPION, libraries=_FOREST, also_reads=(*_CURRENT, _SPLIT)),
    _report(
        "churn_report",
        REPORTING,
        "html",
        "retention_summary",
        "batch_drift",
        libraries=_PLOTLY,
        also_reads=(*_ROWS, "model_metrics", CHAMPION, "churn_scores"),
        # figures that no parent was made from: what is there and is of this data is shown
        may_read=(
            "raw_customers",
            "churn_by_category",
            "segment_churn",
            "tenure_curves",
            "reliability_curve",
            "campaign_profit",
        ),
        code_version="3",
    ),
)
ASSETS: Final[dict[str, Asset]] = {asset.key: asset for asset in _ASSETS}
KEPT_UP: Final = tuple(key for key, asset in ASSETS.items() if not asset.on_demand)
"""What the schedule keeps up to date, in the order of the graph."""


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
"""Of the code, as workspace.yaml names it."""
REPOSITORY: Final = "__repository__"
"""Dagster's own name for what a location holds."""
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
"""The jobs that ask the source."""
MAINTENANCE: Final = "maintenance"
"""The job that removes what is older than the bounds; it writes no asset."""
MAINTENANCE_SCHEDULE: Final = "daily_maintenance"

PLOTLY_JS: Final = "plotly.min.js"
SCORER_FILE: Final = "champion_scorer.joblib"
"""The champion without scikit-learn: what scores customers, in a run and at the API."""
MODEL_FOLDS: Final = "_folds.joblib"
"""The models of a model's folds as scorers: how the file's name ends, after the model's."""
FOLDS_FILE: Final = f"champion{MODEL_FOLDS}"
"""Those of the champion: they score the customers who trained it."""

CHAMPION_STEP: Final = "champion"
"""The step that makes the champion and its card; its configuration holds `version`."""
STEPS: Final = {
    **dict(zip(ASSETS, ASSETS, strict=True)),
    **dict.fromkeys(CLEANED, CLEANED_STEP),
    **dict.fromkeys(TOGETHER[1], CHAMPION_STEP),
}
"""An asset -> the step that makes it."""
RELEASE: Final = "release"
"""As that version: hold no champion any more, the rule decides again."""

RISK_BANDS: Final = ("high", "medium", "low")
SEGMENT_PREFIX: Final = "segment_"
"""In the scores: before the name of a column, the customer's segment by it."""
REASON_COLUMNS: Final = ("reason_1", "reason_2", "reason_3")
"""In the scores: what raises the probability to leave, the strongest first."""
LIFETIME_BASES: Final = ("observed", "extrapolated")
"""In the scores: whether remaining months lie within the longest time that was observed."""
BY_FOLD, BY_MODEL, IN_SAMPLE, NOT_KNOWN = "fold", "model", "in-sample", "unknown"
SCORED_BY: Final = (BY_FOLD, BY_MODEL, IN_SAMPLE, NOT_KNOWN)
"""In the scores: which model gave the probability.

`fold`: the customer trained the champion, and is scored by the model of the fold without the
customer. `model`: the champion, which did not learn from the customer. `in-sample`: the champion,
which did; it was published without the models of its folds. `unknown`: the champion, likewise, and
whom it learned from is not known any more.
"""
