"""Cursors: where a page ended. Opaque to clients, and stable while new events arrive."""

import base64
import re

_LARGEST = 2**63 - 1


def write_cursor(event_id: int) -> str:
    """Return the cursor that continues after this event."""
    return base64.urlsafe_b64encode(f"before:{event_id}".encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> int:
    """Return the event id in a cursor.

    Raises:
        ValueError: the text is no cursor of ours.
    """
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except ValueError:
        text = ""
    found = re.fullmatch(r"before:([0-9]{1,19})", text)
    if not found or not 0 < int(found[1]) <= _LARGEST or write_cursor(int(found[1])) != cursor:
        raise ValueError("not a cursor that this API gave out")
    return int(found[1])
