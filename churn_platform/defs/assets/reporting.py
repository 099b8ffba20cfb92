"""Group `reporting`, second part: a report for readers who do not use Dagster."""

import csv
import io
from typing import TYPE_CHECKING, Any

import dagster as dg

from churn_platform.catalog import ASSETS, CHAMPION, PLOTLY_JS
from churn_platform.checks import CHECKS, Check
from churn_platform.defs.models.candidate import DOSSIER
from churn_platform.defs.steps.declare import declare
from churn_platform.defs.steps.outputs import writes
from churn_platform.defs.steps.resources import PipelineResource
from churn_platform.defs.steps.step import Result, Step, begin_step
from churn_platform.defs.tables.published import table_of
from churn_platform.history.check_evaluations import evaluations_by_check
from churn_platform.history.provenance import OwnEvents
from churn_platform.history.records import Evaluation, Materialization
from churn_platform.metadata import Meta

if TYPE_CHECKING:
    from churn_platform.analysis.report.facts import Checked, Drawn, Origin, ReportFacts

KEY, HEADLINE, BEFORE = "churn_report", "headline", "headline_before"
_RAW, _CLEAN, _DRIFT, _SEGMENTS = "raw_customers", "clean_customers", "batch_drift", "segment_churn"


# By its rank it is the last step: no run waits for its figures, so that one that fails is left out.
@declare(KEY, kinds={"html"}, op_tags={"dagster/priority": "-1"})
def churn_report(context: dg.AssetExecutionContext, pipeline: PipelineResource) -> Result:
    """One page is how churn stands: who is at risk, why, what it is worth, and how sure that is.

    One file that works offline, on screen, phone and paper, and names no customer. Its headline
    figures are compared with those of the previous data.
    """
    from churn_platform.analysis.report.headline import compared_with, headline
    from churn_platform.analysis.report.page import report_page

    with begin_step(context, pipeline) as step:
        facts = _facts(step)
        before = compared_with(facts)
        return step.result(
            step.publish(writes(report_page(facts).encode()), public=True),
            **{
                "report": dg.MetadataValue.url(f"{step.settings.api_url}/report"),
                HEADLINE: headline(facts),
                **({BEFORE: before} if before else {}),
            },
        )


def _facts(step: Step) -> "ReportFacts":
    from churn_platform.analysis.at_risk.summary import bands_of
    from churn_platform.analysis.report.customers import reasons_of
    from churn_platform.analysis.report.facts import ReportFacts

    fresh = _of_this_data(step)
    scores = table_of(step, "churn_scores")
    drift = step.document(_DRIFT, "drift_report.json")
    return ReportFacts(
        contract=step.contract,
        summary=step.document("retention_summary"),
        bands=bands_of(scores),
        reasons=reasons_of(scores, step.contract),
        dossier=step.document(CHAMPION, DOSSIER),
        decision=step.upstream[CHAMPION].metadata[Meta.DECISION],
        metrics=step.document("model_metrics", "metrics.json"),
        drift=drift["drift"],
        quality=drift["quality"],
        segments=_segment_rows(step) if _SEGMENTS in fresh else None,
        charts={key: _drawn(step, key) for key in fresh if ASSETS[key].type == "figure"},
        clean=step.upstream[_CLEAN].metadata,
        checks=newest_checks(step.context.instance, step.partition),
        origin=_origin(step, fresh),
        before=_before(step),
        plotly_js=step.text(_DRIFT, PLOTLY_JS),
    )


def _of_this_data(step: Step) -> dict[str, Materialization]:
    """Return what was made from the clean table in hand, by asset, in the order of the graph.

    If a user ran only a part of the graph, results of other tables are left out.
    """
    source = step.upstream[_CLEAN].source_version
    newest = {key: step.upstream[key] for key in ASSETS if key in step.upstream}

    def fits(result: Materialization) -> bool:
        reads = result.inputs["upstream"].items()
        return result.source_version == source and all(
            newest[name].data_version == version for name, version in reads if name in newest
        )

    return {key: result for key, result in newest.items() if fits(result)}


def _drawn(step: Step, key: str) -> "Drawn":
    from churn_platform.analysis.report.facts import Drawn

    picture = step.text(key, f"{key}.svg")
    return Drawn(step.document(key, f"{key}.json"), picture)


def _segment_rows(step: Step) -> list[dict[str, Any]]:
    from churn_platform.storage.csv_export import unguarded

    table = io.StringIO(step.text(_SEGMENTS, ".csv").removeprefix("\ufeff"), newline="")
    return [
        {
            **{name: unguarded(row[name]) for name in ("column", "label")},
            **{name: int(row[name]) for name in ("customers", "leavers")},
            **{name: float(row[name]) for name in ("churn_rate", "low", "high")},
            "small": row["small"] == "True",
        }
        for row in csv.DictReader(table)
    ]


def _origin(step: Step, fresh: dict[str, Materialization]) -> "Origin":
    from churn_platform.analysis.report.facts import Origin

    raw = fresh.get(_RAW)
    return Origin(
        run_id=step.context.run.run_id,
        data_version=step.upstream[_CLEAN].source_version or "",
        checked_at=raw.metadata[Meta.CHECKED_AT] if raw else None,
        versions={key: result.version for key, result in fresh.items()},
        libraries=step.inputs["libraries"],
        missing=[key for key in ASSETS[KEY].may_read if key not in fresh and key != _RAW],
    )


def _before(step: Step) -> dict[str, Any] | None:
    """Return the headline figures of the previous data version.

    They are the last report's, or, if it was on the same data, those it was compared with; for a
    dated source, those of the previous partition.
    """
    if step.partition is not None:
        return step.earlier.metadata.get(HEADLINE) if step.earlier else None
    if step.before is None:
        return None
    same = step.before.source_version == step.upstream[_CLEAN].source_version
    found: dict[str, Any] | None = step.before.metadata.get(BEFORE if same else HEADLINE)
    return found


def newest_checks(instance: dg.DagsterInstance, partition: str | None = None) -> "list[Checked]":
    """Return the newest evaluation of every check, in order; for a dated source, of the
    partition.
    """
    known = evaluations_by_check(OwnEvents.of(instance), partition)
    return [_checked(check, known.get(key)) for key, check in CHECKS.items()]


def _checked(check: Check, known: Evaluation | None) -> "Checked":
    from churn_platform.analysis.report.facts import Checked

    passed = known.passed if known else None
    texts = (known.found or "", known.expected or "") if known else ("", "")
    return Checked(check.asset, check.name, check.blocking, passed, *texts)
