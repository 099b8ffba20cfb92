"""Asking the Dagster webserver for a run: the API itself never writes to the history."""

import logging
from typing import Any, Final, Protocol

from churn_platform.catalog import CHAMPION_STEP, SCORING_PIPELINE
from churn_platform.metadata import Tag
from churn_platform.settings import Settings

_SECONDS: Final = 20
# where the UI listens on every address, it is asked on this machine's own
_OWN: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not bound to
_log = logging.getLogger("churn.api")


class LaunchError(Exception):
    """No run was launched; the text says why and holds no address."""


class Launch(Protocol):
    """Launches the run that puts a version in charge, or releases it, and returns its id."""

    def __call__(self, version: str) -> str:
        """Launch it for this version."""


class Launcher:
    """Launches through the GraphQL of the UI."""

    def __init__(self, settings: Settings) -> None:
        name = _OWN.get(settings.ui_host, settings.ui_host)
        host = f"[{name}]" if ":" in name else name
        # where the client wants a host, since it has no argument for a path
        self._address = f"{host}:{settings.ui_port}{settings.ui_prefix}"

    def __call__(self, version: str) -> str:
        """Launch the run that puts a champion's version in charge; return the run's id.

        Args:
            version: of the champion, or `release` to end a hold.

        Raises:
            LaunchError: the UI does not answer, or refuses.
        """
        # here, so that the API starts without a GraphQL client
        from dagster_graphql import DagsterGraphQLClient, DagsterGraphQLClientError

        config: dict[str, Any] = {"ops": {CHAMPION_STEP: {"config": {"version": version}}}}
        try:
            client = DagsterGraphQLClient(self._address, timeout=_SECONDS)
            return str(
                client.submit_job_execution(
                    SCORING_PIPELINE, run_config=config, tags={Tag.TRIGGER: "api"}
                )
            )
        except DagsterGraphQLClientError as error:
            _log.warning("No run was launched: %s", error)
            raise LaunchError(_said(error)) from None


def _said(error: Exception) -> str:
    kind = str(error.args[0]) if error.args else ""
    if kind.isidentifier():  # a type of GraphQL, such as JobNotFoundError
        return f"the Dagster UI refused the run ({kind})"
    return "the Dagster UI does not answer; is it running?"
