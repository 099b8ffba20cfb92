from churn_platform.analysis.report.blocks import Pairs, Table, Text
from churn_platform.analysis.report.data import data_section, provenance_section
from churn_platform_tests.analysis.report.made import clean, facts


def test_rows_repairs_and_what_was_set_aside_are_counted() -> None:
    rows = data_section(facts()).blocks[0]
    assert isinstance(rows, Pairs)
    assert dict(rows.pairs) == {
        "Customers with a known outcome": "7,043",
        "Customers with an unknown outcome": "0",
        "Rows set aside": "2,957 (29.6% of all): value not allowed 2,957",
        "Duplicate rows": "0",
        "Values repaired": "11: blank total charges 11",
        "Columns not used": "Notes",
    }


def test_no_rows_at_all_have_no_share() -> None:
    changes = {"dagster/row_count": 0, "quarantined_rows": 0, "quarantined_by_rule": {}}
    rows = data_section(facts(clean=clean(**changes))).blocks[0]
    assert isinstance(rows, Pairs)
    assert dict(rows.pairs)["Rows set aside"] == "0 (– of all)"


def test_checks_say_what_they_found_and_broken_ones_come_first() -> None:
    _, said, broken, table = data_section(facts()).blocks
    assert said == Text("1 of 2 checks passed.")
    assert isinstance(broken, Table) and isinstance(table, Table)
    assert broken.rows == [["Ids are unique", "yes", "3 ids", "no such id"]]
    assert table.rows == [
        ["Can be read", "raw customers", "passed", "7,043 rows"],
        ["Ids are unique", "clean customers", "FAILED", "3 ids"],
        ["Scores have not drifted", "batch drift", "not run", "–"],
    ]


def test_the_sample_is_not_called_the_source() -> None:
    (block,) = provenance_section(facts(clean=clean(is_sample=True))).blocks
    assert isinstance(block, Pairs)
    assert dict(block.pairs)["Source"] == "synthetic customers, in place of customers.csv"


def test_provenance_names_source_versions_times_and_libraries() -> None:
    (block,) = provenance_section(facts()).blocks
    assert isinstance(block, Pairs)
    found = dict(block.pairs)
    assert found["Source"] == "customers.csv"
    assert found["Source read"] == "25 Nov 2026, 23:41 UTC"
    assert found["Run of this report"] == "2f80f7ab"
    assert found["Champion"] == "logistic regression, version 153eb1b052ca0a7c"
    assert found["Newest gradient boosting"] == "version version-0.8564"
    assert found["Made from"] == "clean customers 459ad54b4bcf6e17"
    assert found["Libraries"] == "pandas 2.3.3, plotly 7.1.0, python 3.11"
