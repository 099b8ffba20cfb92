"""The report's sections on why, which and when customers leave."""

from churn_platform.analysis.report.blocks import Block, Chart, Section, Table, Text
from churn_platform.analysis.report.charts import chart, counted_bars, first_groups, first_panel
from churn_platform.analysis.report.facts import Document, Drawn, ReportFacts
from churn_platform.analysis.report.formatting import group, joined, line, value
from churn_platform.wording import counted, share, share_within

_REASONS = 10
_CURVES = 4


def why_section(facts: ReportFacts) -> Section:
    """Return the most frequent reasons for risk, and the values associated with churn."""
    blocks: list[Block] = [
        Text(
            "A reason raises a customer's own score; actionable ones come first."
            " It is associated with leaving, but not necessarily the cause."
        ),
        *_reasons(facts.reasons),
        *(
            first_groups(block) if isinstance(block, Chart) else block
            for block in chart(
                facts, "churn_by_category", "Churn rate by value", _category_sentence(facts)
            )
        ),
    ]
    return Section("why", "Why customers leave", blocks)


def segments_section(facts: ReportFacts) -> Section:
    """Return the churn rate of each segment with its count and interval."""
    rows = facts.segments
    if rows is None:
        return Section(
            "segments", "Which customers leave", [Text("Not yet computed from this data.")]
        )
    if not rows:
        return Section("segments", "Which customers leave", [Text("No column defines segments.")])
    large = [row for row in rows if not row["small"]] or rows
    top, bottom = _rate(large[0]), _rate(large[-1])
    sentence = f"Customers with {top} leave most often; those with {bottom} least often."
    blocks = chart(facts, "segment_churn", "Churn rate by segment", sentence)
    return Section("segments", "Which customers leave", [*blocks, _table(rows)])


def when_section(facts: ReportFacts) -> Section:
    """Return how long customers stay, by segment."""
    title, axis = "When customers leave", facts.contract.time_axis
    if axis is None:
        why = "The contract has no column for how long somebody has been a customer."
        return Section("when", title, [Text(why)])
    blocks = chart(facts, "tenure_curves", "How long customers stay", _curves_sentence(facts))
    return Section("when", title, blocks or [Text("Not yet computed from this data.")])


def _reasons(found: Document) -> list[Block]:
    if not found["rows"]:
        return [Text("No customer has a reason that raises the risk.")]
    who = "current" if found["band"] == "all" else "high-risk"
    rows = [
        [
            line(row["feature"]),
            value(row["value"]) if row["value"] else "any value",
            f"{row['main']:,}",
            f"{row['among']:,}",
            share(row["among"] / found["customers"]),
        ]
        for row in found["rows"][:_REASONS]
    ]
    heads = ["Reason", "Value", "Main reason of", "Among the first three of", "Share"]
    caption = f"What raises the risk of {counted(found['customers'], f'{who} customer')}"
    return [Table(caption, heads, rows, texts=2)]


def _category_sentence(facts: ReportFacts) -> str:
    drawn = facts.charts.get("churn_by_category")
    # from the counts: the bars are rounded
    rates = [
        (churned / customers, name)
        for name, churned, customers in (counted_bars(drawn.figure) if drawn else [])
    ]
    if not rates:
        return ""
    (maximum, top), (least, bottom) = max(rates), min(rates)
    return (
        f"Of all values, customers with {line(top)} leave most often ({share(maximum)}), those with"
        f" {line(bottom)} least often ({share(least)}). The columns whose values differ most come"
        " first."
    )


def _curves_sentence(facts: ReportFacts) -> str:
    drawn = facts.charts.get("tenure_curves")
    return _curves(drawn) if drawn else ""


def _curves(drawn: Drawn) -> str:
    panel, lines = first_panel(drawn.figure)
    last = [
        f"{share(heights[-1])} with {line(name)}"
        for name, heights in lines[:_CURVES]
        if heights and heights[-1] is not None
    ]
    said = f" By {line(panel)}, at the end of the curves {joined(last)} are still customers."
    return (
        "Each line is the share of a group that is still there after that time (Kaplan-Meier), with"
        f" its 95% interval; the steeper, the more leave at that time.{said if last else ''} The"
        " groups are those of today: customers with a long contract stayed long enough to sign it,"
        " so such a curve underrepresents those who left before."
    )


def _rate(row: Document) -> str:
    rate, within = share_within(row["churn_rate"], row["low"], row["high"])
    return f"{group(row['column'], row['label'])} ({rate}, 95% interval {within})"


def _table(rows: list[Document]) -> Table:
    cells = [
        [
            group(row["column"], row["label"]) + (" (few)" if row["small"] else ""),
            f"{row['customers']:,}",
            f"{row['leavers']:,}",
            *share_within(row["churn_rate"], row["low"], row["high"]),
        ]
        for row in rows
    ]
    heads = ["Segment", "Customers", "Left", "Churn rate", "95% interval"]
    return Table("Customers with a known outcome, by segment", heads, cells)
