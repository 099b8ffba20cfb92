"""The retention summary as Markdown."""

from collections.abc import Callable
from typing import Any, Final

from churn_platform.analysis.at_risk.summary import MONEY
from churn_platform.analysis.display import label, shown, with_unit
from churn_platform.analysis.markdown import table
from churn_platform.wording import (
    escape,
    expected,
    interval,
    number,
    plain,
    sentence,
    share,
)

_HEADS: Final = {
    "monthly_revenue": "revenue a month",
    "revenue_at_risk": "at risk",
    "lifetime_value_at_risk": "revenue of {months} months at risk",
}
_FEW: Final = "(few)"
LIKE: Final = "like those who left"
"""Head of a column with the sum of the probabilities."""


def as_markdown(summary: dict[str, Any]) -> str:
    """Return `retention_summary` as tables: the campaign, then one for each segment column.

    Texts from the data are escaped, so that they are shown literally.
    """
    parts = [_opening(summary["totals"], summary["like"]), _campaign(summary)]
    parts += [
        _segment_table(name, rows, summary) for name, rows in summary["segments"].items() if rows
    ]
    if any(row["small"] for rows in summary["segments"].values() for row in rows):
        parts.append(f"{_FEW}: fewer than {summary['smallest_segment']} customers.")
    if extrapolated := summary["totals"]["lifetime_extrapolated"]:
        parts.append(_upper(extrapolated, summary))
    reasons = dict.fromkeys(summary["undefined"].values())
    parts += [f"Not shown: {sentence(escape(reason))}" for reason in reasons]
    return "\n\n".join(parts) + "\n"


def _opening(totals: dict[str, Any], like: str) -> str:
    return (
        f"Of {totals['customers']:,} current customers {expected(totals['expected_leavers'])} are"
        f" {escape(like)}, by the sum of their probabilities, {share(totals['mean_probability'])}"
        f" on average; {totals['high_risk']:,} are at high risk."
    )


def _upper(extrapolated: int, summary: dict[str, Any]) -> str:
    return (
        f"Revenue of {summary['horizon_months']} months: for {extrapolated:,} of"
        f" {summary['totals']['customers']:,} customers it is an upper estimate, since nobody has"
        " been observed as a customer for that long."
    )


def _campaign(summary: dict[str, Any]) -> str:
    plan, unit = summary["campaign"], summary["unit"]
    head = "### Whom to contact"
    if plan["reason"]:
        return f"{head}\n\nNobody: {sentence(escape(plan['reason']))}"
    money, offers = _money_head("", unit), expected(plan["expected_offers"])
    rows = [
        ("customers to contact, most at risk first", f"{plan['customers']:,}"),
        ("share of all current customers", share(plan["share"])),
        ("lowest probability among them", share(plan["lowest_probability"])),
        ("expected churn among them", expected(plan["expected_leavers"])),
        ("expected to be kept", expected(plan["expected_saved"])),
        (f"cost of contacts{money}", number(plan["contact_cost"], 0)),
        (f"cost of offers, {offers} of them{money}", number(plan["offer_cost"], 0)),
        (f"value of those who are kept{money}", number(plan["saved_value"], 0)),
        (f"**expected profit{money}**", f"**{number(plan['expected_profit'], 0)}**"),
        (
            f"the same if an offer keeps {response_words(plan['response'])} of those who would"
            f" churn{money}",
            interval(plan["response"]["expected_profit"], 0),
        ),
    ]
    return f"{head}\n\n{table(['', ''], rows)}\n\n{_assumed(summary)}"


def _assumed(summary: dict[str, Any]) -> str:
    plan = summary["campaign"]
    given, even = plan["assumptions"], plan["response"]["break_even_gamma"]
    worth, offer, contact = (
        escape(with_unit(plain(given[name]), summary["unit"]))
        for name in ("clv", "offer_cost", "contact_cost")
    )

    def whole(amount: float) -> str:
        return escape(with_unit(number(amount, 0), summary["unit"]))

    return (
        f"Assumptions, to be replaced by your own: a kept customer is worth {worth}"
        f"{value_of_revenue(summary, whole)}, an offer costs {offer} and a contact"
        f" {contact}, an offer keeps {share(given['gamma'])} of those who"
        f" would leave, and all who would stay take it. Contacting pays from a probability of"
        f" {share(plan['threshold'])}. The campaign loses money if an offer keeps fewer than"
        f" {share(even)}."
    )


def response_words(response: dict[str, Any]) -> str:
    """Return the range of the response, such as "12.6% to 51.2%"."""
    low, high = response["gamma"]
    return f"{share(low)} to {share(high)}"


def value_of_revenue(summary: dict[str, Any], shown_as: Callable[[float], str]) -> str:
    """Return the value of a kept customer as a share of the revenue it stands for, in brackets.

    They are compared because one is profit and the other revenue; "" without revenue. If some
    customers' months are an upper estimate, so is the revenue, and the text says so.

    Args:
        summary: as `retention_summary` returns it.
        shown_as: how an amount is written.
    """
    revenue, totals = summary["revenue_of_a_leaver"], summary["totals"]
    if not revenue:
        return ""
    part = share(summary["campaign"]["assumptions"]["clv"] / revenue, 0)
    extrapolated, customers = totals["lifetime_extrapolated"], totals["customers"]
    mark = f", an upper estimate for {extrapolated:,} of {customers:,} customers"
    return (
        f" ({part} of the {shown_as(revenue)} in revenue that a churned customer would bring"
        f" within {summary['horizon_months']} months{mark if extrapolated else ''})"
    )


def _segment_table(name: str, rows: list[dict[str, Any]], summary: dict[str, Any]) -> str:
    money = [key for key in MONEY if key not in summary["undefined"]]
    heads = [
        escape(label(name)),
        *("customers", LIKE, "high risk", "mean probability"),
        *(_money_head(_head(key, summary), summary["unit"]) for key in money),
    ]
    lines = [
        (
            escape(shown(row["label"])) + (f" {_FEW}" if row["small"] else ""),
            f"{row['customers']:,}",
            expected(row["expected_leavers"]),
            f"{row['high_risk']:,}",
            share(row["mean_probability"]),
            *(number(row[key], 0) for key in money),
        )
        for row in rows
    ]
    return f"### {escape(label(name))}\n\n{table(heads, lines)}"


def _head(key: str, summary: dict[str, Any]) -> str:
    return _HEADS[key].format(months=summary["horizon_months"])


def _money_head(text: str, unit: str) -> str:
    return f"{text} ({escape(shown(unit))})" if unit else text
