"""Score customers, as one frame if they are few, else in parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from churn_platform.catalog import CHAMPION
from churn_platform.defs.models.candidate import served_by
from churn_platform.defs.steps.step import Step
from churn_platform.defs.tables.published import table_of
from churn_platform.metadata import Meta
from churn_platform.runtime.progress import reporter

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from churn_platform.analysis.at_risk.served import Served
    from churn_platform.analysis.at_risk.table import Decile
    from churn_platform.analysis.rows import Rows
    from churn_platform.analysis.segments import Bands
    from churn_platform.analysis.survival.lifetime import Curves
    from churn_platform.config.contracts.contract import Contract


@dataclass(frozen=True)
class Score:
    """A picklable function that scores customers."""

    served: "Served"
    contract: "Contract"
    leavers_share: float
    curves: "Curves | None"
    horizon_months: int
    bands: "dict[str, Bands]"

    def __call__(self, part: "pd.DataFrame") -> "pd.DataFrame":
        """Return the scores of a part of the customers, in their order."""
        from churn_platform.analysis.at_risk.table import scored
        from churn_platform.analysis.survival.lifetime import expected_lifetime

        lifetime = expected_lifetime(part, self.curves, self.contract, self.horizon_months)
        return scored(part, self.served, self.contract, self.leavers_share, lifetime, self.bands)


class Scores:
    """The scores of all current customers, computed when it is made.

    Args:
        step: a step that reads what `churn_scores` does.
        folder: for temporary files.
        given: typed customers of another table to score instead.
    """

    def __init__(self, step: Step, folder: Path, given: "Rows | None" = None) -> None:
        from churn_platform.analysis.rows import mapped
        from churn_platform.tables.files import arrow_of, schema_of
        from churn_platform.tables.shuffle import Spool

        self._contract = step.contract
        self._spool, schema = Spool(folder, step.settings.batch_rows), None
        self._deciles: list[Decile] = []
        clean = table_of(step, "clean_customers")
        current = _current(step, clean) if given is None else given
        told = reporter(step.context.log.info, step.key, "customers")
        for part in mapped(current, _score(step, clean, current)):
            schema = schema or schema_of(part)
            self._spool.add(arrow_of(part, schema), -part["probability"].to_numpy())
            told.advance(self._spool.rows, len(current))

    def ranked(self) -> "Iterator[pa.Table]":
        """Yield them most at risk first; once."""
        from churn_platform.analysis.at_risk.table import deciles_in, ranked

        before = 0
        for bucket in self._spool.buckets(keep=True):
            scores = ranked(bucket, self._contract, before, self._spool.rows)
            self._deciles += deciles_in(scores, self._contract)
            yield scores
            before += len(bucket)

    def in_order(self) -> "Iterator[pa.Table]":
        """Yield them in the order of the customers' tables, after all that are `ranked`."""
        from churn_platform.analysis.at_risk.table import with_deciles

        for scores in self._spool.parts():
            yield with_deciles(scores, self._deciles, self._contract)


def _score(step: Step, clean: "Rows", current: "Rows") -> Score:
    from churn_platform.analysis.at_risk.table import segment_bands
    from churn_platform.analysis.survival.lifetime import lifetime_curves

    return Score(
        served_by(step, step.upstream[CHAMPION]),
        step.contract,
        step.upstream[CHAMPION].metadata[Meta.CHAMPION]["leavers_share"],
        lifetime_curves(clean, step.contract, step.config["smallest_segment"]),
        step.config["horizon_months"],
        segment_bands(current, step.contract),
    )


def _current(step: Step, clean: "Rows") -> "Rows":
    return current_customers(clean, table_of(step, "unlabelled_customers"), step.contract)


def for_export(scores: "pa.Table", contract: "Contract") -> "pa.Table":
    """Return scores with their ids under the source's header."""
    header, names = contract[contract.identifier].source, scores.column_names
    if header in names:
        return scores
    return scores.rename_columns([header if n == contract.identifier else n for n in names])


def current_customers(clean: "Rows", unlabelled: "Rows", contract: "Contract") -> "Rows":
    """Return the customers who have not churned, or whose outcome is unknown."""
    from churn_platform.analysis.rows import together, where, whole

    target = contract.target
    stayed = where(clean, (whole(clean, [target])[target] == 0).to_numpy())
    return together([stayed, unlabelled], list(unlabelled.columns))
