"""The report's drift section: drift of the batch, and predictions against outcomes."""

from typing import Final

from churn_platform.analysis.display import titled
from churn_platform.analysis.monitoring.outcome import outcome_in_words
from churn_platform.analysis.report.blocks import Block, Section, Table, Text
from churn_platform.analysis.report.charts import chart
from churn_platform.analysis.report.facts import Document, ReportFacts
from churn_platform.analysis.report.formatting import column, line, value
from churn_platform.config.contracts.contract import Contract
from churn_platform.wording import DASH, counted, number, sentence

_LARGEST: Final = 5


def drift_section(facts: ReportFacts) -> Section:
    """Return the features with most drift, the drift of the scores, and predictions against
    outcomes.
    """
    report = facts.drift
    blocks: list[Block] = [Text(_opening(report)), Text(_quality(facts.quality))]
    rows = sorted(report["features"], key=lambda row: -(row["psi_corrected"] or 0.0))
    drifted = [row for row in rows if row["name"] in report["drifted"]]
    blocks.append(_table(drifted or rows[:_LARGEST], report, facts.contract))
    limits = report["limits"]
    said = (
        "Each bar is a population stability index (PSI), corrected for chance: moderate from"
        f" {limits['warning']:g}, large from {limits['alarm']:g}."
    )
    if any(row["psi_corrected"] for row in [report["score"], *rows]):
        blocks += chart(facts, "batch_drift", "Drift by feature", said)
    else:
        blocks.append(Text("Nothing changed more than by chance, so there is nothing to draw."))
    return Section("drift", "Is the model still valid", blocks)


def _opening(report: Document) -> str:
    drifted, all_of_them = len(report["drifted"]), len(report["features"])
    return (
        f"Compared with {counted(report['reference_rows'], 'customer')} of the data version"
        f" {line(report['reference_version'])}, {drifted:,} of {counted(all_of_them, 'feature')}"
        f" drifted among the {report['rows']:,} of this data{_who(report)}. Drift of the scores:"
        f" {report['score']['verdict']}."
    )


def _who(report: Document) -> str:
    return " who were not used to train the model" if report.get("held_out") else ""


def _quality(quality: Document) -> str:
    if not quality["customers"]:
        reason = quality["undefined"].get(
            "observed_share", "no customer with a known outcome is new"
        )
        return f"Predictions and outcomes cannot be compared: {sentence(line(reason))}"
    return (
        f"For customers not used in training: {outcome_in_words(quality)}; ROC AUC"
        f" {number(quality['roc_auc'])}, Brier score {number(quality['brier'])}."
    )


def _name(name: str, contract: Contract) -> str:
    return value(titled(contract[name])) if name in contract.features else column(name)


def _table(rows: list[Document], report: Document, contract: Contract) -> Table:
    cells = [
        [
            _name(row["name"], contract),
            row["verdict"],
            line(row["shift"] or row["reason"] or DASH).replace("->", "→"),
            number(row["psi_corrected"], 2),
        ]
        for row in [report["score"], *rows]
    ]
    caption = "Scores, and the features that changed most"
    return Table(caption, ["Feature", "Drift", "What moved", "PSI"], cells, texts=3, long=1)
