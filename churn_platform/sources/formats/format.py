"""How a table's file is written, and how large it may be."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["csv", "xlsx", "parquet"]
Compression = Literal["gzip", "zip"]
Columns = list[Any]
"""Arrow arrays of text, one a column, of equal length."""


@dataclass(frozen=True)
class Caps:
    """The most that is accepted: bytes packed and unpacked, rows, columns, characters of a cell."""

    max_bytes: int
    max_rows: int = 5_000_000
    max_columns: int = 1_000
    max_field: int = 10_000


@dataclass(frozen=True)
class Format:
    """How a file is written, as it was recognised or set by hand.

    `skip` counts the lines before the header, such as Excel's `sep=;`. `member` is the file within
    a zip archive. `encoding_doubt` says why the texts may have been read wrongly, if they may.
    `decimal` is the sign that the numbers of a workbook or a Parquet file get as texts, so that
    they are read as the texts of the same column in CSV are.
    """

    kind: Kind
    compression: Compression | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    skip: int = 0
    sheet: str | None = None
    member: str | None = None
    encoding_doubt: str | None = None
    decimal: str | None = None

    @property
    def suffix(self) -> str:
        """What a file of this format is called at its end, such as `.csv.gz`."""
        packed = {None: "", "gzip": ".gz", "zip": ".zip"}
        return f".{self.kind}{packed[self.compression]}"

    def as_metadata(self) -> dict[str, Any]:
        """Return what is known as plain JSON values."""
        return {key: value for key, value in asdict(self).items() if value not in (None, 0)}

    @classmethod
    def from_metadata(cls, recorded: dict[str, Any]) -> "Format":
        """Return the format that `as_metadata` described."""
        return cls(**recorded)
