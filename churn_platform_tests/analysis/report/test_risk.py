from typing import Any

from churn_platform.analysis.report.blocks import Block, Section, Table, Text
from churn_platform.analysis.report.risk import risk_section
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.outcome import Outcome
from churn_platform_tests.analysis.report.made import facts, summary, totals
from churn_platform_tests.telco import TELCO


def tables(section: Section) -> list[Table]:
    return [block for block in section.blocks if isinstance(block, Table)]


def said(blocks: list[Block]) -> str:
    return " ".join(block.text for block in blocks if isinstance(block, Text))


def test_bands_say_where_they_begin_and_what_they_are_worth() -> None:
    bands, segments = tables(risk_section(facts()))
    assert bands.rows == [
        ["High", "from 53.1%", "404", "7.8%", "260", "$20,335"],
        ["Medium", "26.5% to 53.1%", "947", "18.3%", "352", "$25,404"],
        ["Low", "below 26.5%", "3,823", "73.9%", "8.6", "–"],
    ]
    assert segments.rows == [["Contract: Two year (few)", "40", "1.2", "17.8%", "404", "$65,330"]]
    assert "fewer than 50 customers" in said(risk_section(facts()).blocks)


def test_without_revenue_no_money_is_shown_and_the_reason_is() -> None:
    names = ("monthly_revenue", "revenue_at_risk", "lifetime_value_at_risk")
    without = summary(
        totals=totals(**dict.fromkeys(names)),
        undefined=dict.fromkeys(names, "the contract names no revenue column"),
        unit="",
    )
    section = risk_section(facts(summary=without))
    for table in tables(section):
        assert "Revenue at risk" not in table.heads and "revenue" not in table.caption
        assert {len(row) for row in table.rows} == {len(table.heads)}
    text = said(section.blocks)
    assert text.startswith(
        "Of 5,174 current customers 921 are like those who left within the last month, by"
    )
    assert "They represent" not in text
    assert text.count("Not shown: The contract names no revenue column.") == 1


def test_what_the_label_means_is_said_where_the_contract_states_no_time() -> None:
    meaning = "The contract describes Churn as: Left within the last month. The probabilities refer"
    assert meaning not in said(risk_section(facts()).blocks)
    unstated = TELCO.model_copy(update={"outcome": Outcome()})
    assert f"{meaning} to that." in said(risk_section(facts(contract=unstated)).blocks)


def test_a_label_that_the_contract_does_not_describe_is_not_described() -> None:
    target = TELCO[TELCO.target].model_copy(update={"description": ""})
    columns = [target if each.name == target.name else each for each in TELCO.columns]
    fields: dict[str, Any] = {name: getattr(TELCO, name) for name in Contract.model_fields}
    fields["columns"] = type(TELCO.columns)(columns)
    contract = Contract.model_construct(**fields)
    assert "The contract says" not in said(risk_section(facts(contract=contract)).blocks)
