import json
import logging
from pathlib import Path

import pytest

from api.middleware import access_log
from api.middleware.access_log import AccessLog
from api.middleware.request_checks import Seen
from churn_platform.config.settings import Settings


class _Written(logging.Handler):
    """Keeps what is written at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


def _log(data_dir: Path, requests: int) -> AccessLog:
    """Return a log for which so many lines wait."""
    log = AccessLog(Settings(data_dir=data_dir))
    for number in range(requests):
        log.note(Seen(f"id-{number}", "GET", "/api/health", 200, 0.0021, number, "127.0.0.1"))
    return log


def test_lines_are_json_in_the_order_of_the_answers(tmp_path: Path) -> None:
    log = _log(tmp_path, 3)
    log.start()
    log.close()
    lines = [json.loads(line) for line in (tmp_path / "logs/access.log").read_text().splitlines()]
    assert [line["request_id"] for line in lines] == ["id-0", "id-1", "id-2"]
    assert lines[2] | {"time": ""} == {
        "time": "",
        "request_id": "id-2",
        "method": "GET",
        "route": "/api/health",
        "status": 200,
        "ms": 2.1,
        "bytes": 2,
        "client": "127.0.0.1",
    }


def test_lines_that_wait_are_written_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = _Written()
    monkeypatch.setattr(access_log, "open_log", lambda *_: written)
    log = _log(tmp_path, 23)
    log.start()
    log.close()
    lines = [text.splitlines() for text in written.texts]
    assert [json.loads(line)["bytes"] for text in lines for line in text] == list(range(23))
    # as many as have 2,048 bytes, and one more
    assert all(sum(len(line) + 1 for line in text[:-1]) <= 2_048 for text in lines)
    assert all(len(text) + 1 > 2_048 for text in written.texts[:-1])


def test_without_a_data_folder_nothing_is_written(tmp_path: Path) -> None:
    log = _log(tmp_path / "none", 3)
    log.start()
    log.close()
    assert not (tmp_path / "none").exists()
