"""Group `scoring`: who is at risk, why, and what it is worth."""

from typing import TYPE_CHECKING, Any

import dagster as dg

from churn_platform.catalog import CHAMPION
from churn_platform.defs.candidate import champion_scorer
from churn_platform.defs.column_schemas import SCORES, revenue_unit
from churn_platform.defs.configuration import expected_config
from churn_platform.defs.declare import declare
from churn_platform.defs.outputs import writes_json
from churn_platform.defs.resources import DataFolder
from churn_platform.defs.step import Result, Step, step
from churn_platform.metadata import Meta
from churn_platform.progress import reporter
from churn_platform.values import plain

if TYPE_CHECKING:
    import pandas as pd

_SCORES, _SUMMARY = "churn_scores", "retention_summary"


@declare(_SCORES, kinds={"pandas", "parquet", "csv"}, columns=SCORES)
def churn_scores(context: dg.AssetExecutionContext, data_folder: DataFolder) -> Result:
    """One row is one current customer: probability to leave, risk band, money at risk, reasons.

    Those most at risk come first. The champion gives the probability, and the reasons are what
    moves it most. The CSV is safe to open in a spreadsheet.
    """
    from churn_platform.analysis.scoring.headline import band_table
    from churn_platform.analysis.scoring.summary import bands_of
    from churn_platform.export import as_csv
    from churn_platform.tables import write_table

    with step(context, data_folder.root, expected_config()[_SCORES]) as this:
        scores = _score(this)
        facts = this.upstream[CHAMPION].metadata[Meta.CHAMPION]
        by_id = scores.set_index(this.contract.identifier)
        bands = {each["band"]: each["customers"] for each in bands_of(scores)}
        shares = ", ".join(f"{count:,} at {band} risk" for band, count in bands.items())
        this.say(f"{len(scores):,} current customers scored by {facts['name']}: {shares}")
        return this.result(
            this.publish(lambda file: write_table(scores, file)),
            this.publish(lambda file: as_csv(by_id, file), ".csv"),
            **{
                Meta.AT_A_GLANCE: dg.MetadataValue.md(
                    band_table(scores, revenue_unit(this.contract))
                ),
                Meta.ROWS: len(scores),
                Meta.MODEL: facts["name"],
                Meta.MODEL_VERSION: facts["version"],
                "expected_leavers": scores["probability"].sum(),
                **{f"{band}_risk": count for band, count in bands.items()},
            },
        )


def _score(this: Step) -> "pd.DataFrame":
    import pandas as pd

    from churn_platform.analysis.scoring.table import score_customers
    from churn_platform.analysis.survival.lifetime import expected_lifetime, lifetime_curves
    from churn_platform.tables import read_table

    contract, settings = this.contract, this.config
    clean = read_table(this.path("clean_customers"))
    unlabelled = read_table(this.path("unlabelled_customers"))
    stayed = clean[clean[contract.target] == 0].drop(columns=contract.target)
    current = pd.concat([stayed, unlabelled], ignore_index=True)
    curves = lifetime_curves(clean, contract, settings["smallest_segment"])
    lifetime = expected_lifetime(current, curves, contract, settings["horizon_months"])
    scorer = champion_scorer(this)
    share = this.upstream[CHAMPION].metadata[Meta.CHAMPION]["leavers_share"]
    told = reporter(this.context.log.info, _SCORES, "customers")
    return score_customers(current, scorer, contract, share, lifetime, told)


@declare(_SUMMARY, kinds={"json", "markdown"})
def retention_summary(context: dg.AssetExecutionContext, data_folder: DataFolder) -> Result:
    """One document is where the risk lies: customers and money at risk by segment.

    With it comes the campaign that the profit measure recommends, under the assumptions it states:
    it contacts whoever is above the threshold of most profit on the training folds.
    """
    from churn_platform.analysis.evaluation.profit import Campaign
    from churn_platform.analysis.scoring import headline, markdown, summary
    from churn_platform.tables import read_table

    with step(context, data_folder.root, expected_config()[_SUMMARY]) as this:
        scores = read_table(this.path(_SCORES))
        share = _share_to_contact(this, scores["probability"])
        document: dict[str, Any] = plain(
            summary.retention_summary(
                scores,
                this.contract,
                Campaign(**this.config["campaign"]),
                share,
                this.config["smallest_segment"],
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
        this.say(f"{expected} expected to leave; contact {plan['customers']:,}")
        return this.result(
            this.publish(writes_json(document)),
            at_a_glance=dg.MetadataValue.md(headline.summary_headline(document)),
            summary=dg.MetadataValue.md(markdown.as_markdown(document)),
            **{name: round(value, 2) for name, value in known.items() if value is not None},
        )


def _share_to_contact(this: Step, probability: "pd.Series") -> float:
    # Not the share that was best on the held-out rows: those who have left are among them, and the
    # current customers are less at risk. The threshold means the same in both.
    facts = this.upstream[CHAMPION].metadata[Meta.CHAMPION]
    threshold = facts["thresholds"]["profit"]
    return (
        0.0 if threshold is None or probability.empty else float((probability >= threshold).mean())
    )
