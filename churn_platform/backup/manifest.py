"""What a backup holds: each file with its size and SHA-256, and what could not be read."""

import json
from dataclasses import dataclass, field
from typing import Any, Final

NAME: Final = "manifest.json"
FORMAT: Final = 1


class BackupError(Exception):
    """A backup cannot be made or restored; the text says why in one line."""


@dataclass(frozen=True)
class Entry:
    """One file; the path is relative to the data folder."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The last file of a backup.

    Attributes:
        made_at: ISO 8601 in UTC.
        history: `sqlite`, if Dagster's databases are in it, or `postgres`, if not.
        files: everything else in it.
        damaged: databases of single runs that could not be read and are in it as they were.
    """

    made_at: str
    history: str
    files: list[Entry] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)

    def as_json(self) -> bytes:
        """Return the file's content."""
        files = [vars(entry) for entry in self.files]
        document = {"format": FORMAT, **vars(self), "files": files}
        return json.dumps(document, indent=1).encode()

    @classmethod
    def from_json(cls, content: bytes) -> "Manifest":
        """Read the file's content.

        Raises:
            BackupError: it is no manifest of ours.
        """
        try:
            document: dict[str, Any] = json.loads(content)
            if document.pop("format") != FORMAT:
                raise BackupError(f"{NAME} is of another version; expected format {FORMAT}")
            files = [Entry(**each) for each in document.pop("files")]
            return cls(files=files, **document)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise BackupError(f"{NAME} cannot be read: {error}") from None
