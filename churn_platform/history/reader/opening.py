"""What the outages of the history's storage are called."""

import sys

import dagster as dg
from sqlalchemy.exc import SQLAlchemyError

from churn_platform.history.storage.postgres import reason
from churn_platform.history.storage.present import StorageError


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
