"""One customer is read as the same customer in a table is."""

import json
import math

import pandas as pd
import pytest

from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.one_customer.fields import MAX_FIELDS, Said
from churn_platform.analysis.one_customer.row import RowReader
from churn_platform_tests.analysis.cleaning.texts import CONTRACT, rows
from churn_platform_tests.telco import TELCO

SOUND = {
    "Id": "a-1",
    "Months": 3,
    "Price": 2.5,
    "Spent": 7.5,
    "Rating": 4,
    "Visits": 8,
    "Online": "Yes",
    "Paper": "No",
    "Plan": "Full",
    "Offer": "Spring",
}
VALUES: dict[str, float | str | None] = {
    "months": 3.0,
    "price": 2.5,
    "spent": 7.5,
    "rating": 4.0,
    "visits": 8.0,
    "online": 1.0,
    "paper": 0.0,
    "plan": "Full",
    "offer": "Spring",
}
READER = RowReader(CONTRACT)


def test_a_sound_customer_is_read_without_a_remark() -> None:
    row = READER.read(SOUND)
    assert (row.values, row.id, row.warnings, row.problems) == (VALUES, "a-1", [], [])
    assert list(row.values) == CONTRACT.features


def test_fields_go_by_header_alias_or_our_name_in_any_case() -> None:
    reader = RowReader(TELCO)
    for name in ("tenure", "Tenure Months", "TENURE_MONTHS"):
        assert reader.read({name: 5}).values["tenure"] == 5
    for name in ("MonthlyCharges", "monthly_charges", "monthly charges"):
        assert reader.read({name: "20.5"}).values["monthly_charges"] == 20.5


@pytest.mark.parametrize(
    ("field", "given", "value"),
    [
        ("Months", "3", 3.0),
        ("Months", 3.0, 3.0),
        ("Price", " 2.5 ", 2.5),
        ("Price", "2'500", 2_500.0),
        ("Price", 0, 0.0),
        ("Online", True, 1.0),
        ("Online", False, 0.0),
        ("Online", 0, 0.0),
        ("Online", 1.0, 1.0),
        ("Online", "y", 1.0),
        ("Plan", "FULL", "Full"),
        ("Plan", "all", "Full"),
        ("Offer", "None", "None"),
    ],
)
def test_values_are_read_as_those_of_a_file(field: str, given: object, value: object) -> None:
    row = READER.read({**SOUND, field: given})
    assert row.values[field.lower()] == value
    assert not row.warnings and not row.problems


@pytest.mark.parametrize(
    ("field", "given", "found", "message"),
    [
        ("Months", "three", "'three'", "expected a whole number from 0 to 100"),
        ("Months", 2.5, "2.5", "expected a whole number from 0 to 100"),
        ("Months", "2.5", "2.5", "expected a whole number from 0 to 100"),
        ("Months", 101, "101", "expected a whole number from 0 to 100"),
        ("Months", -1, "-1", "expected a whole number from 0 to 100"),
        ("Months", True, "true", "expected a whole number from 0 to 100"),
        ("Price", "1,889", "'1,889'", "expected a number of at least 0"),
        ("Price", [1], "a list or an object", "expected a number of at least 0"),
        ("Price", {}, "a list or an object", "expected a number of at least 0"),
        ("Visits", 2.0**53 + 2, "9.00719925474099e+15", "expected a whole number"),
        ("Online", "perhaps", "'perhaps'", "expected yes or no, such as 'Yes' or 'No'"),
        ("Online", 2, "2", "expected yes or no, such as 'Yes' or 'No'"),
        ("Plan", ["Full"], "a list or an object", "expected one of 'Basic', 'Full'"),
    ],
)
def test_what_cannot_be_a_value_is_a_problem(
    field: str, given: object, found: str, message: str
) -> None:
    assert READER.read({**SOUND, field: given}).problems == [Said(field, found, message)]


@pytest.mark.parametrize(
    ("field", "given", "found", "expected"),
    [
        ("Offer", "Crypto", "'Crypto'", "not among the known values"),
        ("Offer", 7, "'7'", "not among the known values"),
        ("Offer", True, "'True'", "not among the known values"),
        ("Offer", "", None, "nothing given"),
        ("Offer", None, None, "nothing given"),
        ("Rating", None, None, "nothing given"),
        ("Rating", "n/a", "'n/a'", "nothing given"),
        ("Rating", 10**400, "'inf'", "nothing given"),
        ("Rating", float("-inf"), "'inf'", "nothing given"),
        ("Months", " ", "' '", "nothing given"),
        ("Paper", "null", "'null'", "nothing given"),
    ],
)
def test_b01_an_unknown_or_missing_value_is_missing_and_reported(
    field: str, given: object, found: str | None, expected: str
) -> None:
    row = READER.read({**SOUND, field: given})
    assert row.values[field.lower()] is None and not row.problems
    (said,) = row.warnings
    assert (said.field, said.found) == (field, found)
    assert said.message.startswith(f"{expected}, treated as missing; expected ")


def test_an_absent_field_is_a_missing_one() -> None:
    reader = RowReader(TELCO)
    row = reader.read({})
    assert list(row.values) == TELCO.features and set(row.values.values()) == {None}
    assert [said.field for said in row.warnings] == [
        *(TELCO[name].source for name in TELCO.features if name != "total_charges"),
        "TotalCharges",
    ]
    assert (
        "'Credit card (automatic)', 'Electronic check'"
        in {said.field: said.message for said in row.warnings}["PaymentMethod"]
    )


def test_a_blank_that_the_contract_gives_a_meaning_has_it_and_is_reported() -> None:
    row = READER.read({**SOUND, "Plan": None})
    assert row.values["plan"] == "Basic"
    assert row.warnings == [
        Said(
            "Plan",
            None,
            "nothing given, taken as 'Basic', as the contract says;"
            " expected one of 'Basic', 'Full'",
        )
    ]


