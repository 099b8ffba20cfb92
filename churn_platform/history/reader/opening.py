"""Opening the instance, and what its outages are called."""

import sys
from pathlib import Path

import dagster as dg
from dagster._core.instance.ref import InstanceRef
from sqlalchemy.exc import SQLAlchemyError

from churn_platform.history.storage.postgres import reason
from churn_platform.history.storage.present import StorageError


def open_history(home: Path) -> dg.DagsterInstance:
    """Open the project's instance; in Postgres it makes no tables, whatever it finds."""
    storage = {"module": "churn_platform.history.storage.project", "class": "ProjectStorage"}
    overrides = {"storage": {"custom": {**storage, "config": {"should_autocreate_tables": False}}}}
    return dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home), overrides=overrides))


def outages() -> tuple[type[Exception], ...]:
    """Return what reading raises when the storage is not to be had."""
    known = (StorageError, SQLAlchemyError, OSError, dg.DagsterError)
    postgres = sys.modules.get("dagster_postgres.utils")  # loaded if it is in use
    return (*known, postgres.DagsterPostgresException) if postgres else known


def cause(error: BaseException) -> str:
    """Return what the database said, without the statement and the address around it."""
    if isinstance(error, OSError):
        return f"the history's files: {error.strerror}"
    cause = error if isinstance(error, SQLAlchemyError) else error.__cause__
    if cause and getattr(cause, "orig", None):
        return reason(cause)
    return f"Dagster's instance ({type(error).__name__})"
