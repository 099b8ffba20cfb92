"""data/logs/pipeline.log: one JSON object a line, rotated, safe with several processes."""

import json
import logging
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from churn_platform.settings import get_settings

FILE = "logs/pipeline.log"


def note(data_dir: Path, event: str, *, run_id: str, asset: str, **details: Any) -> None:
    """Add a line: time, event, run id, asset, and the details as they are."""
    line = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "event": event,
        "run_id": run_id,
        "asset": asset,
        **details,
    }
    record = logging.LogRecord("churn", logging.INFO, FILE, 0, json.dumps(line), None, None)
    with closing(_open(data_dir)) as handler:
        handler.emit(record)


def _open(data_dir: Path) -> logging.Handler:
    # imported here since only processes that write need it
    from concurrent_log_handler import ConcurrentRotatingFileHandler

    path = data_dir / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    settings = get_settings()
    return ConcurrentRotatingFileHandler(
        str(path), maxBytes=settings.log_max_bytes, backupCount=settings.log_backups
    )
