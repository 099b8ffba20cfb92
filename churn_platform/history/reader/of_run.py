"""What one run measured, and what that was made from, however long ago."""

from collections.abc import Sequence

from sqlalchemy import select

from churn_platform.history.event_log.results import of_version, result_of_event
from churn_platform.history.lookback import METRICS, RAW
from churn_platform.history.provenance import OwnEvents
from churn_platform.history.records import Materialization
from churn_platform.history.tables import EVENTS, MATERIALIZED, key_of

_events = EVENTS.c


def results_of(own: OwnEvents, run_id: str, keys: Sequence[str]) -> dict[str, Materialization]:
    """Return the metrics of a run, and these other assets as the metrics came from them.

    A run that found a model up to date has none of its own: then it is that of the version that
    the metrics name. {} if the run measured nothing that can be read.
    """
    made = _events_of(own, run_id)
    metrics = _readable(own, METRICS, made.get(METRICS))
    if metrics is None:
        return {}
    versions = {RAW: metrics.source_version, **metrics.upstream}
    found = {METRICS: metrics}
    for key in keys:
        record = _readable(own, key, made.get(key) or of_version(own, key, versions.get(key)))
        found |= {key: record} if record else {}
    return found


def _events_of(own: OwnEvents, run_id: str) -> dict[str, int]:
    """Return the newest materialization of each asset in a run.

    By the run alone: asked for an asset as well, SQLite would look through all of the asset's.
    """
    query = select(_events.id, _events.asset_key, _events.dagster_event_type)
    rows = own.execute(query.where(_events.run_id == run_id).order_by(_events.id))
    return {
        key_of(row.asset_key): row.id
        for row in rows
        if row.asset_key and row.dagster_event_type == MATERIALIZED
    }


def _readable(own: OwnEvents, key: str, id: int | None) -> Materialization | None:
    found = result_of_event(own, key, id)
    return found if found and not found.unreadable else None
