"""What the pipeline records and the API reads: keys of a result's metadata, and tags of runs."""

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
    """What went into the result: {code, contract, upstream, config, libraries}."""
    SOURCE_VERSION: Final = "source_version"
    """Data version of the `raw_customers` file that this result descends from."""
    PARTITION: Final = "partition"
    """Key of the month or day that a result of a dated source is of."""
    DATA_SET: Final = "data_set"
    """`Contract.data_set` of the contract that a result was made for."""
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
    SPARE_ROWS: Final = "spare_rows"
    """Labelled customers beyond `CHURN_MAX_TRAIN_ROWS`: they train no model and test none."""
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
    """`schedule`, `first_run`, `command`, `api`; without it, a person launched the run."""
    STALE: Final = "churn/stale"
    """JSON object asset -> reasons: what a scheduled run recomputes and why."""
    OUTCOME: Final = "churn/outcome"
    """What a run came to: `unchanged`, `new data`, `recomputed`, `trained` or `refused`."""
    WHY: Final = "churn/why"
    """Why a run was refused or failed, in one short line."""
    REQUEST: Final = "churn/request"
    """Hash of the request to the API that launched a run."""
    REQUEST_KEY: Final = "churn/request_key"
    """Hash of the Idempotency-Key of that request."""
    WAITS_FOR: Final = "churn/waits_for"
    """Key of the partition whose extract was not there yet when the schedule launched this run."""
    PARTITION: Final = "dagster/partition"
    """Dagster's own: key of the partition that a run is of."""
    SOURCE_VERSION: Final = "churn/data_version"
    """Data version of the table that a run saw or worked on."""
    DATA_VERSION: Final = "dagster/data_version"
    """Dagster's own, of a materialization: the start of its primary file's hash."""
    CODE_VERSION: Final = "dagster/code_version"
    """Dagster's own, of a materialization: of the code, the settings and the libraries."""
