from collections.abc import Sequence

import pandas as pd
import pytest

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.products import products_agree_with_their_factors
from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.load import parse_contract
from churn_platform_tests.analysis.checks.tables import CONTRACT, cleaned
from churn_platform_tests.telco import TELCO


def _contract(maximum: float) -> Contract:
    return parse_contract(
        f"""
name = "bills"
columns.id = {{kind = "identifier", header = "Id"}}
columns.months = {{kind = "numeric", header = "Months", blank = "missing"}}
columns.price = {{kind = "numeric", header = "Price"}}
columns.left = {{kind = "target", header = "Left"}}
checks = {{inconsistent_share = {maximum}}}
[columns.total]
kind = "numeric"
header = "Total"
blank = "missing"
product_of = ["months", "price"]
product_tolerance = 0.25
""",
        "bills.toml",
    )


def _finding(rows: Sequence[tuple[str, str, str]], maximum: float = 0.01) -> Finding:
    table = pd.DataFrame(rows, columns=["months", "price", "total"], dtype=object)
    table = table.assign(id=[str(place) for place in range(len(rows))], left="Yes")
    table.index = pd.RangeIndex(1, len(rows) + 1)
    contract = _contract(maximum)
    return products_agree_with_their_factors(clean_customers(table, contract), contract)


def test_values_beyond_the_tolerance_are_counted() -> None:
    # the product is 100 each time and the tolerance 25
    totals = ["100", "75", "125", "74.9", "125.1", "0"]
    finding = _finding([("10", "10", total) for total in totals])
    assert not finding.passed
    assert finding.found == "total: 3 of 6 rows (50%)"
    assert finding.expected == "at most 1% of the rows far from the product"
    assert finding.rows == 3
    assert finding.details == {"total": 3}


def test_rows_without_a_product_above_zero_are_not_compared() -> None:
    rows = [
        ("0", "10", "500"),
        ("-1", "10", "500"),
        ("", "10", "500"),
        ("10", "10", ""),
        ("1e200", "1e200", "500"),
        ("10", "10", "100"),
    ]
    finding = _finding(rows)
    assert finding.passed
    assert finding.found == "total: 0 of 1 rows (0%)"


def test_nothing_to_compare_passes() -> None:
    finding = _finding([("0", "10", "500")])
    assert finding.passed
    assert finding.found == "total: 0 of 0 rows"


@pytest.mark.parametrize(("maximum", "passes"), [(0.5, True), (0.49, False)])
def test_the_limit_itself_is_allowed(maximum: float, passes: bool) -> None:
    finding = _finding([("10", "10", "100"), ("10", "10", "900")], maximum)
    assert finding.passed is passes
    assert finding.rows == 1


def test_a_contract_without_products_passes() -> None:
    finding = products_agree_with_their_factors(cleaned("yn"), CONTRACT)
    assert finding.passed
    assert finding.found == "the contract states none"


def test_few_total_charges_of_the_real_table_are_far(stock: pd.DataFrame) -> None:
    numbers = stock[["tenure", "monthly_charges", "total_charges"]].replace("", "0").astype(float)
    product = numbers["tenure"] * numbers["monthly_charges"]
    ratio = numbers["total_charges"][product > 0] / product[product > 0]
    far = int(((ratio < 0.65) | (ratio > 1.35)).sum())
    finding = products_agree_with_their_factors(clean_customers(stock, TELCO), TELCO)
    assert finding.passed
    assert finding.details == {"total_charges": far}
    assert finding.found.startswith(f"total_charges: {far} of 7,032 rows")
