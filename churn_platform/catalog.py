"""Names shared by the pipeline and the API: assets, groups, files, jobs, metadata keys, tags.

This page is the contract between the two halves, so it imports nothing of the project.
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
_PLOTLY = (*_PANDAS, "plotly", "matplotlib")
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
LEADER: Final = {key: group[0] for group in TOGETHER for key in group}
"""An asset of such a group -> the first of it."""

_ASSETS = (
    Asset("raw_customers", INGESTION, "table", "raw/{dataset}_customer_churn.csv"),
    *(
        Asset(key, PROCESSING, "table", file, ("raw_customers",), _PANDAS)
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
        Asset(name, EXPLORATION, "figure", f"figures/{name}.html", ("clean_customers",), _PLOTLY)
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
    ),
    Asset(
        SEARCH,
        TRAINING,
        "report",
        "reports/hyperparameter_search.json",
        (_SPLIT,),
        _SKLEARN,
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
            _SKLEARN,
            _ROWS,
            may_read=(SEARCH,),
            code_version="2",
        )
        for key in MODELS
    ),
    Asset(
        "model_metrics",
        EVALUATION,
        "report",
        "reports/metrics.json",
        MODELS,
        _SKLEARN,
        (*_ROWS, _SPLIT),
        code_version="2",
    ),
    *(
        Asset(name, EVALUATION, "figure", f"figures/{name}.html", ("model_metrics",), _PLOTLY)
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
    ),
    Asset("model_card", EVALUATION, "report", "reports/model_card.md", (CHAMPION,)),
    Asset(
        "churn_scores",
        SCORING,
        "table",
        "scores/{dataset}_churn_scores.parquet",
        (CHAMPION,),
        _SKLEARN,
        _CURRENT,
    ),
    Asset(
        "retention_summary",
        SCORING,
        "report",
        "reports/retention_summary.json",
        ("churn_scores",),
        _PANDAS,
        (CHAMPION,),
    ),
    Asset(
        "batch_drift",
        REPORTING,
        "figure",
        "figures/batch_drift.html",
        (CHAMPION,),
        (*_PLOTLY, "scikit-learn"),
        (*_CURRENT, _SPLIT),
    ),
    Asset(
        "churn_report",
        REPORTING,
        "report",
        "reports/churn_report.html",
        ("retention_summary", "batch_drift"),
        _PLOTLY,
        (*_ROWS, "model_metrics", CHAMPION, "churn_scores"),
        # figures that no parent was made from: what is there and is of this data is shown
        may_read=(
            "raw_customers",
            "churn_by_category",
            "segment_churn",
            "tenure_curves",
            "reliability_curve",
            "campaign_profit",
        ),
    ),
)
ASSETS: Final[dict[str, Asset]] = {asset.key: asset for asset in _ASSETS}
KEPT_UP: Final = tuple(key for key, asset in ASSETS.items() if not asset.on_demand)
"""What the schedule keeps up to date, in the order of the graph."""


def stable_file(key: str, dataset: str) -> str:
    """Return an asset's file for people, relative to `data/`, for the contract of this name."""
    return ASSETS[key].file.format(dataset=dataset)


CHURN_PIPELINE: Final = "churn_pipeline"
DATA_PIPELINE: Final = "data_pipeline"
ML_PIPELINE: Final = "ml_pipeline"
SCORING_PIPELINE: Final = "scoring_pipeline"
SEARCH_JOB: Final = "search_hyperparameters"
SCHEDULE: Final = "every_two_minutes"
# Dagster's own name for the job behind the UI's "Materialize" button.
MATERIALIZE_JOB: Final = "__ASSET_JOB"
WRITING_JOBS: Final = (
    CHURN_PIPELINE,
    DATA_PIPELINE,
    ML_PIPELINE,
    SCORING_PIPELINE,
    SEARCH_JOB,
    MATERIALIZE_JOB,
)


