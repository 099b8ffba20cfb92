"""Group `reporting`, first part: the drift of a batch from the model's training data."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import dagster as dg

from churn_platform.catalog import CHAMPION
from churn_platform.defs.models.candidate import (
    DOSSIER,
    accepted_of,
    served_by,
    serving_in,
    trained_ids,
    why_unable,
)
from churn_platform.defs.models.former import champion_of_version
from churn_platform.defs.steps.declare import declare
from churn_platform.defs.steps.figures import publish_figure
from churn_platform.defs.steps.outputs import read_json, writes_json
from churn_platform.defs.steps.resources import PipelineResource
from churn_platform.defs.steps.step import Result, Step, begin_step
from churn_platform.defs.steps.upstream import content_of
from churn_platform.defs.tables.published import table_of
from churn_platform.history.lineage import before_of
from churn_platform.history.records import Materialization
from churn_platform.metadata import Meta
from churn_platform.storage.artifacts import AGAIN
from churn_platform.values import plain

if TYPE_CHECKING:
    from churn_platform.analysis.monitoring.binning import FloatArray
    from churn_platform.analysis.rows import Rows

_KEY = "batch_drift"
_Document = dict[str, Any]


@declare(_KEY, kinds={"plotly", "json"})
def batch_drift(
    context: dg.AssetExecutionContext, pipeline: PipelineResource
) -> Iterator[Result | dg.AssetCheckResult]:
    """The drift of each feature and of the scores since the batch that the model was trained on.

    Measured by the population stability index. If the champion was trained on this batch, the batch
    is compared with the previous one; in the first batch, held-out customers are compared with
    training customers. Both sides are scored by the same model: if another one serves now, the one
    that served before. The report also has how well that model predicted who churned.
    """
    from churn_platform.analysis.figures.drift import drift_figure
    from churn_platform.analysis.monitoring.drift_markdown import drift_at_a_glance
    from churn_platform.analysis.monitoring.findings import drift_findings

    with begin_step(context, pipeline) as step:
        dossier = step.document(CHAMPION, DOSSIER)
        clean, everybody = _tables(step)
        report = plain(_report(step, dossier, everybody))
        quality = plain(_quality(step, dossier, clean))
        document = {"drift": report, "quality": quality}
        numbers = {
            "largest_psi": max((e["psi_corrected"] or 0 for e in report["features"]), default=None),
            "score_psi": report["score"]["psi_corrected"],
            "drifted_features": len(report["drifted"]),
            "roc_auc_on_new_customers": quality["roc_auc"],
            "brier_on_new_customers": quality["brier"],
        }
        step.say(
            f"{report['rows']:,} customers compared with batch {report['reference_version']}:"
            f" {len(report['drifted'])} of {len(report['features'])} features have drifted"
        )
        yield publish_figure(
            step,
            drift_figure(report),
            step.publish(writes_json(document), name="drift_report.json", public=True),
            small=drift_figure(report, 12),
            **{name: value for name, value in numbers.items() if value is not None},
            **{
                Meta.AT_A_GLANCE: dg.MetadataValue.md(drift_at_a_glance(report, quality)),
                "reference_version": report["reference_version"],
                Meta.DRIFT: report,
                Meta.QUALITY: quality,
            },
        )
        yield from step.evaluate(drift_findings(report, quality))


def _tables(step: Step) -> "tuple[Rows, Rows]":
    """Return the labelled customers, and all customers without the label."""
    from churn_platform.analysis.rows import together

    clean, unlabelled = (table_of(step, key) for key in ("clean_customers", "unlabelled_customers"))
    return clean, together([clean, unlabelled], list(unlabelled.columns))


def _trained_on_this_batch(step: Step, dossier: _Document) -> bool:
    source = step.upstream["clean_customers"].source_version
    return bool(dossier["champion"]["source_version"] == source)


@dataclass(frozen=True)
class _Known:
    """The reference of a comparison, and the champion whose scores are in it.

    The champion is None if its record is gone.
    """

    reference: _Document
    champion: Materialization | None


def _before(step: Step, dossier: _Document) -> _Known | None:
    """Return the reference of the previous batch; for a dated source, of the previous partition.

    The latter may have been computed later than the champion of this partition.
    """
    if step.partition is not None:
        earlier = before_of(step.context.instance, CHAMPION, step.partition, strictly=True)
        if serving := serving_in(step, earlier):
            found = read_json(content_of(step.root, serving.record, DOSSIER))
            return _Known(found["reference"], serving.record)
    if not (before := dossier["reference_before"]):
        return None
    version = before.get("champion_version")  # earlier dossiers have none
    instance, up_to = step.context.instance, step.partition
    return _Known(before, champion_of_version(instance, version, up_to) if version else None)


def _report(step: Step, dossier: _Document, everybody: "Rows") -> _Document:
    from churn_platform.analysis.monitoring.drift import drift_of

    facts = dossier["champion"]
    own = step.is_of_this_batch(facts["source_version"], facts.get(Meta.PARTITION))
    before = _before(step, dossier) if own else None
    known = before or _Known(dossier["reference"], step.upstream[CHAMPION])
    trained_on = known.reference.get("trained_on") or (None if before else facts["trained_on"])
    rows, held_out, disjoint = _compared(step, everybody, trained_on, own and not before)
    report = drift_of(
        known.reference,
        rows,
        _probability(step, known.champion, rows),
        step.contract,
        *(step.config["psi_warning"], step.config["psi_alarm"]),
        disjoint,
    )
    return report | {
        "reference_version": known.reference["source_version"],
        "held_out": held_out,
        "same_model": before is None,
    }


def _probability(step: Step, champion: Materialization | None, rows: "Rows") -> "FloatArray | str":
    """Return the scores by the reference's champion, or why it cannot score."""
    from churn_platform.analysis.rows import gathered

    if champion is None:
        return "the model that served before this batch is no longer on record"
    if champion is not step.upstream[CHAMPION] and (problem := why_unable(step, champion)):
        why = problem.removesuffix(f"; {AGAIN}")  # it would be from this batch
        return f"the model that served before this batch cannot be used: {why}"
    ask = partial(served_by(step, champion).probabilities, contract=step.contract)
    return gathered(rows, ask, [step.contract.identifier, *step.contract.features])


