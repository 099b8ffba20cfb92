"""Is there a history to read in Postgres? Asks without making one."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from churn_platform.config.postgres_address import SETTING, place
from churn_platform.history.storage.postgres import PostgresError, engine_of, reason
from churn_platform.history.storage.postgres_tables import Identity, identity, is_ready
from churn_platform.history.storage.present import StorageError

_T = TypeVar("_T")


class Database:
    """A Postgres database as the place of a history."""

    def __init__(self, url: str) -> None:
        self._url = url

    def identity(self) -> Identity | None:
        """Return what tells this history from one that replaces it, or None if it is not whole.

        Raises:
            StorageError: the database cannot be reached, or does not let us in.
        """
        return self._asked(identity)

    def is_ready(self) -> bool:
        """Whether its writers have finished making the history.

        Raises:
            StorageError: the database cannot be reached, or does not let us in.
        """
        return self._asked(is_ready)

    def state(self) -> None:
        """Return None: nothing tells more quickly than reading whether there is anything new."""

    def _asked(self, question: Callable[[Connection], _T]) -> _T:
        try:
            with engine_of(self._url).connect() as connection:
                return question(connection)
        except PostgresError as error:
            raise StorageError(str(error)) from None
        except SQLAlchemyError as error:
            raise StorageError(f"{SETTING}: {place(self._url)}: {reason(error)}") from None
