"""The inputs and the results of a fetch."""

from dataclasses import dataclass
from pathlib import Path

from churn_platform.sources.download.table_check import Checked
from churn_platform.sources.formats.format import Caps, Format


@dataclass(frozen=True)
class Known:
    """The last good file: its source, its hash, and the HTTP validators that came with it."""

    source: str
    sha256: str
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True)
class Limits:
    """Limits on size and time; `pause_seconds` is the wait before the second attempt.

    The byte limit holds for packed and for unpacked data. `public_only` refuses addresses that are
    not public.
    """

    max_bytes: int
    connect_seconds: float
    read_seconds: float
    deadline_seconds: float
    attempts: int
    pause_seconds: float = 0.5
    max_rows: int = 5_000_000
    max_columns: int = 1_000
    public_only: bool = False

    @property
    def caps(self) -> Caps:
        """The limits on a file's content."""
        return Caps(self.max_bytes, self.max_rows, self.max_columns)


@dataclass(frozen=True)
class Fetched:
    """A new, checked file under a temporary name; the caller publishes or removes it.

    `excluded` and `unknown` are headers that are not used, see `table_check.Checked`.
    """

    path: Path
    source: str
    sha256: str
    bytes: int
    rows: int
    columns: int
    format: Format
    excluded: tuple[str, ...]
    unknown: tuple[str, ...]
    etag: str | None
    last_modified: str | None

    @classmethod
    def of(
        cls, path: Path, source: str, sha256: str, table: Checked, answer: "Answer"
    ) -> "Fetched":
        """Describe a checked file, with what its source reported."""
        return cls(
            path,
            source,
            sha256,
            path.stat().st_size,
            table.rows,
            table.columns,
            table.format,
            table.excluded,
            table.unknown,
            answer.etag,
            answer.last_modified,
        )


@dataclass(frozen=True)
class Unchanged:
    """The source still has the known file; `by` says how that was determined."""

    source: str
    etag: str | None
    last_modified: str | None
    by: str


@dataclass(frozen=True)
class Answer:
    """The source's response: whether it has new content, and its validators."""

    modified: bool
    etag: str | None = None
    last_modified: str | None = None
