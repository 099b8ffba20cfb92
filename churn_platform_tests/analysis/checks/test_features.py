import pandas as pd

from churn_platform.analysis.checks.features import every_feature_holds_values
from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform_tests.analysis.checks.tables import CONTRACT, cleaned
from churn_platform_tests.telco import TELCO


def test_a15_an_empty_column_that_may_be_is_reported(stock: pd.DataFrame) -> None:
    columns = [
        column.model_copy(update={"blank": "missing"}) if column.name == "online_backup" else column
        for column in TELCO.columns
    ]
    contract = TELCO.model_copy(update={"columns": tuple(columns)})
    done = clean_customers(stock.assign(online_backup=""), contract)
    finding = every_feature_holds_values(done, contract)
    assert not finding.passed
    assert finding.found == "empty: online_backup"
    assert finding.rows == 7043
    assert finding.details == {"empty": ["online_backup"], "constant": []}


def test_empty_and_constant_columns_of_every_kind_are_told_apart() -> None:
    finding = every_feature_holds_values(
        cleaned("ynyn", months=["5"] * 4, price=[""] * 4, online=[""] * 4, plan=["Full"] * 4),
        CONTRACT,
    )
    assert finding.found == "empty: price, online; constant: months, plan"
    assert finding.rows == 4


def test_one_value_beside_blanks_is_one_value_alone() -> None:
    finding = every_feature_holds_values(cleaned("ynyn", price=["", "", "7", "7"]), CONTRACT)
    assert finding.found == "constant: price"


def test_values_of_unlabelled_customers_do_not_count() -> None:
    finding = every_feature_holds_values(cleaned("yn-", plan=["Full", "Full", "Basic"]), CONTRACT)
    assert finding.found == "constant: plan"


def test_without_labelled_customers_it_fails() -> None:
    finding = every_feature_holds_values(cleaned("--"), CONTRACT)
    assert not finding.passed
    assert finding.found == "no labelled customers"


def test_two_values_in_every_feature_pass() -> None:
    finding = every_feature_holds_values(cleaned("ynyn"), CONTRACT)
    assert finding.passed
    assert finding.found == "4 features, each with two values or more"
    assert finding.rows == 0
