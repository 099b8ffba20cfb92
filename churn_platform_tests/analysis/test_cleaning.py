from pathlib import Path

import pandas as pd
import pytest

from churn_platform.analysis.cleaning import clean_customers, read_customers
from churn_platform.analysis.errors import DataError
from churn_platform_tests.telco import TELCO


def _changed(raw: pd.DataFrame, column: str, row: int, value: str) -> pd.DataFrame:
    raw.loc[row, column] = value
    return raw


def test_clean_customers_are_typed_and_sorted_by_id(raw: pd.DataFrame) -> None:
    frame = clean_customers(raw, TELCO).frame
    assert frame["customer_id"].tolist() == ["0001-A", "0002-B", "0003-C", "0004-D"]
    assert frame["churn"].tolist() == [1, 1, 0, 0]
    assert frame["tenure"].tolist() == [1, 34, 40, 0]
    assert frame["monthly_charges"].tolist() == [29.85, 56.95, 20.5, 19.9]
    assert str(frame["tenure"].dtype) == "int64"
    assert str(frame["total_charges"].dtype) == "float64"
    assert frame["contract"].tolist() == ["Month-to-month"] * 4


def test_a_blank_total_of_a_new_customer_becomes_zero_and_is_counted(raw: pd.DataFrame) -> None:
    table = clean_customers(raw, TELCO)
    assert table.frame["total_charges"].tolist() == [29.85, 1889.5, 820.0, 0.0]
    assert (table.blank_total_charges, table.imputed_total_charges) == (1, 0)


def test_a_blank_total_of_an_old_customer_becomes_tenure_times_monthly(raw: pd.DataFrame) -> None:
    table = clean_customers(_changed(raw, "total_charges", 0, ""), TELCO)
    assert table.frame["total_charges"].tolist() == [29.85, 1889.5, 40 * 20.5, 0.0]
    assert (table.blank_total_charges, table.imputed_total_charges) == (1, 1)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("contract", "Crypto", "column Contract: 1 rows hold 'Crypto'; expected one of ['Month"),
        ("monthly_charges", "N/A", "column MonthlyCharges: 1 rows hold 'N/A'; expected a number"),
        ("monthly_charges", "inf", "column MonthlyCharges: 1 rows hold 'inf'; expected a number"),
        ("total_charges", "1,889.50", "column TotalCharges: 1 rows hold '1,889.50'; expected"),
        ("tenure", "-3", "column tenure: 1 rows hold '-3'; expected a number from 0 to 1200"),
        ("tenure", "12.5", "column tenure: 1 rows hold '12.5'; expected a whole number"),
        ("tenure", "", "column tenure: 1 rows hold ''; expected a number from 0 to 1200"),
        ("churn", "", "column Churn: 1 rows hold ''; expected one of ['No', 'Yes']"),
        ("churn", "True", "column Churn: 1 rows hold 'True'; expected one of ['No', 'Yes']"),
        ("senior_citizen", "2", "column SeniorCitizen: 1 rows hold '2'; expected one of ['0'"),
        ("customer_id", "", "column customerID: 1 blank ids; expected none"),
        ("customer_id", "0001-A", "column customerID: 1 repeated ids; expected unique ids"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(
    raw: pd.DataFrame, column: str, value: str, said: str
) -> None:
    with pytest.raises(DataError) as caught:
        clean_customers(_changed(raw, column, 0, value), TELCO)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_bad_column_is_named_in_the_one_line(raw: pd.DataFrame) -> None:
    raw = _changed(_changed(raw, "contract", 0, "Crypto"), "tenure", 1, "x")
    with pytest.raises(DataError, match="column tenure: .*; column Contract: "):
        clean_customers(raw, TELCO)


def test_no_customer_id_is_shown_in_an_error(raw: pd.DataFrame) -> None:
    with pytest.raises(DataError) as caught:
        clean_customers(_changed(raw, "customer_id", 0, "0001-A"), TELCO)
    assert "0001-A" not in str(caught.value)


def test_many_bad_values_are_counted_and_three_are_shown() -> None:
    raw = pd.DataFrame([{c.name: c.values[0] if c.values else "1" for c in TELCO.columns}] * 5)
    raw["customer_id"] = list("abcde")
    raw["contract"] = ["v", "w", "x", "y", "y"]
    with pytest.raises(DataError, match=r"Contract: 5 rows hold 'v', 'w', 'x', …; expected"):
        clean_customers(raw, TELCO)


def test_an_empty_table_is_refused(raw: pd.DataFrame) -> None:
    with pytest.raises(DataError, match="the table has no rows"):
        clean_customers(raw.iloc[:0], TELCO)


def test_text_is_trimmed_and_na_stays_text(tmp_path: Path, raw: pd.DataFrame) -> None:
    raw.loc[0, "gender"] = "  Male "
    raw.loc[1, "gender"] = "NA"
    names = {column.name: column.source for column in TELCO.columns}
    raw.rename(columns=names).to_csv(tmp_path / "c.csv", index=False, encoding="utf-8-sig")
    read = read_customers(tmp_path / "c.csv", TELCO)
    assert read["gender"].tolist() == ["Male", "NA", "Female", "Female"]
    assert list(read.columns) == TELCO.names()


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("customerID,gender\n1,Male\n")
    with pytest.raises(DataError, match=r"columns \['SeniorCitizen', .* are missing; found"):
        read_customers(tmp_path / "c.csv", TELCO)


def test_the_real_table_has_7043_customers_and_11_blanks(real_csv: Path) -> None:
    table = clean_customers(read_customers(real_csv, TELCO), TELCO)
    assert table.frame.shape == (7043, 21)
    assert (table.blank_total_charges, table.imputed_total_charges) == (11, 0)
    assert not table.frame.isna().to_numpy().any()
    assert table.frame.loc[table.frame["tenure"] == 0, "total_charges"].tolist() == [0.0] * 11
    assert table.frame["churn"].sum() == 1869
