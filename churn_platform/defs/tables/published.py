"""Load published tables for the analysis, and write tables to publish."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from churn_platform.defs.steps.step import Step
from churn_platform.defs.tables.types import Table
from churn_platform.pipeline import Pipeline
from churn_platform.storage.artifacts import PublishedFile
from churn_platform.storage.private_files import PART, folder_below

if TYPE_CHECKING:
    import pandas as pd

    from churn_platform.analysis.rows import Rows
    from churn_platform.tables.stored import StoredTable

_SCRATCH = "scratch"


def table_of(step: Step, key: str) -> "Rows":
    """Return an upstream table: as a frame if it is small, else to be read in parts."""
    return rows_in(step.path(key), step.pipeline)


def rows_in(path: Path, pipeline: Pipeline) -> "Rows":
    """Return the table in a file; see `table_of`."""
    from churn_platform.tables.files import read_table

    table = stored(path, pipeline)
    return read_table(path) if len(table) <= pipeline.settings.batch_rows else table


def stored(path: Path, pipeline: Pipeline) -> "StoredTable":
    """Return the table in a file, to be read in parts."""
    from churn_platform.tables.stored import StoredTable

    return StoredTable(path, pipeline.settings.batch_rows, pipeline.engine)


@contextmanager
def scratch(root: Path) -> Iterator[Path]:
    """Open a temporary folder next to the results; it is removed afterwards."""
    with TemporaryDirectory(prefix=PART, dir=folder_below(root, _SCRATCH)) as folder:
        yield Path(folder)


@contextmanager
def drafts(
    step: Step, tables: Mapping[str, Table | None], folder: Path
) -> "Iterator[dict[str, Draft]]":
    """Open a draft of each table: asset -> the type to enforce on each part, if any."""
    with ExitStack() as stack:
        yield {
            key: stack.enter_context(Draft(step, table, key, folder))
            for key, table in tables.items()
        }


class Draft:
    """A context manager for a table that is written in parts, and published when complete.

    Args:
        step: the step.
        table: the type to enforce on each part, if any.
        key: of the asset.
        folder: for the file.
    """

    def __init__(self, step: Step, table: Table | None, key: str, folder: Path) -> None:
        from churn_platform.tables.files import TableWriter

        self._this, self._type, self.key = step, table, key
        self._path = folder / f"{key}.parquet"
        self._file = self._path.open("wb")
        self._writer = TableWriter(self._file)
        self._only: pd.DataFrame | None = None
        self._parts = 0

    def __enter__(self) -> "Draft":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # after an error, such as a full disk, a second one adds nothing
        with suppress(*[] if kind is None else [OSError]):
            self.close()

    def add(self, frame: "pd.DataFrame") -> None:
        """Add rows.

        Raises:
            DataError: they do not match the table's type.
        """
        if self._type is not None:
            self._type.enforce(frame, self._this.contract)
        self._writer.add(frame)
        self._parts += 1
        self._only = frame if self._parts == 1 else None

    @property
    def written(self) -> int:
        """Number of rows added."""
        return self._writer.rows

    def close(self) -> None:
        """Close the file."""
        if not self._file.closed:
            with self._file, self._writer:
                pass

    def rows(self) -> "Rows":
        """Close the file and return the table."""
        self.close()
        return stored(self._path, self._this.pipeline) if self._only is None else self._only

    def publish(self) -> PublishedFile:
        """Publish the file."""
        self.rows()
        return self._this.adopt(self._path, self.key)
