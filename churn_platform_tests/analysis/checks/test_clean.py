import json
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from churn_platform.analysis.checks.clean import clean_findings
from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.profile import profile_of
from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.cleaning.evidence import evidence_of
from churn_platform.checks import CHECKS
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.checks.tables import CONTRACT, text
from churn_platform_tests.telco import TELCO

HEADERS = ["Id", "Months", "Price", "Online", "Plan", "Left", "Note"]


def _findings(table: pd.DataFrame, contract: Contract = CONTRACT) -> list[Finding]:
    others = pd.DataFrame({"Note": "x"}, index=table.index, dtype=object)
    done = clean_customers(table, contract)
    profile = profile_of(done, HEADERS, contract)
    evidence = evidence_of(done, others, 1.0, contract.identifier)
    return clean_findings(done, evidence, contract, profile, profile)


def test_there_is_one_finding_for_each_check_in_the_catalogue() -> None:
    names = [finding.name for finding in _findings(text("yn" * 10))]
    assert names == [name for asset, name in CHECKS if asset == "clean_customers"]


def test_the_real_table_passes_every_check(stock: pd.DataFrame) -> None:
    assert [finding.name for finding in _findings(stock, TELCO) if not finding.passed] == []


def test_no_finding_names_a_customer_and_all_can_be_json() -> None:
    table = text("yn" * 10)
    table.loc[3, "id"] = table.loc[4, "id"]
    table.loc[5, "months"] = "-1"
    table.loc[6, "plan"] = "Gold"
    table.loc[7, "left"] = "maybe"
    findings = _findings(table)
    failed = {finding.name for finding in findings if not finding.passed}
    assert {"ids_are_unique", "few_rows_are_quarantined", "values_are_allowed"} < failed
    shown = json.dumps([vars(finding) for finding in findings], allow_nan=False)
    assert not re.search(r"id-\d", shown)


@pytest.mark.parametrize("column", ["left", "months", "id"])
def test_a_table_without_labelled_customers_is_judged_as_well(column: str) -> None:
    failed = {f.name for f in _findings(text("yn" * 10).assign(**{column: ""})) if not f.passed}
    assert "both_classes_are_large_enough" in failed


CELL = st.sampled_from(["", "Yes", "No", "1", "-2", "3.5", "1e308", "nan", "Basic", "a\nb", "é"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[CELL] * 6), min_size=1, max_size=12))
def test_any_table_is_judged_in_single_lines(rows: list[tuple[str, ...]]) -> None:
    table = pd.DataFrame(rows, columns=CONTRACT.names(), dtype=object)
    table.index = pd.RangeIndex(1, len(rows) + 1)
    for finding in _findings(table):
        assert "\n" not in finding.found + finding.expected
        json.dumps(vars(finding), allow_nan=False)
