from churn_platform.analysis.at_risk.summary import retention_summary
from churn_platform.analysis.at_risk.summary_markdown import as_markdown
from churn_platform.analysis.campaign.profit import Campaign
from churn_platform_tests.analysis.scoring.hand import SCORES, summary
from churn_platform_tests.analysis.scoring.made import MADE

LINES = as_markdown(summary()).split("\n")


def test_it_opens_with_the_totals() -> None:
    assert LINES[0] == (
        "Of 5 current customers 2.3 are like those who left, by the sum of their probabilities,"
        " 46.0% on average; 2 are at high risk."
    )


def test_a_segment_is_a_line_with_numbers_for_people() -> None:
    start = LINES.index("### Plan")
    assert LINES[start + 2 : start + 7] == [
        "| Plan | customers | like those who left | high risk | mean probability |"
        " revenue a month (€) | at risk (€) | revenue of 24 months at risk (€) |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| basic | 2 | 1.1 | 1 | 55.0% | 40 | 20 | 200 |",
        "| plus | 2 | 0.3 | 0 | 15.0% | 60 | 11 | 24 |",
        "| unknown (few) | 1 | 0.9 | 1 | 90.0% | 100 | 90 | 900 |",
    ]
    assert "(few): fewer than 2 customers." in LINES


def test_the_campaign_is_told_with_what_is_assumed() -> None:
    # 2.2 churners of four, gamma 6 / 20: 0.66 kept, 0.66 + 1.8 offers; 0.66 * 200 - 24.6 - 4 is
    # 103.4. A churner is worth 190 gamma, and 4 + 18 are spent whatever gamma is: a gamma of
    # 22 / 418 earns nothing, and 0.126 to 0.512, of scipy.stats.beta(6, 14), 30.6 to 192.1.
    start = LINES.index("### Whom to contact")
    assert LINES[start + 4 : start + 14] == [
        "| customers to contact, most at risk first | 4 |",
        "| share of all current customers | 80.0% |",
        "| lowest probability among them | 20.0% |",
        "| expected churn among them | 2.2 |",
        "| expected to be kept | 0.7 |",
        "| cost of contacts (€) | 4 |",
        "| cost of offers, 2.5 of them (€) | 25 |",
        "| value of those who are kept (€) | 132 |",
        "| **expected profit (€)** | **103** |",
        "| the same if an offer keeps 12.6% to 51.2% of those who would churn (€) | 31 to 192 |",
    ]
    assert LINES[start + 15] == (
        "Assumptions, to be replaced by your own: a kept customer is worth €200 (27% of the €749 in"
        " revenue that a churned customer would bring within 24 months, an upper estimate"
        " for 2 of"
        " 5 customers), an offer costs €10 and a contact €1, an offer keeps 30.0% of those who"
        " would leave, and all who would stay take it. Contacting pays from a probability of 16.4%."
        " The campaign loses money if an offer keeps fewer than 5.3%."
    )


def test_months_beyond_what_was_observed_are_marked() -> None:
    assert (
        "Revenue of 24 months: for 2 of 5 customers it is an upper estimate, since nobody has been"
        " observed as a customer for that long."
    ) in LINES
    observed = SCORES.assign(lifetime_basis="observed")
    assert "upper estimate" not in as_markdown(summary(scores=observed))


def test_large_numbers_have_separators_and_counts_of_people_no_decimals() -> None:
    many = SCORES.loc[SCORES.index.repeat(1000)].assign(revenue_at_risk=1000.0)
    found = as_markdown(summary(scores=many))
    assert "Of 5,000 current customers 2,300 are like those who left" in found
    assert "| plus | 2,000 | 300 | 0 | 15.0% |" in found
    assert "| 2,000,000 |" in found


def test_what_is_not_known_is_left_out_and_said_once() -> None:
    nothing = SCORES.assign(monthly_revenue=None, revenue_at_risk=None, lifetime_value_at_risk=None)
    found = as_markdown(summary(scores=nothing))
    assert "revenue a month" not in found
    assert found.count("Not shown: No customer's revenue is known.") == 1


def test_nobody_to_contact_is_said_with_the_reason() -> None:
    dear = Campaign(contact_cost=60)
    found = as_markdown(retention_summary(SCORES, MADE, dear, 2, 24))
    assert (
        "### Whom to contact\n\nNobody: A contact costs more than it is expected to earn, whoever"
        " is contacted.\n"
    ) in found
    empty = as_markdown(retention_summary(SCORES[:0], MADE, Campaign(), 2, 24))
    assert "Nobody: There are no customers." in empty
    assert "### Plan" not in empty


def test_a_hostile_value_stays_text() -> None:
    label = "|<img src=x>[a](http://b.c)`"
    found = as_markdown(summary(scores=SCORES.assign(segment_plan=label)))
    (line,) = (line for line in found.split("\n") if "img" in line)
    assert line.startswith(r"| \|&lt;img src=x&gt;\[a\](http:")
    assert "://" not in line
    assert r"\`" in line
    assert line.replace(r"\|", "").count("|") == 9
