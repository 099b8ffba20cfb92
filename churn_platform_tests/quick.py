"""What the tests do without, since it takes time and no test can see it.

`conftest.py` calls `spare_the_disk` before anything opens a history.
"""

import os
import sqlite3
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event

_read = ScriptDirectory.from_config
_scripts: dict[str, ScriptDirectory] = {}


def _read_once(config: Config) -> ScriptDirectory:
    """Keep what Alembic reads: Dagster asks for its 89 migrations for each storage and each run."""
    place = config.get_main_option("script_location") or ""
    if place not in _scripts:
        _scripts[place] = _read(config)
    return _scripts[place]


def _write_unsynced(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = OFF")


def spare_the_disk() -> None:
    """Neither sync files, since nothing here has to outlive a power cut, nor read migrations twice.

    A process that is killed loses nothing by it. Processes that a test starts sync.
    """
    event.listen(Engine, "connect", _write_unsynced)
    vars(os)["fsync"] = lambda _descriptor: None
    ScriptDirectory.from_config = _read_once  # type: ignore[method-assign]