def _compared(
    step: Step, everybody: "Rows", trained_on: _Document | None, is_own_batch: bool
) -> "tuple[Rows, bool, bool]":
    """Return the customers to compare with a reference, and how they were selected.

    From the reference's own batch: those not in the reference. From another batch: all.

    Args:
        step: the step.
        everybody: all customers of the batch.
        trained_on: the record of the file of ids in the reference; None if unknown.
        is_own_batch: whether the reference was taken from this batch.

    Returns:
        The customers; whether those of the reference are excluded from their batch; and whether
        none of them is in the reference.
    """
    from churn_platform.analysis.champion.same_rows import new_to
    from churn_platform.analysis.rows import where

    trained = trained_ids(step, trained_on)
    if trained is None:
        return everybody, False, False
    new = new_to(everybody, trained, step.contract.identifier)
    if is_own_batch:
        return where(everybody, new), True, True
    return everybody, False, bool(new.all())


def _quality(step: Step, dossier: _Document, clean: "Rows") -> _Document:
    """Return the quality of the model that served before this batch, or of the serving one."""
    from churn_platform.analysis.champion.same_rows import quality_on_new_rows
    from churn_platform.analysis.monitoring.outcome import outcome_of

    before: _Document | None = dossier["quality_before"]
    if before and _trained_on_this_batch(step, dossier):
        return before | outcome_of(before)  # earlier dossiers lack it
    model = accepted_of(step, step.upstream[CHAMPION])
    return quality_on_new_rows(model, clean, step.contract)
