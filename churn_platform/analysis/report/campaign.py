"""The report's campaign: whom to contact, cost and profit, and assumptions."""

from functools import partial

from churn_platform.analysis.at_risk.summary_markdown import response_words, value_of_revenue
from churn_platform.analysis.report.blocks import Block, Section, Table, Text
from churn_platform.analysis.report.charts import chart
from churn_platform.analysis.report.facts import Document, ReportFacts
from churn_platform.analysis.report.formatting import line, money
from churn_platform.wording import DASH, counted, expected, model_words, plain, sentence, share


def campaign_section(facts: ReportFacts) -> Section:
    """Return the campaign section: whom to contact, cost and profit, and assumptions."""
    plan, unit = facts.summary["campaign"], facts.summary["unit"]
    title = "Whom to contact"
    if plan["reason"]:
        return Section("campaign", title, [Text(f"Nobody: {sentence(line(plan['reason']))}")])
    opening = (
        f"Contacting the {plan['customers']:,} customers most at risk"
        f" ({share(plan['share'])} of all, from a probability of"
        f" {share(plan['lowest_probability'])}) is expected to keep"
        f" {expected(plan['expected_saved'])} of them and to earn"
        f" {money(plan['expected_profit'], unit)}: {_profits(plan, unit)} if the offer keeps"
        f" {response_words(plan['response'])} of those who would churn."
    )
    assumed = Text(_assumed(facts.summary), quiet=True)
    blocks: list[Block] = [Text(opening), _plan(plan, unit), assumed]
    return Section("campaign", title, blocks + _profit(facts))


def _plan(plan: Document, unit: str) -> Table:
    rows = [
        ["Customers to contact", f"{plan['customers']:,}"],
        ["Expected churn among them", expected(plan["expected_leavers"])],
        ["Expected to be kept", expected(plan["expected_saved"])],
        ["Value of those who are kept", money(plan["saved_value"], unit)],
        ["Cost of the contacts", money(plan["contact_cost"], unit)],
        [f"Cost of {expected(plan['expected_offers'])} offers", money(plan["offer_cost"], unit)],
        ["Expected profit", money(plan["expected_profit"], unit)],
        [f"If {response_words(plan['response'])} are kept", _profits(plan, unit)],
    ]
    return Table("The most profitable campaign", ["", "Expected"], rows)


def _profits(plan: Document, unit: str) -> str:
    low, high = plan["response"]["expected_profit"]
    return f"{money(low, unit)} to {money(high, unit)}"


def _assumed(summary: Document) -> str:
    plan, unit = summary["campaign"], summary["unit"]
    given = plan["assumptions"]
    worth, offer, contact = (
        money(given[name], unit, 0 if float(given[name]).is_integer() else 2)
        for name in ("clv", "offer_cost", "contact_cost")
    )
    return (
        f"These terms are assumptions, to be replaced by your own: a kept customer is worth {worth}"
        f"{value_of_revenue(summary, partial(money, unit=unit))}, an offer costs {offer} and a"
        f" contact {contact};"
        f" {share(given['gamma'])} of the contacted customers who would churn accept the offer and"
        f" stay"
        f" (Beta({plain(given['alpha'])}, {plain(given['beta'])}) distributed, 95%:"
        f" {response_words(plan['response'])}), and all other contacted customers, who would stay,"
        f" accept it too. With these terms a contact pays from a probability of"
        f" {share(plan['threshold'])}, and the campaign loses money if fewer than"
        f" {share(plan['response']['break_even_gamma'])} of those who would churn stay for the"
        f" offer. Nothing is learned from past campaigns."
    )


def _profit(facts: ReportFacts) -> list[Block]:
    metrics, unit = facts.metrics, facts.summary["unit"]
    said = [
        f"{money(model['mpc'], unit, 2)} per customer at {share(model['mpc_share'])} contacted by"
        f" the {model_words(name)}"
        for name, model in metrics["models"].items()
        if model["mpc"] is not None
    ]
    text = (
        f"In hindsight, on {counted(metrics['test_rows'], 'held-out customer')} a campaign would"
        f" have earned at most {'; '.join(said) or DASH}. The second part shows how many churned"
        f" customers it reaches."
    )
    return chart(facts, "campaign_profit", "Profit by the share of customers contacted", text)
