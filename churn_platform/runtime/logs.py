"""Logs in data/logs: one JSON object per line, rotated, safe with several processes."""

import json
import logging
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from churn_platform.config.settings import Settings
from churn_platform.storage.private_files import FILE_MODE, folder_below, remove_link

FILE = "logs/pipeline.log"
ACCESS_FILE = "logs/access.log"


def note(settings: Settings, event: str, *, run_id: str, asset: str, **details: Any) -> None:
    """Add a line: time, event, run id, asset, and the unchanged details."""
    line = {"event": event, "run_id": run_id, "asset": asset, **details}
    with closing(open_log(settings, FILE)) as handler:
        handler.emit(log_record([log_line(line)]))


def log_line(line: dict[str, Any]) -> str:
    """Return a line as JSON, with the time first."""
    timed = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), **line}
    return json.dumps(timed)


def log_record(lines: Sequence[str]) -> logging.LogRecord:
    """Return lines as one log record."""
    return logging.LogRecord("churn", logging.INFO, FILE, 0, "\n".join(lines), None, None)


def open_log(settings: Settings, name: str, together: int = 0) -> logging.Handler:
    """Return what writes to this log; its folder is made if it is missing.

    A file grows by one line beyond `log_max_bytes` at most if no record has more than `together`
    bytes before its last line.

    Raises:
        LinkError: its folder is a link that leads out of the data folder.
    """
    # imported here, since only processes that write logs need it
    from concurrent_log_handler import ConcurrentRotatingFileHandler

    path = folder_below(settings.data_dir, Path(name).parent) / Path(name).name
    # the handler opens both files by name, and would follow a link
    remove_link(path)
    remove_link(path.with_name(f".__{path.stem}.lock"))
    return ConcurrentRotatingFileHandler(
        str(path),
        maxBytes=settings.log_max_bytes - together,
        backupCount=settings.log_backups,
        keep_file_open=False,
        chmod=FILE_MODE,
    )
