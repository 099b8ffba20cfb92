"""What a fetch needs to know and what it answers."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Known:
    """The last good file: where it came from, its hash, the validators that came with it."""

    source: str
    sha256: str
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True)
class Limits:
    """How much and how long; `pause_seconds` is the wait before the second attempt."""

    max_bytes: int
    connect_seconds: float
    read_seconds: float
    deadline_seconds: float
    attempts: int
    pause_seconds: float = 0.5


@dataclass(frozen=True)
class Fetched:
    """A new, checked file under a temporary name that the caller publishes or removes."""

    path: Path
    source: str
    sha256: str
    bytes: int
    rows: int
    columns: int
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True)
class Unchanged:
    """The source still holds the known file; `by` says how that was found out."""

    source: str
    etag: str | None
    last_modified: str | None
    by: str


@dataclass(frozen=True)
class Answer:
    """What the source said: whether content came, and its validators."""

    modified: bool
    etag: str | None = None
    last_modified: str | None = None
