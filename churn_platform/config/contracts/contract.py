"""The contract: what a customer table must look like, per data set. Imports nothing heavy."""

import hashlib
from functools import cached_property
from typing import Any

from pydantic import BaseModel, Field, field_validator, model_validator

from churn_platform.config.contracts.column import Column, Kind, Text
from churn_platform.config.contracts.implications import (
    Fact,
    Implication,
    facts_of,
    implications_of,
)
from churn_platform.config.contracts.outcome import Outcome
from churn_platform.config.contracts.sections import Bounds, Metric, Reading, Thresholds
from churn_platform.config.contracts.spelling import normalised

_FEW = 8
_MAX_SEGMENTS = 4
RESERVED = {"split", "row", "rule", "column", "value"}
"""Names of columns that the platform's own tables have."""


class Contract(BaseModel, frozen=True, extra="forbid"):
    """The columns of one data set, in order, and how its files are read and checked."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="Name of the data set.")
    description: str = ""
    time_axis: str | None = Field(
        None, description="The numeric column of how long somebody has been a customer."
    )
    ignore: tuple[Text, ...] = Field((), description="Headers that are known and not used.")
    after_outcome: tuple[Text, ...] = Field(
        (), description="Headers of columns known only after the outcome, which are never features."
    )
    revenue: str | None = Field(
        None, description="The numeric column of what a customer pays a month."
    )
    segments: tuple[str, ...] = Field(
        (), description="Columns by which results are broken down; see `segment_columns`."
    )
    columns: tuple[Column, ...]
    outcome: Outcome = Outcome()
    reading: Reading = Reading()
    checks: Thresholds = Thresholds()
    gates: dict[Metric, Bounds] = Field(
        {"roc_auc": Bounds(floor=0.6, ceiling=0.99)},
        description="Bounds that a model's metrics must meet before it may serve.",
    )

    @field_validator("columns", mode="before")
    @classmethod
    def _named(cls, given: Any) -> Any:
        """Convert the tables `[columns.<name>]` to a list with names."""
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
        if odd := sorted(RESERVED & set(names)):
            raise ValueError(f"the names {odd} are reserved")
        numeric = self.names("numeric")
        if self.time_axis is not None and self.time_axis not in numeric:
            raise ValueError(f"time_axis {self.time_axis!r} is not among the numeric {numeric}")
        if self.revenue is not None and self.revenue not in numeric:
            raise ValueError(f"revenue {self.revenue!r} is not among the numeric {numeric}")
        if odd := [name for name in self.segments if name not in self.features]:
            raise ValueError(f"segments names {odd}, which are not among the features")
        for column in self.columns:
            if odd := [name for name in column.product_of if name not in numeric]:
                raise ValueError(f"{column.name}: product_of names {odd}, which are not numeric")
            if any(self[name].product_of for name in column.product_of):
                raise ValueError(f"{column.name}: product_of names a column that is a product")
        self._implications  # noqa: B018 - raises where they do not hang together
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
                    raise ValueError(f"header {header!r} is in {seen[header]} and in {place}")
                seen[header] = place

    def names(self, *kinds: Kind) -> list[str]:
        """Return our names of the columns of these kinds (of all if none is given), in order."""
        return [column.name for column in self.columns if not kinds or column.kind in kinds]

    @property
    def from_source(self) -> list[Column]:
        """The columns that a file must have; excludes an identifier that is made from the
        content.
        """
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
        """Our name of the column to predict: 1 for a churned customer."""
        return self.names("target")[0]

    @property
    def data_set(self) -> str:
        """The identity of comparable results: the name and the target."""
        return f"{self.name}/{self.target}"

    @property
    def features(self) -> list[str]:
        """Our names of the columns that a model may use, in order."""
        return self.names("numeric", "flag", "category")

    @property
    def segment_columns(self) -> list[str]:
        """Our names of the columns by which results are broken down.

        Without `segments`: the time axis, then the first few columns with few values.
        """
        if self.segments:
            return list(self.segments)
        axis = [] if self.time_axis is None else [self.time_axis]
        few = [name for name in self.names("flag", "category") if len(self[name].values) <= _FEW]
        return axis + few[:_MAX_SEGMENTS]

    @property
    def implications(self) -> tuple[Implication, ...]:
        """Values of one column that imply values of another, in the contract's order."""
        return self._implications

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Values with everything they imply, those that imply most first."""
        return facts_of(self.implications)

    @property
    def products(self) -> list[str]:
        """Our names of the columns that are products of others, in order."""
        return [column.name for column in self.columns if column.product_of]

    @property
    def version(self) -> str:
        """First 16 hex digits of the SHA-256 of the contract's content."""
        return self._version

    def __getitem__(self, name: str) -> Column:
        """Return the column with this name."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    # cached values have names that begin with _, so that they are not fields of the model
    @cached_property
    def _implications(self) -> tuple[Implication, ...]:
        return implications_of(self._by_name)

    @cached_property
    def _version(self) -> str:
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]
