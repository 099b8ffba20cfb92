"""Group `reporting`, first part: is this batch as those that the model learned from?"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import dagster as dg

from churn_platform.catalog import CHAMPION
from churn_platform.defs.models.candidate import (
    DOSSIER,
    accepted_of,
    champion_served,
    serving_in,
    trained_ids,
)
from churn_platform.defs.steps.configuration import expected_config
from churn_platform.defs.steps.declare import declare
from churn_platform.defs.steps.figures import publish_figure
from churn_platform.defs.steps.outputs import read_json, writes_json
from churn_platform.defs.steps.resources import DataFolder
from churn_platform.defs.steps.step import Result, Step, content_of, step
from churn_platform.defs.tables.published import table_of
from churn_platform.history.lineage import before_of
from churn_platform.metadata import Meta
from churn_platform.values import plain

if TYPE_CHECKING:
    from churn_platform.analysis.rows import Rows

_KEY = "batch_drift"
_Document = dict[str, Any]


@declare(_KEY, kinds={"plotly", "json"})
def batch_drift(
    context: dg.AssetExecutionContext, data_folder: DataFolder
) -> Iterator[Result | dg.AssetCheckResult]:
    """How far each feature and the scores have moved since the batch the model learned from.

    By the population stability index. When the champion was trained on this very batch, the batch
    is compared with the one before; of the first batch the customers who did not train the model
    are compared with those who did. Beside it stands how well the model that served before
    predicted who left.
    """
    from churn_platform.analysis.figures import drift as figure
    from churn_platform.analysis.figures.previews import drift as previews_drift
    from churn_platform.analysis.monitoring.drift_markdown import drift_at_a_glance
    from churn_platform.analysis.monitoring.findings import drift_findings

    with step(context, data_folder.root, expected_config()[_KEY]) as this:
        dossier = this.document(CHAMPION, DOSSIER)
        clean, everybody = _tables(this)
        report = plain(_report(this, dossier, everybody))
        quality = plain(_quality(this, dossier, clean))
        document = {"drift": report, "quality": quality}
        numbers = {
            "largest_psi": max((e["psi_corrected"] or 0 for e in report["features"]), default=None),
            "score_psi": report["score"]["psi_corrected"],
            "drifted_features": len(report["drifted"]),
            "roc_auc_on_new_customers": quality["roc_auc"],
            "brier_on_new_customers": quality["brier"],
        }
        this.say(
            f"{report['rows']:,} customers compared with batch {report['reference_version']}:"
            f" {len(report['drifted'])} of {len(report['features'])} features have drifted"
        )
        yield publish_figure(
            this,
            figure.drift_figure(report),
            previews_drift.drift_preview(report),
            this.publish(writes_json(document), name="drift_report.json", public=True),
            **{name: value for name, value in numbers.items() if value is not None},
            **{
                Meta.AT_A_GLANCE: dg.MetadataValue.md(drift_at_a_glance(report, quality)),
                "reference_version": report["reference_version"],
                Meta.DRIFT: report,
                Meta.QUALITY: quality,
            },
        )
        yield from this.evaluate(drift_findings(report, quality))


def _tables(this: Step) -> "tuple[Rows, Rows]":
    """Return the labelled customers, and all of them without the label."""
    from churn_platform.analysis.rows import together

    clean, unlabelled = (table_of(this, key) for key in ("clean_customers", "unlabelled_customers"))
    return clean, together([clean, unlabelled], list(unlabelled.columns))


def _trained_on_this_batch(this: Step, dossier: _Document) -> bool:
    source = this.upstream["clean_customers"].source_version
    return bool(dossier["champion"]["source_version"] == source)


def _reference_before(this: Step, dossier: _Document) -> _Document | None:
    """Return the spread of the batch before; of a dated source that of the last month before.

    That one may have been computed later than the champion of this month.
    """
    before: _Document | None = dossier["reference_before"]
    if this.partition is None:
        return before
    earlier = before_of(this.context.instance, CHAMPION, this.partition, strictly=True)
    serving = serving_in(this, earlier)
    if serving is None:
        return before
    found: _Document = read_json(content_of(this.root, serving.record, DOSSIER))["reference"]
    return found


def _report(this: Step, dossier: _Document, everybody: "Rows") -> _Document:
    from churn_platform.analysis.monitoring.drift import drift_of
    from churn_platform.analysis.rows import gathered

    own, before = dossier["reference"], _reference_before(this, dossier)
    facts = dossier["champion"]
    same = this.is_of_this_batch(facts["source_version"], facts.get(Meta.PARTITION))
    reference = before if before and same else own
    trained_on = reference.get("trained_on") or (facts["trained_on"] if reference is own else None)
    rows, held_out, disjoint = _compared(this, everybody, trained_on, same and not before)
    ask = partial(champion_served(this).probabilities, contract=this.contract)
    probability = gathered(rows, ask, [this.contract.identifier, *this.contract.features])
    limits = (this.config["psi_warning"], this.config["psi_alarm"])
    report = drift_of(reference, rows, probability, this.contract, *limits, disjoint)
    return report | {
        "reference_version": reference["source_version"],
        "held_out": held_out,
        "same_model": reference is own,
    }


def _compared(
    this: Step, everybody: "Rows", trained_on: _Document | None, is_own_batch: bool
) -> "tuple[Rows, bool, bool]":
    """Return the customers to compare with a reference, and what they are.

    Of the reference's own batch they are those who are not in it themselves, of another batch all.

    Args:
        this: the step.
        everybody: all customers of the batch.
        trained_on: the record of the file that says who is in the reference; None if not known.
        is_own_batch: whether the reference was taken from this batch.

    Returns:
        The customers; whether those of the reference are left out of their batch; and whether
        none of them is in the reference.
    """
    from churn_platform.analysis.champion.same_rows import new_to
    from churn_platform.analysis.rows import where

    trained = trained_ids(this, trained_on)
    if trained is None:
        return everybody, False, False
    new = new_to(everybody, trained, this.contract.identifier)
    if is_own_batch:
        return where(everybody, new), True, True
    return everybody, False, bool(new.all())


def _quality(this: Step, dossier: _Document, clean: "Rows") -> _Document:
    """Return the quality of the model that served before this batch, or of the one that does."""
    from churn_platform.analysis.champion.same_rows import quality_on_new_rows
    from churn_platform.analysis.monitoring.outcome import observed_over_expected

    before: _Document | None = dossier["quality_before"]
    if before and _trained_on_this_batch(this, dossier):
        return before | observed_over_expected(before)  # earlier dossiers were written without
    model = accepted_of(this, this.upstream[CHAMPION])
    return quality_on_new_rows(model, clean, this.contract)
