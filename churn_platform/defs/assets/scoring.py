"""Group `scoring`: who is at risk, why, and the money at stake."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import dagster as dg

from churn_platform.catalog import CHAMPION, RISK_BANDS, SCORED_BY
from churn_platform.defs.models.scored import Scores, for_export
from churn_platform.defs.steps.declare import declare
from churn_platform.defs.steps.outputs import writes_json
from churn_platform.defs.steps.resources import PipelineResource
from churn_platform.defs.steps.step import Result, begin_step
from churn_platform.defs.tables.column_schemas import revenue_unit, score_columns
from churn_platform.defs.tables.published import adopted, drafts, scratch, table_of
from churn_platform.metadata import Meta
from churn_platform.storage.lookup import LookupWriter
from churn_platform.values import plain

if TYPE_CHECKING:
    from churn_platform.analysis.rows import Rows

_SCORES, _SUMMARY = "churn_scores", "retention_summary"


@declare(_SCORES, kinds={"pandas", "parquet", "csv"}, columns=score_columns)
def churn_scores(
    context: dg.AssetExecutionContext, pipeline: PipelineResource
) -> Iterator[Result | dg.AssetCheckResult]:
    """One row per current customer: probability of churning, risk band, money at risk, reasons.

    Sorted by risk, highest first. The champion gives the probability; the reasons are the features
    that raise it, actionable ones first. A customer in its training data is scored by the model of
    the fold without that customer, see `scored_by`. The CSV is safe to open in a spreadsheet, and
    has the source's header for the id.
    """
    from churn_platform.analysis.at_risk.headline import band_table
    from churn_platform.analysis.at_risk.summary import bands_of
    from churn_platform.analysis.checks.bands import some_are_at_high_risk
    from churn_platform.storage.csv_export import table_as_csv
    from churn_platform.tables.pages import Pages

    with (
        begin_step(context, pipeline) as step,
        scratch(step.root) as folder,
        drafts(step, {_SCORES: None}, folder) as tables,
        (folder / "scores.csv").open("wb") as sheet,
    ):
        draft, pages, found = tables[_SCORES], Pages(), Scores(step, folder)
        for scores in found.ranked():
            table_as_csv(for_export(scores, step.contract), sheet, header=not draft.written)
            pages.add(draft.add(scores))
        sheet.flush()
        with LookupWriter(folder / _SCORES, step.contract.identifier) as lookup:
            for each in found.in_order():
                lookup.add(each)
            pages.write(lookup)
        bands = bands_of(draft.rows())
        facts, unit = step.upstream[CHAMPION].metadata[Meta.CHAMPION], revenue_unit(step.contract)
        scored_by = _scored_by(draft.rows())
        counts = {each["band"]: each["customers"] for each in bands}
        shares = ", ".join(f"{count:,} at {band} risk" for band, count in counts.items())
        step.say(f"{draft.written:,} current customers scored by {facts['name']}: {shares}")
        yield step.result(
            *draft.publish(),
            step.adopt(folder / "scores.csv", suffix=".csv"),
            *adopted(step, lookup, _SCORES),
            **{
                Meta.AT_A_GLANCE: dg.MetadataValue.md(band_table(bands, unit)),
                Meta.ROWS: draft.written,
                Meta.MODEL: facts["name"],
                Meta.MODEL_VERSION: facts["version"],
                "expected_leavers": sum(each["expected_leavers"] for each in bands),
                **{f"{band}_risk": count for band, count in counts.items()},
                **{f"scored_by_{word}": count for word, count in scored_by.items()},
            },
        )
        yield from step.evaluate([some_are_at_high_risk(counts[RISK_BANDS[0]], draft.written)])


def _scored_by(scores: "Rows") -> dict[str, int]:
    """Return the number of customers by scoring model, see `catalog.SCORED_BY`."""
    from churn_platform.analysis.rows import whole

    counts = whole(scores, ["scored_by"])["scored_by"].value_counts()
    return {word.replace("-", "_"): int(counts[word]) for word in SCORED_BY if word in counts}


@declare(_SUMMARY, kinds={"json", "markdown"})
def retention_summary(context: dg.AssetExecutionContext, pipeline: PipelineResource) -> Result:
    """One document is where the risk lies: customers and money at risk by segment.

    It includes the campaign with the largest expected profit under the stated assumptions: it
    contacts every customer whose probability makes a contact pay.
    """
    from churn_platform.analysis.at_risk import headline, summary
    from churn_platform.analysis.at_risk import summary_markdown as markdown
    from churn_platform.analysis.campaign.profit import Campaign

    with begin_step(context, pipeline) as step:
        scores = table_of(step, _SCORES)
        document: dict[str, Any] = plain(
            summary.retention_summary(
                scores,
                step.contract,
                Campaign(**step.config["campaign"]),
                step.config["smallest_segment"],
                step.config["horizon_months"],
            )
        )
        totals, plan = document["totals"], document["campaign"]
        known = {
            "customers": totals["customers"],
            "expected_leavers": totals["expected_leavers"],
            "revenue_at_risk": totals["revenue_at_risk"],
            "customers_to_contact": plan["customers"],
            "expected_profit": plan["expected_profit"],
        }
        expected = f"{totals['expected_leavers']:,.0f} of {totals['customers']:,}"
        step.say(f"{expected} {document['like']}; contact {plan['customers']:,}")
        return step.result(
            step.publish(writes_json(document), public=True),
            at_a_glance=dg.MetadataValue.md(headline.summary_headline(document)),
            summary=dg.MetadataValue.md(markdown.as_markdown(document)),
            **{name: round(value, 2) for name, value in known.items() if value is not None},
        )