class Meta:
    """Metadata keys of a materialization. Numbers are numbers, documents are JSON objects."""

    FILES: Final = "files"
    """List of {id, path, media_type, sha256, bytes}; `path` is relative to `data/`, the first
    is the primary file, whose hash gives the asset its data version."""
    INPUTS: Final = "inputs"
    """What went into the result: {code, contract, upstream, config, libraries}."""
    SOURCE_VERSION: Final = "source_version"
    """Data version of the `raw_customers` file that this result descends from."""
    SECONDS: Final = "seconds"
    PICTURE: Final = "picture"
    """A small picture by its address at the API: the UI shows Markdown this short at once."""
    PREVIEW: Final = "preview"
    """The same picture within the Markdown itself: shown on a click, API or not."""
    FIGURE: Final = "figure"
    """Address of the interactive figure."""
    AT_A_GLANCE: Final = "at_a_glance"
    """The result in a table that is short enough to be shown at once."""
    FILE: Final = "file"
    """Address of the primary file at the API."""
    OTHER_FILES: Final = "other_files"
    """Addresses of the files beside it, as Markdown."""
    API: Final = "api"
    """Address of the endpoint that answers with this result."""

    SOURCE: Final = "source"
    IS_SAMPLE: Final = "is_sample"
    CHECKED_AT: Final = "checked_at"
    SOURCE_CHANGED: Final = "source_changed"
    ETAG: Final = "etag"
    LAST_MODIFIED: Final = "last_modified"

    ROWS: Final = "dagster/row_count"
    COLUMNS: Final = "columns"
    FEATURES: Final = "features"
    TRAIN_ROWS: Final = "train_rows"
    TEST_ROWS: Final = "test_rows"
    FORMAT: Final = "format"
    """How the source's file is written, as it was recognised."""
    EXCLUDED_COLUMNS: Final = "excluded_columns"
    """Headers of the source that no model sees, because the contract says so."""
    UNKNOWN_COLUMNS: Final = "unknown_columns"
    """Headers of the source that the contract does not know; not used either."""
    CONTRACT: Final = "contract"
    REPAIRS: Final = "repairs"
    """Named repair -> how many values it changed; each is a number of its own as well."""
    QUARANTINED_ROWS: Final = "quarantined_rows"
    QUARANTINED_BY_RULE: Final = "quarantined_by_rule"
    UNLABELLED_ROWS: Final = "unlabelled_rows"
    DUPLICATE_ROWS: Final = "duplicate_rows"
    PROFILE: Final = "profile"
    """What the next batch is compared with: rows, columns, shares, medians."""

    PARAMETERS: Final = "parameters"
    LIBRARIES: Final = "libraries"
    FIT_SECONDS: Final = "fit_seconds"
    CALIBRATION: Final = "calibration"
    METRICS: Final = "metrics"
    """The whole metrics document, as in `data/reports/metrics.json`."""
    CHAMPION: Final = "champion"
    """The model that serves: {name, version, promoted_at, scores, bands, libraries, ...}."""
    DECISION: Final = "decision"
    """{verdict, reason, candidate, gates, held}: what became of the newest candidate."""
    MODEL: Final = "model"
    MODEL_VERSION: Final = "model_version"
    DRIFT: Final = "drift"
    QUALITY: Final = "quality"


class Tag:
    """Tags that the pipeline writes and the API reads: of runs, and one of materializations."""

    TRIGGER: Final = "churn/trigger"
    """`schedule`, `first_run`, `command`; a run without it was launched by a person in the UI."""
    STALE: Final = "churn/stale"
    """JSON object asset -> reasons: what a scheduled run recomputes and why."""
    OUTCOME: Final = "churn/outcome"
    """What a run came to: `unchanged`, `new data`, `recomputed`, `trained` or `refused`."""
    WHY: Final = "churn/why"
    """Why a run was refused, in one short line."""
    SOURCE_VERSION: Final = "churn/data_version"
    """Data version of the table that a run saw or worked on."""
    DATA_VERSION: Final = "dagster/data_version"
    """Dagster's own, of a materialization: the start of its primary file's hash."""


PLOTLY_JS: Final = "plotly.min.js"
