"""The rows that models are trained and measured on."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from churn_platform.defs.step import Step

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Rows:
    """The clean table, and of each of its rows the part of the split that it belongs to."""

    clean: "pd.DataFrame"
    split: "pd.Series"

    @cached_property
    def train(self) -> "pd.DataFrame":
        """The training rows."""
        from churn_platform.analysis.splitting import TRAIN

        return self.clean[self.split == TRAIN]

    @cached_property
    def test(self) -> "pd.DataFrame":
        """The rows held out."""
        from churn_platform.analysis.splitting import TEST

        return self.clean[self.split == TEST]


def rows_of(this: Step) -> Rows:
    """Read the clean table of a step that reads it and `processed_customers`."""
    from churn_platform.tables import read_table

    clean = read_table(this.path("clean_customers"))
    split = read_table(this.path("processed_customers"), columns=["split"])["split"]
    return Rows(clean, split)
