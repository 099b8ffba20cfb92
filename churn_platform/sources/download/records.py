"""The inputs and the results of a fetch."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from churn_platform.config.settings import Settings
from churn_platform.sources.download.table_check import Checked
from churn_platform.sources.formats.format import Caps


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

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return how much is taken from a source, and how long it is waited for."""
        return cls(
            settings.source_max_bytes,
            settings.source_connect_seconds,
            settings.source_read_seconds,
            settings.source_deadline_seconds,
            settings.source_attempts,
            max_rows=settings.source_max_rows,
            max_columns=settings.source_max_columns,
            public_only=settings.source_public_only,
        )

    @property
    def caps(self) -> Caps:
        """The limits on a file's content."""
        return Caps(self.max_bytes, self.max_rows, self.max_columns)


@dataclass(frozen=True)
class Fetched(Checked):
    """A new, checked file under a temporary name that the caller publishes or removes."""

    path: Path
    source: str
    sha256: str
    bytes: int
    etag: str | None
    last_modified: str | None

    @classmethod
    def of(
        cls, path: Path, source: str, sha256: str, table: Checked, answer: "Answer"
    ) -> "Fetched":
        """Describe a checked file, with what its source reported."""
        size = path.stat().st_size
        return cls(
            **vars(table),
            path=path,
            source=source,
            sha256=sha256,
            bytes=size,
            etag=answer.etag,
            last_modified=answer.last_modified,
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
