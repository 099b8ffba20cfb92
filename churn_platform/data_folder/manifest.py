"""The manifest of a backup: each file with size and SHA-256, and what could not be read."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, ClassVar, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

NAME: Final = "manifest.json"
FORMAT: Final = 1
_LONGEST_SHOWN: Final = 100
_STRICT: Final = ConfigDict(strict=True, extra="forbid")


class BackupError(Exception):
    """A backup cannot be made or restored; the message is one line."""


def shown(text: str) -> str:
    """Return a text from a backup for the terminal: escaped and truncated."""
    cut = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
    return cut if cut.isprintable() else ascii(cut)


def _time(text: str) -> str:
    datetime.fromisoformat(text)
    return text


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("expected no control characters")
    return text


@dataclass(frozen=True)
class Entry:
    """One file; the path is relative to the data folder."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    path: Annotated[str, AfterValidator(_printable)]
    bytes: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


@dataclass(frozen=True)
class Manifest:
    """The last file of a backup.

    Attributes:
        made_at: ISO 8601 in UTC.
        history: `sqlite`, if Dagster's databases are in it, or `postgres`, if not.
        files: all other files.
        damaged: databases of single runs that could not be read and were copied as they are.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    made_at: Annotated[str, AfterValidator(_time)]
    history: Literal["sqlite", "postgres"]
    files: list[Entry] = field(default_factory=list)
    damaged: list[Annotated[str, AfterValidator(_printable)]] = field(default_factory=list)
    format: Literal[1] = FORMAT

    def as_json(self) -> bytes:
        """Return the file's content."""
        document = {**vars(self), "files": [vars(entry) for entry in self.files]}
        return json.dumps(document, indent=1).encode()

    @classmethod
    def from_json(cls, content: bytes) -> "Manifest":
        """Parse the file's content.

        Raises:
            BackupError: it is not a valid manifest.
        """
        try:
            if _Versioned.model_validate_json(content).format != FORMAT:
                raise BackupError(f"{NAME} has another version; expected format {FORMAT}")
            return _MANIFEST.validate_json(content)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            where = ".".join(map(str, first["loc"])) or "it"
            raise BackupError(f"{NAME} cannot be read: {shown(where)}: {first['msg']}") from None


class _Versioned(BaseModel):
    format: int


_MANIFEST: Final = TypeAdapter(Manifest)
