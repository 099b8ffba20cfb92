"""Resources of the assets: the data folder, the source, and published tables."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import Field

from churn_platform.config.dated_source import dated
from churn_platform.config.settings import get_contract, get_settings
from churn_platform.config.source_location import identity, shown
from churn_platform.history.lineage import Produced, require
from churn_platform.metadata import Meta
from churn_platform.sources.download.fetch import Known, Limits
from churn_platform.sources.download.obtain import Obtained, Request, obtain
from churn_platform.sources.download.table_check import Checked, check_table
from churn_platform.sources.formats.format import Caps
from churn_platform.storage import artifacts


class DataFolder(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The folder of all results."""

    path: str = Field(description="Absolute path of the data folder.")

    @property
    def root(self) -> Path:
        """The folder."""
        return Path(self.path)


class CustomerSource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The source of the customer table, and the limits for fetching it."""

    partition: str = Field("", description="Extract of a dated source; empty: none.")
    base: str = Field(description="Folder that relative paths start from.")
    is_default: bool = Field(description="Whether the source is the default.")
    max_bytes: int = Field(description="Maximum file size, packed and unpacked.")
    max_rows: int = Field(description="Maximum number of rows.")
    max_columns: int = Field(description="Maximum number of columns.")
    public_only: bool = Field(False, description="Whether the source is on the public internet.")
    connect_seconds: float = Field(description="Timeout for a connection.")
    read_seconds: float = Field(description="Timeout for the next piece of the body.")
    deadline_seconds: float = Field(description="Deadline for all attempts together.")
    attempts: int = Field(description="Maximum number of attempts.")
    seed: int = Field(description="Seed of the synthetic sample.")

    def of(self, partition: str | None) -> "CustomerSource":
        """Return the source of one extract of a dated source; without a partition, itself."""
        if partition is None:
            return self
        return CustomerSource(**{**self.model_dump(), "partition": partition})

    @property
    def address(self) -> str:
        """The table's address; not in the configuration, which Dagster stores and shows to
        everybody.
        """
        return dated(get_settings().source, self.partition or None)

    def obtain(self, known: Produced | None, folder: Path, log: Callable[[str], None]) -> Obtained:
        """Return the table if it differs from the known one; see `download.obtain`."""
        limits = Limits(
            self.max_bytes,
            self.connect_seconds,
            self.read_seconds,
            self.deadline_seconds,
            self.attempts,
            max_rows=self.max_rows,
            max_columns=self.max_columns,
            public_only=self.public_only,
        )
        artifacts.sweep(folder.parent)
        request = Request(
            address=self.address,
            base=Path(self.base),
            is_default=self.is_default,
            contract=get_contract(),
            limits=limits,
            seed=self.seed,
            known=_known(known),
            known_is_sample=bool(known and known.metadata[Meta.IS_SAMPLE]),
        )
        return obtain(request, folder, log)

    def check(self, path: Path) -> Checked:
        """Check an existing file against the contract; see `table_check`."""
        caps = Caps(self.max_bytes, self.max_rows, self.max_columns)
        return check_table(path, shown(self.address), get_contract(), caps)


def _known(known: Produced | None) -> Known | None:
    if known is None:
        return None
    facts, source = known.metadata, identity(get_settings().source)
    return Known(
        # addresses that differ only in their query are shown alike
        facts[Meta.SOURCE] if known.inputs["config"].get("source") == source else "",
        known.files[0]["sha256"],
        facts.get(Meta.ETAG),
        facts.get(Meta.LAST_MODIFIED),
    )


class PublishedTables(dg.IOManager):
    """Lets your own assets load a published table as a pandas frame; the steps publish."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def handle_output(self, context: dg.OutputContext, obj: Any) -> None:
        """Do nothing: the step has published its file, and Dagster has checked the frame's type."""

    def load_input(self, context: dg.InputContext) -> Any:
        """Read the newest published table of the upstream asset."""
        from churn_platform.tables.files import read_table

        partition = context.partition_key if context.has_partition_key else None
        file = require(context.instance, context.asset_key.to_user_string(), partition).files[0]
        return read_table(artifacts.resolve(self.root, file))


@dg.definitions
def resources() -> dg.Definitions:
    """Register the resources, filled from the settings."""
    settings = get_settings()
    return dg.Definitions(
        resources={
            "data_folder": DataFolder(path=str(settings.data_dir)),
            "customer_source": CustomerSource(
                partition="",
                base=str(settings.home),
                is_default=settings.source_is_default,
                max_bytes=settings.source_max_bytes,
                max_rows=settings.source_max_rows,
                max_columns=settings.source_max_columns,
                public_only=settings.source_public_only,
                connect_seconds=settings.source_connect_seconds,
                read_seconds=settings.source_read_seconds,
                deadline_seconds=settings.source_deadline_seconds,
                attempts=settings.source_attempts,
                seed=settings.seed,
            ),
            "io_manager": PublishedTables(settings.data_dir),
        }
    )
