from churn_platform.analysis.report.blocks import Chart, Section, Table, Text
from churn_platform.analysis.report.leaving import segments_section, when_section, why_section
from churn_platform_tests.analysis.report.made import facts, segment
from churn_platform_tests.telco import TELCO


def sentence(section: Section) -> str:
    (chart,) = [block for block in section.blocks if isinstance(block, Chart)]
    return chart.sentence


def test_reasons_are_counted_and_the_figure_names_the_extremes() -> None:
    section = why_section(facts())
    (table,) = [block for block in section.blocks if isinstance(block, Table)]
    assert table.caption == "What raises the risk of 404 high-risk customers"
    assert table.rows == [["Length of the contract", "Two year", "12", "101", "25.0%"]]
    assert "Contract: One year leave most often (11.3%)" in sentence(section)
    assert "Contract: Two year least often (2.8%)" in sentence(section)


def test_nobody_with_a_reason_is_said() -> None:
    section = why_section(facts(reasons={"band": "all", "customers": 0, "rows": []}, charts={}))
    assert section.blocks[1] == Text("No customer has a reason that raises the risk.")


def test_segments_have_counts_and_intervals_and_small_ones_are_no_extreme() -> None:
    rows = [
        segment("Month-to-month", 0.4271),
        segment("Two year", 0.0283),
        segment("Odd", 0.9, small=True, customers=3, leavers=3),
    ]
    section = segments_section(facts(segments=rows))
    table = section.blocks[-1]
    assert isinstance(table, Table)
    assert table.rows[1] == ["Contract: Two year", "1,695", "48", "2.8%", "2.1% to 3.7%"]
    assert table.rows[2][0] == "Contract: Odd (few)"
    assert sentence(section).startswith("Customers with Contract: Month-to-month")
    assert "those with Contract: Two year (2.8%" in sentence(section)


def test_segments_that_are_missing_are_said_to_be() -> None:
    assert segments_section(facts(segments=None)).blocks == [
        Text("Not yet computed from this data.")
    ]
    assert segments_section(facts(segments=[])).blocks == [Text("No column defines segments.")]


def test_when_says_how_many_are_left_at_the_end_of_the_first_panel() -> None:
    assert "By Contract, at the end of the curves 56.8% with One year are" in sentence(
        when_section(facts())
    )


def test_without_a_time_axis_there_is_no_when_and_the_reason_is_said() -> None:
    (said,) = when_section(facts(contract=TELCO.model_copy(update={"time_axis": None}))).blocks
    assert isinstance(said, Text) and "has no column" in said.text
    assert when_section(facts(charts={})).blocks == [Text("Not yet computed from this data.")]
