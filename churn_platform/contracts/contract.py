"""What a customer table must look like: one document per data set. Imports nothing heavy."""

import hashlib
from functools import cached_property
from typing import Any

from pydantic import BaseModel, Field, field_validator, model_validator

from churn_platform.contracts.column import Column, Kind, Text
from churn_platform.contracts.headers import normalised

Share = float
_RESERVED = {"split", "row", "rule", "column", "value"}


class Reading(BaseModel, frozen=True, extra="forbid"):
    """How the file is written; what is not given is recognised from its content."""

    encoding: str | None = Field(None, description="Such as utf-8, utf-16 or cp1252.")
    delimiter: str | None = Field(None, min_length=1, max_length=1)
    quote: str | None = Field(None, min_length=1, max_length=1)
    decimal: str | None = Field(None, pattern=r"^[.,]$")
    sheet: str | None = Field(None, description="Sheet of a workbook that has several.")


class Thresholds(BaseModel, frozen=True, extra="forbid"):
    """What the checks hold a table against."""

    quarantined_share: float = Field(
        0.01, ge=0, le=1, description="Largest share of rows that may be quarantined."
    )
    fewest_per_class: int = Field(
        10, ge=2, description="Fewest customers who left, and who stayed, to train on."
    )
    label_share: tuple[float, float] = Field(
        (0.005, 0.6), description="Plausible share of customers who left: lowest and highest."
    )
    leak_auc: float = Field(
        0.99, gt=0.5, le=1, description="ROC AUC of one column alone that points at a leak."
    )
    inconsistent_share: float = Field(
        0.01, ge=0, le=1, description="Largest share of rows far from a stated product."
    )
    rows_kept_share: float = Field(
        0.5, ge=0, le=1, description="Fewest rows that a new batch must have of the last good one."
    )
    share_change: float = Field(
        0.1, gt=0, le=1, description="Change of a share since the last good batch worth a warning."
    )


class Contract(BaseModel, frozen=True, extra="forbid"):
    """The columns of one data set in order, and how its files are read and judged."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="Names the data set's files.")
    description: str = ""
    time_axis: str | None = Field(
        None, description="The numeric column that says how long somebody has been a customer."
    )
    ignore: tuple[Text, ...] = Field((), description="Headers that are known and of no use.")
    after_outcome: tuple[Text, ...] = Field(
        (), description="Headers of what is known only after the outcome, and so never a feature."
    )
    columns: tuple[Column, ...]
    reading: Reading = Reading()
    checks: Thresholds = Thresholds()

    @field_validator("columns", mode="before")
    @classmethod
    def _named(cls, given: Any) -> Any:
        """Take the tables `[columns.<name>]` as a list with names."""
        if not isinstance(given, dict):
            return given
        return [
            {"name": key, **table} if isinstance(table, dict) else table
            for key, table in given.items()
        ]

    @model_validator(mode="after")
    def _hangs_together(self) -> "Contract":
        names = [column.name for column in self.columns]
        for kind in ("identifier", "target"):
            if (count := len(self.names(kind))) != 1:
                raise ValueError(f"found {count} columns of kind {kind}; expected one")
        if not self.features:
            raise ValueError("found no feature; expected a numeric, flag or category column")
        if odd := sorted(_RESERVED & set(names)):
            raise ValueError(f"the names {odd} are the platform's own")
        numeric = self.names("numeric")
        if self.time_axis is not None and self.time_axis not in numeric:
            raise ValueError(f"time_axis {self.time_axis!r} is not among the numeric {numeric}")
        for column in self.columns:
            if odd := [name for name in column.product_of if name not in numeric]:
                raise ValueError(f"{column.name}: product_of names {odd}, which are not numeric")
            if any(self[name].product_of for name in column.product_of):
                raise ValueError(f"{column.name}: product_of names a column that is a product")
        self._check_headers()
        return self

    def _check_headers(self) -> None:
        seen: dict[str, str] = {}
        for place, headers in (
            *((c.name, (c.source, *c.aliases)) for c in self.from_source),
            ("ignore", self.ignore),
            ("after_outcome", self.after_outcome),
        ):
            for header in dict.fromkeys(map(normalised, headers)):
                if header in seen:
                    raise ValueError(f"header {header!r} stands in {seen[header]} and in {place}")
                seen[header] = place

    def names(self, *kinds: Kind) -> list[str]:
        """Return our names of the columns of these kinds (of all, without any), in order."""
        return [column.name for column in self.columns if not kinds or column.kind in kinds]

    @property
    def from_source(self) -> list[Column]:
        """The columns that a file must have; an identifier made from content is none of them."""
        return [column for column in self.columns if column.header is not None]

    @property
    def headers(self) -> list[str]:
        """The headers that a file must have, in order."""
        return [column.source for column in self.from_source]

    @property
    def identifier(self) -> str:
        """Our name of the customer's id."""
        return self.names("identifier")[0]

    @property
    def target(self) -> str:
        """Our name of the column to predict: 1 for a customer who left."""
        return self.names("target")[0]

    @property
    def features(self) -> list[str]:
        """Our names of the columns that a model may see, in order."""
        return self.names("numeric", "flag", "category")

    @cached_property
    def version(self) -> str:
        """First 16 hex digits of the SHA-256 of what the contract says."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def __getitem__(self, name: str) -> Column:
        """Return the column of this name."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}
