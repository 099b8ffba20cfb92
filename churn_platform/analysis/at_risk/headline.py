"""The retention summary in a few lines, for the UI."""

from typing import Any, Final

from churn_platform.analysis.at_risk.summary_markdown import LIKE, response_words
from churn_platform.analysis.display import with_unit
from churn_platform.analysis.inline import inline_table
from churn_platform.analysis.markdown import bullets, segment
from churn_platform.wording import escape, number, share

_SEGMENTS: Final = 3
_Row = tuple[str, ...]


def summary_headline(summary: dict[str, Any]) -> str:
    """Return the totals of `retention_summary`, whom to contact, and the segments most at risk."""
    totals, unit = summary["totals"], summary["unit"]
    money = _money(totals["revenue_at_risk"], unit)
    lines = [  # short: the UI truncates long lines
        f"**{number(totals['expected_leavers'], 0)} of {totals['customers']:,}**"
        f" {escape(summary['like'])}",
        f"**{totals['high_risk']:,}** at high risk",
        *([f"revenue at risk: **{money} a month**"] if money else []),
        *_contact(summary["campaign"], unit),
    ]
    head = ["most at risk", "customers", "probability"]
    return inline_table(bullets(lines), head, _most_at_risk(summary["segments"]))


def _contact(plan: dict[str, Any], unit: str) -> list[str]:
    if plan["reason"]:
        return [f"contact nobody: {escape(plan['reason'])}"]
    low, high = (_money(profit, unit) for profit in plan["response"]["expected_profit"])
    return [
        f"contact **{plan['customers']:,}**, from a probability of"
        f" {share(plan['lowest_probability'])}",
        f"expected profit of that: **{_money(plan['expected_profit'], unit)}**, if the assumptions"
        " hold",
        f"{low} to {high} if an offer keeps {response_words(plan['response'])} of those who would"
        f" churn",
    ]


def _most_at_risk(segments: dict[str, list[dict[str, Any]]]) -> list[_Row]:
    found = [(name, row) for name, rows in segments.items() for row in rows if not row["small"]]
    found.sort(key=lambda each: -each[1]["mean_probability"])  # ties keep the contract's order
    return [
        (
            segment(name, row["label"]),
            f"{row['customers']:,}",
            share(row["mean_probability"]),
        )
        for name, row in found[:_SEGMENTS]
    ]


def band_table(bands: list[dict[str, Any]], unit: str) -> str:
    """Return one row for each risk band: customers, expected churn, revenue at risk a month.

    Args:
        bands: of `bands_of`.
        unit: of the revenue; the column is left out if no revenue is known.
    """
    with_money = any(each["revenue_at_risk"] is not None for each in bands)
    rows = [
        (
            each["band"],
            f"{each['customers']:,}",
            number(each["expected_leavers"], 0),
            *([_money(each["revenue_at_risk"], unit)] if with_money else []),
        )
        for each in bands
    ]
    head = ["risk", "customers", LIKE]
    return inline_table("", [*head, "revenue at risk"] if with_money else head, rows)


def _money(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return escape(with_unit(number(value, 0), unit))
