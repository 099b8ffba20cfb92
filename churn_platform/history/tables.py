"""Dagster's tables, as far as they are read or pruned here: the same for SQLite and Postgres.

By their names in SQL. Dagster's own definitions of them are private, and importing them would load
all of Dagster, two seconds that `make backup` does without. A test holds the two together.
"""

import json
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnClause, DateTime, TableClause, column, table


def _table(name: str, texts: str, times: str = "") -> TableClause:
    """Return a table with columns of texts and numbers, and with columns of times."""
    columns: list[ColumnClause[Any]] = [column(each) for each in texts.split()]
    return table(name, *columns, *(column(each, DateTime) for each in times.split()))


EVENTS: Final = _table(
    "event_logs",
    "id run_id event asset_key dagster_event_type partition step_key",
    "timestamp",
)
TAGS: Final = _table("asset_event_tags", "event_id asset_key key value", "event_timestamp")
ASSET_KEYS: Final = _table(
    "asset_keys", "asset_key last_materialization last_run_id", "wipe_timestamp"
)
EVALUATIONS: Final = _table(
    "asset_check_executions",
    "id asset_key check_name run_id execution_status evaluation_event evaluation_event_storage_id",
    "evaluation_event_timestamp",
)
RUNS: Final = _table("runs", "id run_id pipeline_name status end_time", "update_timestamp")
RUN_TAGS: Final = _table("run_tags", "run_id")
TICKS: Final = _table("job_ticks", "id job_origin_id status", "timestamp")
ALL: Final = (EVENTS, TAGS, ASSET_KEYS, EVALUATIONS, RUNS, RUN_TAGS, TICKS)

# values of `dagster_event_type`
MATERIALIZED: Final = "ASSET_MATERIALIZATION"
OBSERVED: Final = "ASSET_OBSERVATION"
PLANNED: Final = "ASSET_MATERIALIZATION_PLANNED"
EVALUATED: Final = "ASSET_CHECK_EVALUATION"


def in_utc(naive: datetime) -> datetime:
    """Return a time of a column, which knows no zone, in UTC."""
    return naive.replace(tzinfo=UTC)


def key_text(asset: str) -> str:
    """Return an asset's key as the columns hold it."""
    return json.dumps([asset])


def key_texts(assets: Collection[str]) -> list[str]:
    """Return assets' keys as the columns hold them."""
    return [key_text(asset) for asset in assets]


def key_of(text: str) -> str:
    """Return the asset that a column names."""
    return "/".join(json.loads(text))
