"""Names shared by the pipeline and the API: assets, groups, files, jobs, columns of the scores.

This module is the interface between the two, so it imports nothing from the project.
"""

from typing import Final, Literal, NamedTuple

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

    `{dataset}` in the file's name is replaced by the contract's name, see `stable_file`.
    `also_reads` are tables computed before the parents and read in addition: the graph shows no
    edge for them, which would only repeat the path through the parents. `may_read` is read if it
    exists. An `on_demand` asset is computed only on request. `libraries` are those whose version
    affects the result. Raise `code_version` with every change that affects the result: it makes old
    results stale.
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
        """Every asset whose files this one reads."""
        return (*self.also_reads, *self.parents)


MODELS: Final = ("logistic_regression_model", "gradient_boosting_model")
CHAMPION: Final = "champion_model"
SEARCH: Final = "hyperparameter_search"

_PANDAS = ("numpy", "pandas")
_SKLEARN = (*_PANDAS, "scikit-learn")
_LIGHTGBM = (*_SKLEARN, "lightgbm")
_PLOTLY = (*_PANDAS, "plotly", "matplotlib")
# Models take typed columns from the clean table, and the split from the processed one.
_SPLIT = "processed_customers"
_ROWS = ("clean_customers",)
_CURRENT = (*_ROWS, "unlabelled_customers")

CLEANED: Final = ("clean_customers", "unlabelled_customers", "quarantined_customers")
"""The three tables from cleaning the raw table: every row ends up in one of them."""

TOGETHER: Final = (CLEANED, (CHAMPION, "model_card"))
"""Assets of one step: they are always computed together.

The first one has the step's inputs and configuration.
"""
CLEANED_STEP: Final = "cleaned_customers"
"""The step that computes these tables."""
LEADER: Final = {key: group[0] for group in TOGETHER for key in group}
"""An asset of such a group -> the first of it."""

_ASSETS = (
    Asset(
        "raw_customers",
        INGESTION,
        "table",
        "raw/{dataset}_customer_churn.csv",
        code_version="2",
    ),
    *(
        Asset(key, PROCESSING, "table", file, ("raw_customers",), _PANDAS, code_version="3")
        for key, file in zip(
            CLEANED,
            (
                "processed/{dataset}_churn_clean.parquet",
                "processed/{dataset}_churn_unlabelled.parquet",
                "processed/{dataset}_churn_quarantine.parquet",
            ),
            strict=True,
        )
    ),
    Asset(
        "processed_customers",
        PROCESSING,
        "table",
        "processed/{dataset}_churn_processed.parquet",
        ("clean_customers",),
        _SKLEARN,
    ),
    Asset(
        "summary_statistics",
        EXPLORATION,
        "report",
        "reports/summary_statistics.csv",
        ("clean_customers",),
        _PANDAS,
    ),
    *(
        Asset(
            name,
            EXPLORATION,
            "figure",
            f"figures/{name}.html",
            ("clean_customers",),
            _PLOTLY,
            code_version="3",
        )
        for name in (
            "correlation_heatmap",
            "tenure_histogram",
            "churn_by_category",
            "segment_churn",
            "tenure_curves",
        )
    ),
    Asset(
        "feature_importance",
        EXPLORATION,
        "figure",
        "figures/feature_importance.html",
        ("processed_customers",),
        (*_PLOTLY, "scikit-learn"),
        code_version="3",
    ),
    Asset(
        SEARCH,
        TRAINING,
        "report",
        "reports/hyperparameter_search.json",
        (_SPLIT,),
        _LIGHTGBM,
        _ROWS,
        on_demand=True,
    ),
    *(
        Asset(
            key,
            TRAINING,
            "model",
            f"models/{key.removesuffix('_model')}.joblib",
            (_SPLIT,),
            libraries,
            _ROWS,
            may_read=(SEARCH,),
            code_version="5",
        )
        for key, libraries in zip(MODELS, (_SKLEARN, _LIGHTGBM), strict=True)
    ),
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
    *(
        Asset(
            name,
            EVALUATION,
            "figure",
            f"figures/{name}.html",
            ("model_metrics",),
            _PLOTLY,
            code_version="3",
        )
        for name in ("reliability_curve", "campaign_profit")
    ),
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
    Asset(
        "model_card",
        EVALUATION,
        "report",
        "reports/model_card.md",
        (CHAMPION,),
        code_version="3",
    ),
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
    Asset(
        "retention_summary",
        SCORING,
        "report",
        "reports/retention_summary.json",
        ("churn_scores",),
        _PANDAS,
        (CHAMPION,),
        code_version="3",
    ),
    Asset(
        "batch_drift",
        REPORTING,
        "figure",
        "figures/batch_drift.html",
        (CHAMPION,),
        (*_PLOTLY, "scikit-learn"),
        (*_CURRENT, _SPLIT),
        code_version="3",
    ),
    Asset(
        "churn_report",
        REPORTING,
        "report",
        "reports/churn_report.html",
        ("retention_summary", "batch_drift"),
        _PLOTLY,
        (*_ROWS, "model_metrics", CHAMPION, "churn_scores"),
        # figures that are not among its parents' inputs: shown if they exist for this data
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

CHAMPION_STEP: Final = "champion"
"""The step of the champion and its card; its configuration has `version`."""
STEPS: Final = {
    **dict(zip(ASSETS, ASSETS, strict=True)),
    **dict.fromkeys(CLEANED, CLEANED_STEP),
    **dict.fromkeys(TOGETHER[1], CHAMPION_STEP),
}
"""Asset -> the step that computes it."""
RELEASE: Final = "release"
"""Value of `version`: end the hold, the rule decides again."""

RISK_BANDS: Final = ("high", "medium", "low")
SEGMENT_PREFIX: Final = "segment_"
"""In the scores: prefix of the columns with the customer's segment."""
REASON_COLUMNS: Final = ("reason_1", "reason_2", "reason_3")
"""In the scores: features that raise the probability of churning, strongest first."""
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
