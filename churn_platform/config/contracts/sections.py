"""The sections of a contract beside its columns: how files are read, what checks hold against."""

from typing import Literal

from pydantic import BaseModel, Field, model_validator

Metric = Literal[
    "roc_auc",
    "average_precision",
    "brier",
    "log_loss",
    "ece",
    "accuracy",
    "precision",
    "recall",
    "f1",
    "f1_tuned",
    "lift_top_decile",
]


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
    suspect_auc: float = Field(
        0.85, gt=0.5, le=1, description="ROC AUC of one column alone from which on it is doubted."
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

    @model_validator(mode="after")
    def _in_order(self) -> "Thresholds":
        low, high = self.label_share
        if not 0 <= low <= high <= 1:
            raise ValueError(
                f"label_share: found {low:g} to {high:g}; expected the lowest share first, 0 to 1"
            )
        return self


class Bounds(BaseModel, frozen=True, extra="forbid"):
    """Where a metric of a model may lie; a number beyond is refused."""

    floor: float | None = Field(None, description="Least value.")
    ceiling: float | None = Field(None, description="Largest value.")

    @model_validator(mode="after")
    def _in_order(self) -> "Bounds":
        if self.floor is not None and self.ceiling is not None and self.floor > self.ceiling:
            raise ValueError(f"floor {self.floor:g} is above ceiling {self.ceiling:g}")
        return self
