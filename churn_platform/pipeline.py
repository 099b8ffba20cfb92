"""A pipeline as one value: made where a process begins, and handed to whatever works on it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from churn_platform.config.contracts.contract import Contract
from churn_platform.config.dated_source import Partitioning
from churn_platform.config.settings import Settings, contract_of
from churn_platform.runtime.engine import Engine, engine_of
from churn_platform.storage.results_store import attach

if TYPE_CHECKING:
    import dagster as dg


@dataclass(frozen=True)
class Pipeline:
    """One source, contract, data folder and history, as the settings name them.

    A process can have several. Each has a data folder of its own.
    """

    settings: Settings

    def __post_init__(self) -> None:
        attach(self.root, self.settings.data_url)

    @property
    def contract(self) -> Contract:
        """The contract, as its file says it now: a change counts from the next run on.

        Raises:
            SettingsError: there is no such contract any more, or it cannot be used.
        """
        return contract_of(self.settings)

    @property
    def root(self) -> Path:
        """The data folder."""
        return self.settings.data_dir

    @property
    def partitioning(self) -> Partitioning | None:
        """The partitions of a dated source; None for a source with one table."""
        return self.settings.partitioning

    @property
    def engine(self) -> Engine:
        """What works on the parts of large tables.

        Raises:
            EngineError: the cluster that the settings name cannot be used.
        """
        return engine_of(self.settings.engine, self.settings.dask_scheduler)

    def open_history(self) -> "dg.DagsterInstance":
        """Open Dagster's history of it, which the UI and the API show."""
        # imported here since it loads Dagster, which not every command needs
        from churn_platform.history.storage.project import open_history

        return open_history(self.settings)
