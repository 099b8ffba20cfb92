"""Launch runs through the Dagster webserver; the API itself never writes to the history."""

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from churn_platform.catalog import CHAMPION_STEP, LOCATION, REPOSITORY, SCORING_PIPELINE
from churn_platform.config.settings import Settings
from churn_platform.metadata import Tag

if TYPE_CHECKING:
    from dagster_graphql import DagsterGraphQLClient

_SECONDS: Final = 20
# a UI that listens on all addresses is reached on the local one
_OWN: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not bound to
_CONFIG: Final = ("RunConfigValidationInvalid", "PipelineConfigValidationInvalid")
_FEW: Final = 3
_log = logging.getLogger("churn.api")


class LaunchError(Exception):
    """Nothing was launched or cancelled; the text says why, without an address."""


class ConfigError(Exception):
    """The run's configuration is invalid; the text says where, in one line."""


class Launcher:
    """Launches and cancels runs through the GraphQL API of the Dagster UI."""

    def __init__(self, settings: Settings) -> None:
        name = _OWN.get(settings.ui_host, settings.ui_host)
        host = f"[{name}]" if ":" in name else name
        # the client has no argument for a path, so it is part of the host
        self._address = f"{host}:{settings.ui_port}{settings.ui_prefix}"

    def submit(
        self,
        job: str,
        config: Mapping[str, Any],
        tags: Mapping[str, str],
        assets: Sequence[str] = (),
    ) -> str:
        """Launch a job, or some assets of it, and return the run's id.

        Raises:
            ConfigError: the configuration is invalid.
            LaunchError: the UI does not answer, or refuses.
        """
        # imported here to start the API faster
        from dagster_graphql import DagsterGraphQLClientError

        try:
            return str(
                self._client().submit_job_execution(
                    job,
                    repository_location_name=LOCATION,
                    repository_name=REPOSITORY,
                    run_config=dict(config),
                    tags=dict(tags),
                    asset_selection=list(assets) or None,
                )
            )
        except (DagsterGraphQLClientError, KeyError) as error:
            if error.args and error.args[0] in _CONFIG:
                raise ConfigError(_config_errors(error)) from None
            raise _failed("No run was launched", error) from None

    def cancel(self, run_id: str) -> None:
        """Cancel a run.

        Raises:
            LaunchError: the UI does not answer, or refuses.
        """
        from dagster_graphql import DagsterGraphQLClientError

        try:
            self._client().terminate_run(run_id)
        except (DagsterGraphQLClientError, KeyError) as error:
            raise _failed("No run was cancelled", error) from None

    def _client(self) -> "DagsterGraphQLClient":
        """Raises a DagsterGraphQLClientError when the UI does not answer."""
        from dagster_graphql import DagsterGraphQLClient

        return DagsterGraphQLClient(self._address, timeout=_SECONDS)


def launch_rollback(launch: Launcher, version: str, partition: str | None = None) -> str:
    """Launch the run that makes a champion's version serve; return the run's id.

    Args:
        launch: launches it.
        version: of the champion, or `release` to end a hold.
        partition: the current one of a dated source.

    Raises:
        LaunchError: the UI does not answer, or refuses.
    """
    config = {"ops": {CHAMPION_STEP: {"config": {"version": version}}}}
    tags = {Tag.TRIGGER: "api", **({Tag.PARTITION: partition} if partition else {})}
    return launch.submit(SCORING_PIPELINE, config, tags)


def _failed(what: str, error: Exception) -> LaunchError:
    kind = str(error.args[0]) if error.args else ""
    # the lines after the first are the query, with the request's values
    _log.warning("%s: %s", what, kind.partition("\n")[0])
    if kind.isidentifier():  # a GraphQL type, such as JobNotFoundError
        return LaunchError(f"{what}: the Dagster UI refused it ({kind}).")
    return LaunchError(f"{what}: the Dagster UI does not answer; is it running?")


def _config_errors(error: Exception) -> str:
    errors = error.args[1] if len(error.args) > 1 else []
    said = [" ".join(str(each.get("message", "")).split()) for each in errors]
    more = f"; and {len(said) - _FEW} more" if len(said) > _FEW else ""
    return "; ".join(said[:_FEW]) + more
