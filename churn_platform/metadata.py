"""Keys of results' metadata and tags of runs, which the pipeline writes and the API reads."""

from typing import Final

SCORES: Final = (
    "accuracy",
    "precision",
    "recall",
    "f1",
    "roc_auc",
    "average_precision",
    "log_loss",
    "brier",
    "ece",
    "lift_top_decile",
)
"""Names of the scores of a model in the metrics document."""


class Meta:
    """Metadata keys of a materialization. Numbers are numbers, documents are JSON objects."""

    FILES: Final = "files"
    """List of {id, path, media_type, sha256, bytes}; `path` is relative to `data/`, the first
    is the primary file, whose hash gives the asset its data version."""
    INPUTS: Final = "inputs"
    """The result's inputs: {code, contract, upstream, config, libraries}."""
    SOURCE_VERSION: Final = "source_version"
    """Data version of the `raw_customers` file that this result is based on."""
    PARTITION: Final = "partition"
    """Key of a result's month or day, for a dated source."""
    DATA_SET: Final = "data_set"
    """`Contract.data_set` of a result's contract."""
    SECONDS: Final = "seconds"
    PICTURE: Final = "picture"
    """A preview by its API address: the UI shows Markdown this short without a click."""
    PREVIEW: Final = "preview"
    """The same preview embedded in the Markdown: shown on a click, also without the API."""
    FIGURE: Final = "figure"
    """Address of the interactive figure."""
    AT_A_GLANCE: Final = "at_a_glance"
    """The result as a table that is short enough to be shown without a click."""
    FILE: Final = "file"
    """API address of the primary file."""
    OTHER_FILES: Final = "other_files"
    """Addresses of the other files, as Markdown."""
    API: Final = "api"
    """Address of the endpoint that returns this result."""

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
    SPARE_ROWS: Final = "spare_rows"
    """Labelled customers beyond `CHURN_MAX_TRAIN_ROWS`, used neither for training nor for
    testing."""
    FORMAT: Final = "format"
    """The detected format of the source's file."""
    EXCLUDED_COLUMNS: Final = "excluded_columns"
    """Headers of the source that the contract excludes from the models."""
    UNKNOWN_COLUMNS: Final = "unknown_columns"
    """Headers of the source that are not in the contract; not used either."""
    CONTRACT: Final = "contract"
    REPAIRS: Final = "repairs"
    """Repair -> number of changed values; each is also a metadata entry of its own."""
    QUARANTINED_ROWS: Final = "quarantined_rows"
    QUARANTINED_BY_RULE: Final = "quarantined_by_rule"
    UNLABELLED_ROWS: Final = "unlabelled_rows"
    DUPLICATE_ROWS: Final = "duplicate_rows"
    PROFILE: Final = "profile"
    """Profile for comparison with the next batch: rows, columns, shares, medians."""

    PARAMETERS: Final = "parameters"
    LIBRARIES: Final = "libraries"
    FIT_SECONDS: Final = "fit_seconds"
    CALIBRATION: Final = "calibration"
    METRICS: Final = "metrics"
    """The whole metrics document, as in `data/reports/metrics.json`."""
    CHAMPION: Final = "champion"
    """The serving model: {name, version, promoted_at, scores, bands, libraries, ...}."""
    DECISION: Final = "decision"
    """{verdict, reason, candidate, gates, held}: the decision on the newest candidate."""
    MODEL: Final = "model"
    MODEL_VERSION: Final = "model_version"
    DRIFT: Final = "drift"
    QUALITY: Final = "quality"


class Tag:
    """Tags that the pipeline writes and the API reads: of runs, and one of materializations."""

    TRIGGER: Final = "churn/trigger"
    """`schedule`, `first_run`, `command`, `api`; without it, a user launched the run."""
    STALE: Final = "churn/stale"
    """JSON object asset -> reasons: what a scheduled run recomputes and why."""
    OUTCOME: Final = "churn/outcome"
    """The outcome of a run: `unchanged`, `new data`, `recomputed`, `trained` or `refused`."""
    WHY: Final = "churn/why"
    """Why a run was refused or failed, as one short line."""
    REQUEST: Final = "churn/request"
    """Hash of the API request that launched a run."""
    REQUEST_KEY: Final = "churn/request_key"
    """Hash of the Idempotency-Key of that request."""
    WAITS_FOR: Final = "churn/waits_for"
    """Key of the partition whose extract did not exist when the schedule launched this run."""
    PARTITION: Final = "dagster/partition"
    """Dagster's own: a run's partition key."""
    SOURCE_VERSION: Final = "churn/data_version"
    """Data version of the table that a run checked or processed."""
    DATA_VERSION: Final = "dagster/data_version"
    """Dagster's own, of a materialization: the start of its primary file's hash."""
    CODE_VERSION: Final = "dagster/code_version"
    """Dagster's own, of a materialization: of the code, the settings and the libraries."""
