"""Cursors: where a page ended. Opaque to clients, and stable while new events arrive."""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from churn_platform.history.records import Materialization

_LARGEST = 2**63 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Position:
    """Where a page ended in the events, by id, and in what is remembered of others, by time.

    None is before the first. `moment` is in microseconds since 1970.
    """

    event: int | None = None
    moment: int | None = None

    def next(self, entries: Iterable[Materialization]) -> "Position":
        """Return the position after these entries, which followed this one."""
        event, moment = self.event, self.moment
        for entry in entries:
            if entry.from_history:
                moment = microseconds(entry.time)
            else:
                event = entry.id
        return Position(event, moment)


def microseconds(time: datetime) -> int:
    """Return a time in microseconds since 1970."""
    return (time - _EPOCH) // timedelta(microseconds=1)


def write_cursor(event_id: int) -> str:
    """Return the cursor that continues after this event."""
    return _write(f"before:{event_id}")


def read_cursor(cursor: str) -> int:
    """Return the event id in a cursor.

    Raises:
        ValueError: the text is no cursor of ours.
    """
    position = read_position(cursor)
    if position.event is None or position.moment is not None:
        raise ValueError(_FOREIGN)
    return position.event


def write_position(position: Position) -> str:
    """Return the cursor that continues after this position; see `write_cursor`."""
    if position.moment is None and position.event is not None:
        return write_cursor(position.event)
    return _write(f"before:{position.event or _LARGEST}:{position.moment}")


def read_position(cursor: str) -> Position:
    """Return the position in a cursor.

    Raises:
        ValueError: the text is no cursor of ours.
    """
    found = _read(cursor, r"before:([0-9]{1,19})(?::([0-9]{1,19}))?")
    numbers = [int(each) for each in found.groups() if each] if found else [0]
    position = Position(*numbers)
    if not all(0 < each <= _LARGEST for each in numbers) or write_position(position) != cursor:
        raise ValueError(_FOREIGN)
    return position


_FOREIGN = "not a cursor that this API gave out"


def _write(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, pattern: str) -> re.Match[str] | None:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except ValueError:
        return None
    return re.fullmatch(pattern, text)


def write_key(key: str) -> str:
    """Return the cursor that continues after the partition of this key."""
    return _write(f"older:{key}")


def read_key(cursor: str) -> str:
    """Return the partition's key in a cursor.

    Raises:
        ValueError: the text is no cursor of ours.
    """
    found = _read(cursor, r"older:([0-9]{4}-[0-9]{2}(?:-[0-9]{2})?)")
    if found is None or write_key(found[1]) != cursor:
        raise ValueError(_FOREIGN)
    return found[1]
