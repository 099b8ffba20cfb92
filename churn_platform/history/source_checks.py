"""When the source was last asked: by runs, and by ticks that launched none.

What such a tick found is no event, since an event that no run wrote can be reported by anybody: it
is kept among the cursors of Dagster's daemons, which nobody can change through the webserver.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import dagster as dg
from dagster_shared.serdes import deserialize_value
from sqlalchemy import column, func, select, table

from churn_platform.history.partition_log import MATERIALIZED, OBSERVED, newest_events
from churn_platform.history.provenance import OwnEvents
from churn_platform.metadata import Meta

AFTER: Final = "after_event"
"""Key of the id of the last event before the look."""
_events = table("event_logs", column("id")).c
_KEY: Final = "churn_platform/last_look"


def record_look(instance: Any, facts: Mapping[str, Any]) -> None:
    """Keep what a look at the source found, and the last event before it, in place of the last."""
    before = OwnEvents.of(instance).execute(select(func.max(_events.id).label("id")))[0].id
    look = {**facts, AFTER: before or 0}
    instance.daemon_cursor_storage.set_cursor_values({_KEY: json.dumps(look)})


def last_look(instance: Any) -> dict[str, Any] | None:
    """Return what the last such look found; None if there was none."""
    text = instance.daemon_cursor_storage.get_cursor_values({_KEY}).get(_KEY)
    found: dict[str, Any] | None = None if text is None else json.loads(text)
    return found


def last_success(instance: dg.DagsterInstance, asset: str) -> datetime | None:
    """Return when a look at the source last succeeded, whether or not it found something new."""
    own = OwnEvents.of(instance)
    kinds = (MATERIALIZED, OBSERVED)
    rows = [row for kind in kinds for row in newest_events(own, [asset], kind=kind)]
    moments = [_checked_at(deserialize_value(row.event, dg.EventLogEntry)) for row in rows]
    if look := last_look(instance):
        moments.append(datetime.fromisoformat(str(look[Meta.CHECKED_AT])))
    return max(moments, default=None)


def _checked_at(entry: dg.EventLogEntry) -> datetime:
    event = entry.asset_materialization or entry.asset_observation
    said = event.metadata.get(Meta.CHECKED_AT) if event else None
    recorded = datetime.fromtimestamp(entry.timestamp, UTC)
    return datetime.fromisoformat(str(said.value)) if said else recorded
