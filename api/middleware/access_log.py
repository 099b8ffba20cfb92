"""The access log: one line per request, written by a thread of its own."""

import logging
import queue
import threading
import time
from typing import Any, Final

from api.middleware.request_checks import Seen
from churn_platform.config.settings import Settings
from churn_platform.runtime.logs import ACCESS_FILE, log_line, log_record, open_log

_MAX_WAITING: Final = 10_000
_BYTES_TOGETHER: Final = 2_048
_TOGETHER_SECONDS: Final = 0.05
"""Lines of this time are written together: to lock, open and close the file costs 0.5 ms."""
_LAST_SECONDS: Final = 5.0
_log = logging.getLogger("churn.api")


class AccessLog:
    """Writes data/logs/access.log; a full or slow disk costs lines, but delays no response.

    Args:
        settings: location and size of the log.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lines: queue.Queue[str | None] = queue.Queue(_MAX_WAITING)
        self._failed = False
        self._thread = threading.Thread(target=self._write, name="access log", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def note(self, seen: Seen) -> None:
        """Add a line; it is dropped if too many are waiting."""
        line = {
            "request_id": seen.request_id,
            "method": seen.method,
            "route": seen.route,
            "status": seen.status,
            "ms": round(1000 * seen.seconds, 1),
            "bytes": seen.bytes,
            "client": seen.client,
        }
        try:
            self._lines.put_nowait(log_line(line))
        except queue.Full:
            self._warn("requests arrive faster than their lines can be written")

    def close(self) -> None:
        """Write the waiting lines and stop the thread."""
        self._lines.put(None)
        self._thread.join(_LAST_SECONDS)

    def _write(self) -> None:
        handler: logging.Handler | None = None
        ended = False
        while not ended:
            lines, ended = self._waiting()
            if not lines or handler is None and not self._settings.data_dir.is_dir():
                continue  # nothing has run yet, and the API does not create the data folder
            try:
                handler = handler or self._opened()
                handler.emit(log_record(lines))
            except OSError as error:
                self._warn(error.strerror or type(error).__name__)
        if handler is not None:
            handler.close()

    def _waiting(self) -> tuple[list[str], bool]:
        """Return the next lines, once there is one, and whether they are the last."""
        lines = [self._lines.get()]
        if lines[0] is not None and self._lines.empty():
            time.sleep(_TOGETHER_SECONDS)
        size = 0
        while (line := lines[-1]) is not None and not self._lines.empty():
            size += len(line) + 1  # json.dumps writes ASCII
            if size > _BYTES_TOGETHER:
                break
            lines.append(self._lines.get())
        return [line for line in lines if line is not None], lines[-1] is None

    def _opened(self) -> logging.Handler:
        handler = open_log(self._settings, ACCESS_FILE, _BYTES_TOGETHER)
        # by default it prints a traceback for each line that it cannot write
        handler.handleError = self._report_failure  # type: ignore[method-assign, assignment]
        return handler

    def _report_failure(self, _record: Any) -> None:
        self._warn("a line could not be written")

    def _warn(self, why: str) -> None:
        if not self._failed:
            self._failed = True
            _log.warning("The access log is incomplete: %s", why)
