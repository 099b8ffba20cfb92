"""What assets share: the pipeline, its source, and published tables."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import dagster as dg

from churn_platform.config.dated_source import dated
from churn_platform.config.source_location import identity, shown
from churn_platform.history.lineage import require
from churn_platform.history.records import Materialization
from churn_platform.metadata import Meta
from churn_platform.pipeline import Pipeline
from churn_platform.sources.download.fetch import Known, Limits
from churn_platform.sources.download.obtain import Obtained, Request, obtain
from churn_platform.sources.download.table_check import Checked, check_table
from churn_platform.storage import artifacts, publishing
from churn_platform.storage.private_files import folder_below

PipelineResource: TypeAlias = dg.ResourceParam[Pipeline]
"""The pipeline, as an argument `pipeline` of assets, checks, schedules and sensors."""


@dataclass(frozen=True)
class CustomerSource:
    """Where a pipeline's customer table comes from.

    Args:
        pipeline: whose source it is.
        partition: which extract of a dated source; none: what is asked for has no date.
    """

    pipeline: Pipeline
    partition: str | None = None

    @property
    def address(self) -> str:
        """Where the table is."""
        return dated(self.pipeline.settings.source, self.partition)

    def obtain(self, known: Materialization | None, log: Callable[[str], None]) -> Obtained:
        """Return the table if it differs from what is in hand; see `source.obtain`.

        A new one is a file among the published versions, under a temporary name.
        """
        settings = self.pipeline.settings
        publishing.sweep(settings.data_dir)
        request = Request(
            address=self.address,
            base=settings.home,
            is_default=settings.source_is_default,
            contract=self.pipeline.contract,
            limits=Limits.of(settings),
            seed=settings.seed,
            known=_known(known, settings.source),
            known_is_sample=bool(known and known.metadata[Meta.IS_SAMPLE]),
        )
        return obtain(request, folder_below(settings.data_dir, artifacts.VERSIONS), log)

    def check(self, path: Path) -> Checked:
        """Check an existing file against the contract; see `table_check`."""
        caps = Limits.of(self.pipeline.settings).caps
        return check_table(path, shown(self.address), self.pipeline.contract, caps)


def _known(known: Materialization | None, address: str) -> Known | None:
    if known is None:
        return None
    facts, source = known.metadata, identity(address)
    return Known(
        # addresses that differ only in their query are shown alike
        facts[Meta.SOURCE] if known.inputs["config"].get("source") == source else "",
        known.files[0].sha256,
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


def resources_of(pipeline: Pipeline) -> dict[str, Any]:
    """Return the resources of a pipeline's definitions, by name."""
    return {"pipeline": pipeline, "io_manager": PublishedTables(pipeline.root)}
