"""The report's risk section: who is at risk, and the money at stake."""

from churn_platform.analysis.report.blocks import Block, Section, Table, Text
from churn_platform.analysis.report.facts import Document, ReportFacts
from churn_platform.analysis.report.formatting import column, group, line, money
from churn_platform.wording import counted, expected, sentence, share

_SMALL = " (few)"


def risk_section(facts: ReportFacts) -> Section:
    """Return the risk bands, and the segments of the current customers."""
    summary = facts.summary
    blocks: list[Block] = [Text(_opening(facts)), *_label(facts), _bands(facts)]
    if any(summary["segments"].values()):
        blocks.append(_segments(summary))
    if any(row["small"] for rows in summary["segments"].values() for row in rows):
        few = summary["smallest_segment"]
        blocks.append(Text(f"(few): fewer than {few} customers, too few to act on.", quiet=True))
    reasons = dict.fromkeys(summary["undefined"].values())
    blocks += [Text(f"Not shown: {sentence(line(reason))}", quiet=True) for reason in reasons]
    return Section("risk", "Who is at risk, and what it is worth", blocks)


def _opening(facts: ReportFacts) -> str:
    totals, unit = facts.summary["totals"], facts.summary["unit"]
    worth = ""
    if totals["revenue_at_risk"] is not None:
        worth = (
            f"  They represent {money(totals['revenue_at_risk'], unit)} of the"
            f" {money(totals['monthly_revenue'], unit)}  that all customers pay per month."
        )
    return (
        f"Of {counted(totals['customers'], 'current customer')}"
        f" {expected(totals['expected_leavers'])} are {line(facts.summary['like'])}, by the sum of"
        f" their probabilities.{worth}"
    )


def _label(facts: ReportFacts) -> list[Block]:
    """Return the meaning of churn, if the contract describes it beside what it states."""
    target = facts.contract[facts.contract.target]
    if not target.description or facts.contract.outcome.horizon_months is not None:
        return []
    said = f"The contract describes {column(target.name)} as: {sentence(line(target.description))}"
    text = f"{said} The probabilities refer to that."
    return [Text(text, quiet=True)]


def _bands(facts: ReportFacts) -> Table:
    limits, unit = facts.champion["bands"], facts.summary["unit"]
    medium, high = share(limits["medium"]), share(limits["high"])
    words = {"high": f"from {high}", "medium": f"{medium} to {high}", "low": f"below {medium}"}
    total = facts.summary["totals"]["customers"]
    has_money = "revenue_at_risk" not in facts.summary["undefined"]
    rows = [
        [
            row["band"].capitalize(),
            words[row["band"]],
            f"{row['customers']:,}",
            share(row["customers"] / total if total else None),
            expected(row["expected_leavers"]),
            *([money(row["revenue_at_risk"], unit)] if has_money else []),
        ]
        for row in facts.bands
    ]
    heads = ["Risk", "Probability", "Customers", "Share", "Like those who left"]
    return _with_money("Current customers by risk", heads, rows, has_money, texts=2)


def _with_money(
    caption: str, heads: list[str], rows: list[list[str]], has_money: bool, texts: int = 1
) -> Table:
    if not has_money:
        return Table(caption, heads, rows, texts)
    return Table(f"{caption}; revenue a month", [*heads, "Revenue at risk"], rows, texts)


def _segments(summary: Document) -> Table:
    has_money = "revenue_at_risk" not in summary["undefined"]
    heads = ["Segment", "Customers", "Like those who left", "Mean probability", "At high risk"]
    rows = [
        [
            group(name, row["label"]) + (_SMALL if row["small"] else ""),
            f"{row['customers']:,}",
            expected(row["expected_leavers"]),
            share(row["mean_probability"]),
            f"{row['high_risk']:,}",
            *([money(row["revenue_at_risk"], summary["unit"])] if has_money else []),
        ]
        for name, found in summary["segments"].items()
        for row in found
    ]
    return _with_money("Current customers by segment", heads, rows, has_money)
