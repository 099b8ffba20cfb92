"""The sections of a contract besides its columns: reading, thresholds and bounds."""

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
    """How the file is written; anything not given is detected from its content."""

    encoding: str | None = Field(None, description="For example utf-8, utf-16 or cp1252.")
    delimiter: str | None = Field(None, min_length=1, max_length=1)
    quote: str | None = Field(None, min_length=1, max_length=1)
    decimal: str | None = Field(None, pattern=r"^[.,]$")
    sheet: str | None = Field(None, description="The sheet to read, if a workbook has several.")


class Thresholds(BaseModel, frozen=True, extra="forbid"):
    """Thresholds for the checks of a table."""

    quarantined_share: float = Field(
        0.01, ge=0, le=1, description="Largest share of rows that may be quarantined."
    )
    fewest_per_class: int = Field(
        10, ge=2, description="Fewest churned, and fewest retained, customers to train on."
    )
    label_share: tuple[float, float] = Field(
        (0.005, 0.6), description="Plausible churn rate: lowest and highest."
    )
    leak_auc: float = Field(
        0.99, gt=0.5, le=1, description="ROC AUC of a single column that indicates a leak."
    )
    suspect_auc: float = Field(
        0.85, gt=0.5, le=1, description="ROC AUC of a single column from which it is questioned."
    )
    inconsistent_share: float = Field(
        0.01, ge=0, le=1, description="Largest share of rows far from a declared product."
    )
    rows_kept_share: float = Field(
        0.5, ge=0, le=1, description="Minimum size of a new batch, as a share of the last good one."
    )
    share_change: float = Field(
        0.1, gt=0, le=1, description="Change of a share since the last good batch that warns."
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
    """Bounds of a model's metric; a value outside is refused."""

    floor: float | None = Field(None, description="Least value.")
    ceiling: float | None = Field(None, description="Largest value.")

    @model_validator(mode="after")
    def _in_order(self) -> "Bounds":
        if self.floor is not None and self.ceiling is not None and self.floor > self.ceiling:
            raise ValueError(f"floor {self.floor:g} is above ceiling {self.ceiling:g}")
        return self
