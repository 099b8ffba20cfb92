"""The last look at the source by a tick that launched no run.

It is no event, since an event that no run wrote can be reported by anybody: it is kept among the
cursors of Dagster's daemons, which nobody can change through the webserver.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import column, func, select, table

from churn_platform.history.provenance import OwnEvents

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
