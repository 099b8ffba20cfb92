import pandas as pd
import pytest

from churn_platform.analysis.cleaning import clean_customers
from churn_platform.analysis.errors import DataError
from churn_platform.analysis.features import process_customers
from churn_platform.analysis.schema import TELCO
from churn_platform.defs.table_types import CLEAN_CUSTOMERS, PROCESSED_CUSTOMERS, enforce


@pytest.fixture
def clean(raw: pd.DataFrame) -> pd.DataFrame:
    return clean_customers(raw, TELCO).frame


@pytest.fixture
def processed(clean: pd.DataFrame) -> pd.DataFrame:
    return process_customers(clean, pd.Series(["train", "train", "test", "train"]), TELCO)


def test_both_tables_are_of_their_types(clean: pd.DataFrame, processed: pd.DataFrame) -> None:
    assert enforce(CLEAN_CUSTOMERS, clean) is clean
    assert enforce(PROCESSED_CUSTOMERS, processed) is processed


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("contract", "Crypto"),
        ("partner", 2),
        ("tenure", -1),
        ("monthly_charges", None),
        ("customer_id", "0002-B"),
    ],
)
def test_a_clean_value_that_breaks_its_constraint_is_named(
    clean: pd.DataFrame, column: str, value: object
) -> None:
    clean[column] = [value, *clean[column].tolist()[1:]]
    with pytest.raises(DataError, match=f"CleanCustomers: .*{column}"):
        enforce(CLEAN_CUSTOMERS, clean)


@pytest.mark.parametrize(
    ("column", "value"),
    [("split", "both"), ("tenure", None), ("contract=One year", 2.0), ("churn", 3)],
)
def test_a_processed_value_that_breaks_its_constraint_is_named(
    processed: pd.DataFrame, column: str, value: object
) -> None:
    processed[column] = [value, *processed[column].tolist()[1:]]
    with pytest.raises(DataError, match=f"ProcessedCustomers: .*{column}"):
        enforce(PROCESSED_CUSTOMERS, processed)


def test_a_missing_column_is_named(clean: pd.DataFrame) -> None:
    with pytest.raises(DataError, match="contract"):
        enforce(CLEAN_CUSTOMERS, clean.drop(columns="contract"))
