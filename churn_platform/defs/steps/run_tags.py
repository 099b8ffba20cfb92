"""Tags that show each run's outcome in the list of runs."""

from collections.abc import Mapping
from typing import Any, Final

import dagster as dg

from churn_platform.catalog import MODELS
from churn_platform.metadata import Meta, Tag

UNCHANGED: Final = "unchanged"
NEW_DATA: Final = "new data"
RECOMPUTED: Final = "recomputed"
TRAINED: Final = "trained"
REFUSED: Final = "refused"
_ORDER: Final = ("", UNCHANGED, NEW_DATA, RECOMPUTED, TRAINED, REFUSED)
"""Outcomes, from the least to the most important."""
_LONGEST: Final = 160
_marked: dict[str, str] = {}
"""The newest run of this process and its outcome, so that most steps need no query."""


def mark(context: dg.AssetExecutionContext, outcome: str, version: str = "", why: str = "") -> None:
    """Tag the step's run with its outcome, unless an earlier step had a more important one.

    Args:
        context: of the step.
        outcome: one of this module's.
        version: data version of the source's table; "" if unknown.
        why: why it was refused; truncated to one short line.
    """
    instance, run_id = context.instance, context.run.run_id
    known = "" if outcome in (UNCHANGED, NEW_DATA) else _marked.get(run_id)  # the first step's
    if known is None:
        # with another executor an earlier step ran in another process
        run = instance.get_run_by_id(run_id)
        known = run.tags.get(Tag.OUTCOME, "") if run else ""
    if _ORDER.index(outcome) > _ORDER.index(known):
        tags = {Tag.OUTCOME: outcome, Tag.SOURCE_VERSION: version, Tag.WHY: _short(why)}
        instance.add_run_tags(run_id, {name: value for name, value in tags.items() if value})
        known = outcome
    _marked.clear()
    _marked[run_id] = known


def tell_why(context: dg.AssetExecutionContext, why: str) -> None:
    """Tag the step's run with the reason of its failure, unless it is already tagged."""
    instance, run_id = context.instance, context.run.run_id
    run = instance.get_run_by_id(run_id)
    if run is not None and Tag.WHY not in run.tags:
        instance.add_run_tags(run_id, {Tag.WHY: _short(why)})


def outcome_of(key: str, metadata: Mapping[str, Any]) -> str:
    """Return the outcome of a run with this asset's result and metadata."""
    if Meta.SOURCE_CHANGED in metadata:
        return NEW_DATA if metadata[Meta.SOURCE_CHANGED] else UNCHANGED
    return TRAINED if key in MODELS else RECOMPUTED


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
