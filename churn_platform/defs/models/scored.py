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

    from churn_platform.analysis.at_risk.served import Served
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


def ranked_scores(
    step: Step, folder: Path, given: "Rows | None" = None
) -> "Iterator[pd.DataFrame]":
    """Yield the scores of all current customers in frames, most at risk first.

    Args:
        step: a step that reads what `churn_scores` does.
        folder: for temporary files.
        given: typed customers of another table to score instead.
    """
    from churn_platform.analysis.at_risk.table import ranked, segment_bands
    from churn_platform.analysis.rows import mapped
    from churn_platform.analysis.survival.lifetime import lifetime_curves
    from churn_platform.tables.files import arrow_of, schema_of
    from churn_platform.tables.shuffle import Spool

    contract, settings = step.contract, step.config
    clean = table_of(step, "clean_customers")
    current = _current(step, clean) if given is None else given
    score = Score(
        served_by(step, step.upstream[CHAMPION]),
        contract,
        step.upstream[CHAMPION].metadata[Meta.CHAMPION]["leavers_share"],
        lifetime_curves(clean, contract, settings["smallest_segment"]),
        settings["horizon_months"],
        segment_bands(current, contract),
    )
    told = reporter(step.context.log.info, step.key, "customers")
    spool, schema = Spool(folder, step.settings.batch_rows), None
    for part in mapped(current, score):
        schema = schema or schema_of(part)
        spool.add(arrow_of(part, schema), -part["probability"].to_numpy())
        told.advance(spool.rows, len(current))
    before = 0
    for bucket in spool.buckets():
        yield ranked(bucket.to_pandas(), contract, before, spool.rows)
        before += len(bucket)


def _current(step: Step, clean: "Rows") -> "Rows":
    return current_customers(clean, table_of(step, "unlabelled_customers"), step.contract)


def for_export(scores: "pd.DataFrame", contract: "Contract") -> "pd.DataFrame":
    """Return scores indexed by id, under the source's header."""
    by_id = scores.set_index(contract.identifier)
    header = contract[contract.identifier].source
    return by_id if header in by_id.columns else by_id.rename_axis(header)


def current_customers(clean: "Rows", unlabelled: "Rows", contract: "Contract") -> "Rows":
    """Return the customers who have not churned, or whose outcome is unknown."""
    from churn_platform.analysis.rows import together, where, whole

    target = contract.target
    stayed = where(clean, (whole(clean, [target])[target] == 0).to_numpy())
    return together([stayed, unlabelled], list(unlabelled.columns))
