"""When the source was last asked: by runs, and by ticks that launched none.

What such a tick found is no event, since an event that no run wrote can be reported by anybody: it
is kept among the cursors of Dagster's daemons, which nobody can change through the webserver.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import dagster as dg
from sqlalchemy import func, select

from churn_platform.history.event_log.parser import check_of, observation_in
from churn_platform.history.event_log.results import newest_events, newest_results
from churn_platform.history.provenance import OwnEvents
from churn_platform.history.records import Materialization, SourceCheck
from churn_platform.history.tables import EVENTS, OBSERVED

AFTER: Final = "after_event"
"""Key of the id of the last event before the look."""
_events = EVENTS.c
_LONG_AGO: Final = datetime.fromtimestamp(0, UTC)
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
    found = last_check(instance, own, asset, newest_results(own, [asset]).get(asset))
    return found.time if found else None


def last_check(
    instance: dg.DagsterInstance, own: OwnEvents, asset: str, raw: Materialization | None
) -> SourceCheck | None:
    """Return the last look at the source.

    Args:
        instance: the history: a tick that launched no run has left its look there.
        own: the events that count: a run's observation of no change is one.
        asset: the one that looks.
        raw: the newest table that a run took in.
    """
    checks = [check_of(raw.metadata, raw.time, raw.run_id, raw.id)] if raw else []
    # an unreadable observation says nothing; the materialization still does
    checks += filter(None, map(observation_in, newest_events(own, [asset], kind=OBSERVED)))
    if look := last_look(instance):
        checks.append(check_of(look, _LONG_AGO, "", look[AFTER]))
    return max(checks, key=lambda check: check.time, default=None)
