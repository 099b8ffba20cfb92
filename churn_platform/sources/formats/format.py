"""The format of a table's file, and the limits on its size."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["csv", "xlsx", "parquet"]
Compression = Literal["gzip", "zip"]
Columns = list[Any]
"""Arrow arrays of text, one per column, of equal length."""


@dataclass(frozen=True)
class Caps:
    """Upper limits: bytes (packed and unpacked), rows, columns, characters of a cell."""

    max_bytes: int
    max_rows: int = 5_000_000
    max_columns: int = 1_000
    max_field: int = 10_000


@dataclass(frozen=True)
class Format:
    """The format of a file, as detected or as specified by the user.

    `skip` is the number of lines before the header, such as Excel's `sep=;`. `member` is the file
    in a zip archive. `encoding_doubt` says why the text may be decoded wrongly, if so. `decimal` is
    the sign with which numbers of a workbook or Parquet file become text, so that they are parsed
    like the same column in CSV.
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
        """The file extension of this format, such as `.csv.gz`."""
        packed = {None: "", "gzip": ".gz", "zip": ".zip"}
        return f".{self.kind}{packed[self.compression]}"

    def as_metadata(self) -> dict[str, Any]:
        """Return the format as plain JSON values."""
        return {key: value for key, value in asdict(self).items() if value not in (None, 0)}

    @classmethod
    def from_metadata(cls, recorded: dict[str, Any]) -> "Format":
        """Return the format that `as_metadata` described."""
        return cls(**recorded)
