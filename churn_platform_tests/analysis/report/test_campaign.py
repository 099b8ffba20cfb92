from churn_platform.analysis.report.blocks import Chart, Table, Text
from churn_platform.analysis.report.campaign import campaign_section
from churn_platform_tests.analysis.report.made import facts, summary


def test_the_campaign_is_that_of_the_summary_with_its_assumptions() -> None:
    section = campaign_section(facts())
    plan = section.blocks[1]
    assert isinstance(plan, Table)
    assert dict(plan.rows)["Expected profit"] == "$28,172"
    assert dict(plan.rows)["Cost of 1,505 offers"] == "$15,050"
    text = " ".join(block.text for block in section.blocks if isinstance(block, Text))
    assert "Contacting the 2,033 customers most at risk (39.3% of all" in text
    assert "$28,172: $2,800 to $59,000 if the offer keeps 12.6% to 51.2% of" in text
    assert (
        "worth $200 (14% of the $1,391 in revenue that a churned customer would bring"
        " within 24"
        " months, an upper estimate for 1,999 of 5,174 customers), an offer costs $10 and a"
        " contact $1.50; 30.0%"
    ) in text
    assert "Beta(6, 14) distributed, 95%: 12.6% to 51.2%" in text
    chart = section.blocks[-1]
    assert isinstance(chart, Chart)
    assert "earned at most $10.32 per customer at 52.3% contacted" in chart.sentence
    assert "a contact pays from a probability of 16.4%, and the campaign loses money if" in text


def test_a_campaign_that_does_not_pay_contacts_nobody() -> None:
    plan = {**summary()["campaign"], "reason": "no contact pays"}
    section = campaign_section(facts(summary=summary(campaign=plan)))
    assert section.blocks == [Text("Nobody: No contact pays.")]