def test_a_product_is_worked_out_from_its_factors() -> None:
    row = READER.read({**SOUND, "Spent": "", "Months": 4, "Price": 0.25})
    assert row.values["spent"] == 1.0
    text = "nothing given, taken as 1, the product of Months and Price"
    assert row.warnings == [Said("Spent", None, text)]
    given = {name: value for name, value in SOUND.items() if name != "Spent"}
    assert READER.read(given).values["spent"] == 7.5


def test_a_product_whose_factor_is_missing_is_missing() -> None:
    row = READER.read({**SOUND, "Spent": None, "Price": None})
    assert (row.values["spent"], row.values["price"]) == (None, None)
    assert [said.field for said in row.warnings] == ["Price", "Spent"]


def test_a_product_out_of_the_range_is_a_problem() -> None:
    customer = {"tenure": 1200, "MonthlyCharges": 100_000, "TotalCharges": None}
    assert RowReader(TELCO).read(customer).problems == [
        Said(
            "TotalCharges",
            "120000000",
            "the product of tenure and MonthlyCharges; expected a number from 0 to 100,000,000",
        )
    ]


def test_what_the_model_may_not_see_is_reported_as_not_used() -> None:
    reader = RowReader(TELCO)
    sound = reader.read({"Churn": "Yes", "Churn Score": 93, "City": "Oakland", "Contrakt": 1})
    said = {each.field: each.message for each in sound.warnings}
    assert said["Churn"] == "not used: it is what the model predicts"
    assert said["Churn Score"] == "not used: it is known only after the outcome"
    assert said["City"] == "not used: the contract has no such field"
    assert said["Contrakt"].endswith("no such field; the closest is 'Contract'")
    assert "churn" not in sound.values


def test_of_many_fields_that_are_not_used_the_first_are_named_and_the_rest_counted() -> None:
    row = READER.read({**SOUND, **{f"f{number}": 1 for number in range(50)}})
    assert [said.field for said in row.warnings] == [*(f"f{number}" for number in range(20)), "*"]
    assert row.warnings[-1] == Said("*", "30 more fields", "not used either")
    assert row.values == VALUES


def test_a_field_given_twice_is_a_problem() -> None:
    row = RowReader(TELCO).read({"tenure": 1, "Tenure Months": 2})
    assert row.problems == [
        Said("Tenure Months", "the field of 'tenure' again", "expected it once")
    ]


def test_too_many_fields_are_a_problem() -> None:
    row = READER.read({f"f{number}": 1 for number in range(MAX_FIELDS + 1)})
    assert row.problems == [Said("*", "1001 fields", "expected at most 1000")]


def test_an_id_may_be_a_number_and_nothing_of_parts() -> None:
    assert READER.read({**SOUND, "Id": 17}).id == "17"
    assert READER.read({**SOUND, "Id": None}).id is None
    problems = READER.read({**SOUND, "Id": ["a"]}).problems
    assert problems == [Said("Id", "no text", "expected a text")]


def test_changes_are_read_over_what_is_known() -> None:
    row = READER.read({"Months": 10}, base=VALUES)
    assert row.values == {**VALUES, "months": 10.0}
    assert not row.warnings
    refilled = READER.read({"Months": 10, "Spent": None}, base=VALUES)
    assert refilled.values["spent"] == 25.0


def test_a_value_is_read_the_same_however_often_and_beside_its_likes() -> None:
    reader = RowReader(CONTRACT)
    for _ in range(2):
        assert reader.read({**SOUND, "Online": 1, "Rating": True}).problems[0].field == "Rating"
        assert reader.read({**SOUND, "Online": "1", "Rating": "1"}).values["rating"] == 1.0
        assert reader.read({**SOUND, "Online": True, "Rating": 1}).values["rating"] == 1.0


def test_one_row_and_a_table_agree_on_sound_and_repaired_customers() -> None:
    texts = {
        "months": ["3", "0", "12 ", "7"],
        "price": ["2.5", "1e2", "0.10", "3"],
        "spent": ["7.5", "", "", "21"],
        "rating": ["", "4.5", "NA", "inf"],
        "visits": ["8", "", "1'000", "0"],
        "online": ["Yes", "no", "T", "0"],
        "paper": ["", "Y", "null", "No"],
        "plan": ["", "full", "All", "Basic"],
        "offer": ["None", "", "spring", "n/a"],
    }
    table = rows("a", "b", "c", "d", **texts)
    table = table.map(str.strip)
    cleaned = clean_customers(table, CONTRACT)
    assert len(cleaned.customers) == 4
    headers = {column.name: column.source for column in CONTRACT.columns}
    for place, expected in enumerate(cleaned.customers.to_dict("records")):
        raw = {headers[name]: text[place] for name, text in texts.items()}
        row = READER.read(json.loads(json.dumps(raw)))
        assert not row.problems
        for name in CONTRACT.features:
            wanted = None if pd.isna(expected[name]) else expected[name]
            assert row.values[name] == wanted, name


def test_one_row_and_a_table_agree_on_the_real_customers(stock: pd.DataFrame) -> None:
    table = stock.head(300)
    records = clean_customers(table, TELCO).customers.to_dict("records")
    cleaned = {str(record["customer_id"]): record for record in records}
    reader = RowReader(TELCO)
    for raw in table.to_dict("records"):
        row = reader.read({str(name): text for name, text in raw.items()})
        assert not row.problems and row.id is not None
        assert row.values == {name: cleaned[row.id][name] for name in TELCO.features}
        assert not any(isinstance(v, float) and math.isnan(v) for v in row.values.values())
