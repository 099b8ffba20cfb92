from collections.abc import Sequence

import pandas as pd

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.implied import implied_values_hold
from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.cleaning.joined import joined
from churn_platform.config.contracts.load import parse_contract
from churn_platform_tests.analysis.checks.tables import CONTRACT, cleaned
from churn_platform_tests.telco import TELCO

NETS = parse_contract(
    """
name = "nets"
columns.id = {kind = "identifier", header = "Id"}
columns.left = {kind = "target", header = "Left"}
columns.films = {kind = "numeric", header = "Films", blank = "missing"}
columns.phone = {kind = "flag", header = "Phone", implies = {"No" = {films = 0}}}
[columns.tv]
kind = "category"
header = "TV"
values = ["Yes", "No", "none"]
blank = "missing"
[columns.net]
kind = "category"
header = "Net"
values = ["DSL", "No"]
implies = { "No" = { tv = "none", films = 0 } }
""",
    "nets.toml",
)
# net, tv, films, phone; of each line: how it breaks what is implied
ROWS = [
    ("No", "none", "0", "Yes"),
    ("No", "Yes", "0", "Yes"),  # net
    ("No", "Yes", "3", "No"),  # net twice, and phone
    ("No", "", "", "Yes"),  # nothing is known
    ("DSL", "none", "3", "Yes"),  # says nothing of what implies it
    ("DSL", "Yes", "1", "No"),  # phone
]


def table(rows: Sequence[tuple[str, ...]], first: int = 1) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["net", "tv", "films", "phone"], dtype=object)
    frame = frame.assign(id=[str(first + place) for place in range(len(rows))], left="Yes")
    frame.index = pd.RangeIndex(first, first + len(rows))
    return frame


def check(finding: Finding) -> None:
    assert not finding.passed
    assert finding.found == "phone=0: 2 of 2 rows (100%); net=No: 2 of 4 rows (50%)"
    assert finding.expected == "at most 1% of the rows with another value than the implied one"
    assert finding.details == {
        "phone=0": 2,
        "net=No": 2,
    }
    assert finding.rows == 3  # a row that breaks two is counted once


def test_rows_with_something_else_than_is_implied_are_counted() -> None:
    check(implied_values_hold(clean_customers(table(ROWS), NETS), NETS))


def test_a_table_in_parts_has_the_counts_of_the_whole() -> None:
    parts = [clean_customers(table(ROWS[:3]), NETS), clean_customers(table(ROWS[3:], 4), NETS)]
    check(implied_values_hold(joined(parts), NETS))


def test_a_contract_without_implications_passes() -> None:
    finding = implied_values_hold(cleaned("yn"), CONTRACT)
    assert finding.passed and finding.found == "the contract states none"


def test_the_real_table_has_no_exception(stock: pd.DataFrame) -> None:
    finding = implied_values_hold(clean_customers(stock, TELCO), TELCO)
    assert finding.passed and finding.found == "none"
    assert set(finding.details.values()) == {0} and len(finding.details) == 9
