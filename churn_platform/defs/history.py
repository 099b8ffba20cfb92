"""Where Dagster keeps runs, events, ticks and logs: below the data folder, whoever asks.

Dagster resolves a relative folder in `dagster.yaml` against the current folder of each process, so
a reader started elsewhere would silently get an empty history of its own. These classes take the
folder from the settings instead.
"""

from typing import Any, Self

from dagster._config.config_schema import UserConfigSchema
from dagster._core.storage.local_compute_log_manager import LocalComputeLogManager
from dagster._core.storage.root import LocalArtifactStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData

from churn_platform.settings import get_settings


class ProjectStorage(DagsterSqliteStorage):
    """Runs, events and schedule state in SQLite below the data folder."""

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        """Nothing to configure here: the settings say where."""
        return {}

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData, config_value: Any) -> Self:
        """Open the history of this project, or make it."""
        return cls.from_local(str(get_settings().history_dir), inst_data)


class ProjectArtifacts(LocalArtifactStorage):
    """Dagster's own working files below the data folder."""

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        """Nothing to configure here: the settings say where."""
        return {}

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> Self:
        """Use the folder of this project."""
        return cls(str(get_settings().history_dir), inst_data)


class ProjectComputeLogs(LocalComputeLogManager):
    """What steps print, below the data folder."""

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        """Nothing to configure here: the settings say where."""
        return {}

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> Self:
        """Use the folder of this project."""
        return cls(str(get_settings().history_dir / "logs"), inst_data=inst_data)
