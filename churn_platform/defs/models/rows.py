"""The rows for training and evaluating models."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from churn_platform.defs.steps.step import Step
from churn_platform.defs.tables.published import table_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from churn_platform.analysis import rows


@dataclass(frozen=True)
class Split:
    """The clean table, and each row's part of the split."""

    clean: "rows.Rows"
    part: "NDArray[np.object_]"

    @cached_property
    def train(self) -> "pd.DataFrame":
        """The training rows in memory, at most `CHURN_MAX_TRAIN_ROWS`, numbered from 0."""
        from churn_platform.analysis.rows import where, whole
        from churn_platform.analysis.splitting import TRAIN

        rows = where(self.clean, self.part == TRAIN)
        return whole(rows, list(self.clean.columns)).reset_index(drop=True)

    @cached_property
    def test(self) -> "rows.Rows":
        """The held-out rows."""
        from churn_platform.analysis.rows import where
        from churn_platform.analysis.splitting import TEST

        return where(self.clean, self.part == TEST)


def split_of(step: Step) -> Split:
    """Return the clean table of a step that reads it and `split`."""
    from churn_platform.analysis.rows import whole

    part = whole(table_of(step, "split"), ["split"])["split"]
    return Split(table_of(step, "clean_customers"), part.to_numpy(dtype=object))
