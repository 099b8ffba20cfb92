"""Load published tables for the analysis, and write tables to publish."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from churn_platform.defs.steps.step import Step
from churn_platform.defs.tables.types import Table
from churn_platform.pipeline import Pipeline
from churn_platform.storage.artifacts import PublishedFile
from churn_platform.storage.lookup import LookupWriter
from churn_platform.storage.private_files import PART, folder_below

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from churn_platform.analysis.rows import Rows
    from churn_platform.tables.stored import StoredTable

_SCRATCH = "scratch"


def table_of(step: Step, key: str) -> "Rows":
    """Return an upstream table: as a frame if it is small, else to be read in parts."""
    return rows_in(step.path(key), step.pipeline)


def rows_in(path: Path, pipeline: Pipeline) -> "Rows":
    """Return the table in a file; see `table_of`."""
    table = stored(path, pipeline)
    return table.read() if len(table) <= pipeline.settings.batch_rows else table


def stored(path: Path, pipeline: Pipeline) -> "StoredTable":
    """Return the table in a file, to be read in parts."""
    from churn_platform.tables.stored import StoredTable

    identifier = pipeline.contract.identifier
    return StoredTable(path, pipeline.settings.batch_rows, pipeline.engine, identifier)


@contextmanager
def scratch(root: Path) -> Iterator[Path]:
    """Open a temporary folder next to the results; it is removed afterwards."""
    with TemporaryDirectory(prefix=PART, dir=folder_below(root, _SCRATCH)) as folder:
        yield Path(folder)


@contextmanager
def drafts(
    step: Step,
    tables: Mapping[str, Table | None],
    folder: Path,
    looked_up: Collection[str] = (),
) -> "Iterator[dict[str, Draft]]":
    """Open a draft of each table: asset -> the type to enforce on each part, if any.

    Those `looked_up` are published with a lookup by id; see `storage.lookup`.
    """
    with ExitStack() as stack:
        yield {
            key: stack.enter_context(Draft(step, table, key, folder, key in looked_up))
            for key, table in tables.items()
        }


class Draft:
    """A context manager for a table that is written in parts, and published when complete.

    Args:
        step: the step.
        table: the type to enforce on each part, if any.
        key: of the asset.
        folder: for the file.
        looked_up: whether to publish a lookup by id as well.
    """

    def __init__(
        self, step: Step, table: Table | None, key: str, folder: Path, looked_up: bool
    ) -> None:
        from churn_platform.tables.files import TableWriter

        self._this, self._type, self.key = step, table, key
        self._path = folder / f"{key}.parquet"
        self._file = self._path.open("wb")
        self._writer = TableWriter(self._file)
        self._lookup = LookupWriter(folder / key, step.contract.identifier) if looked_up else None
        self._only: pd.DataFrame | None = None
        self._parts = 0

    def __enter__(self) -> "Draft":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # after an error, such as a full disk, a second one adds nothing
        with suppress(*[] if kind is None else [OSError]):
            self.close()

    def add(self, rows: "pd.DataFrame | pa.Table") -> "pa.Table":
        """Add rows, and return them as written; a table with a type takes frames.

        Raises:
            DataError: they do not match the table's type.
        """
        if self._type is not None:
            self._type.enforce(rows, self._this.contract)
        table = self._writer.add(rows)
        if self._lookup is not None:
            self._lookup.add(table)
        self._parts += 1
        self._only = rows if self._parts == 1 and self._type is not None else None
        return table

    @property
    def written(self) -> int:
        """Number of rows added."""
        return self._writer.rows

    def close(self) -> None:
        """Close the file."""
        if not self._file.closed:
            with self._file, self._writer, self._lookup or nullcontext():
                pass

    def rows(self) -> "Rows":
        """Close the file and return the table."""
        self.close()
        return rows_in(self._path, self._this.pipeline) if self._only is None else self._only

    def publish(self) -> list[PublishedFile]:
        """Publish the file, and those of the lookup."""
        self.rows()
        table, lookup = self._this.adopt(self._path, self.key), self._lookup
        return [table] if lookup is None else [table, *adopted(self._this, lookup, self.key)]


def adopted(step: Step, lookup: LookupWriter, key: str) -> list[PublishedFile]:
    """Publish the files of a lookup of an asset's table."""
    return [step.adopt(path, key, suffix) for suffix, path in lookup.paths.items()]
