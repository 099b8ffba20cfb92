"""Which columns seem to be about who somebody is, or nothing that anybody can act on."""

from collections.abc import Sequence

import pandas as pd
import pytest

from churn_platform.sources.drafting.columns.marks import FIXED, SENSITIVE, is_fixed, is_sensitive
from churn_platform.sources.drafting.draft import draft_contract
from churn_platform_tests.sources.drafting.made_columns import column


@pytest.mark.parametrize(
    "header",
    [
        "gender", "Sex", "Geschlecht", "Sexe", "Género", "Płeć", "Cinsiyet", "Пол", "性别", "性別",
        "Age", "customer_age", "Alter", "Âge", "Edad", "Idade", "Età", "Возраст клиента", "年龄",
        "DateOfBirth", "Geburtsjahr", "SeniorCitizen", "senior citizen", "MaritalStatus",
        "Familienstand", "Estado civil", "Partner", "Dependents", "Religion", "Ethnicity",
        "Nationality", "Nationalität", "Staatsangehörigkeit", "disability_status", "Has kids",
    ],
)  # fmt: skip
def test_headers_about_who_somebody_is(header: str) -> None:
    assert is_sensitive(column(header, ["1", "2", "3"]))


@pytest.mark.parametrize(
    "header",
    [
        "Account age", "age_of_device", "Contract age (months)", "MonthlyCharges", "Language",
        "Average spend", "Page views", "Storage", "Usage", "Package", "Mileage", "Essex branch",
        "Полис", "Kontostand", "Senioritaet", "tenure", "Handsets", "Message count",
    ],
)  # fmt: skip
def test_headers_of_other_things(header: str) -> None:
    assert not is_sensitive(column(header, ["1", "2", "3"]))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["M", "F", "F"], True),
        (["männlich", "weiblich", "divers"], True),
        (["Homme", "Femme"], True),
        (["Mr", "Mrs", "Ms."], True),
        (["M", "L", "S"], False),
        (["Other", "Unknown"], False),
        (["F", "F"], False),
    ],
)
def test_words_for_men_and_women_say_it_whatever_the_header(
    values: Sequence[str], expected: bool
) -> None:
    assert is_sensitive(column("Anrede2", values)) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("tenure", True), ("Customer since", True), ("account_age", True), ("Region", True),
        ("Zip Code", True), ("CreditScore", True), ("EstimatedSalary", True),
        ("Contract", False), ("Monthly charges", False), ("Credit card", False),
        ("Number of devices registered", False), ("Support calls", False),
    ],
)  # fmt: skip
def test_headers_of_what_nobody_can_act_on(header: str, expected: bool) -> None:
    assert is_fixed(column(header, ["1", "2", "3"])) == expected


def test_a_draft_states_its_marks_and_asks() -> None:
    months, prices = [1, 2, 12, 24, 7, 30], [20, 30, 50, 80, 95, 60]
    table = pd.DataFrame(
        {
            "Id": list("abcdef"),
            "Gender": list("MFMFMF"),
            "Region": list("xyzxyz"),
            "Tenure": months,
            "Price": prices,
            "Total": [month * price for month, price in zip(months, prices, strict=True)],
            "Churn": ["Yes", "No"] * 3,
        }
    ).astype(str)
    found = draft_contract(table, identifier="Id").columns
    marks = {
        name: {key: guess.keys[key] for key in ("actionable", "sensitive") if key in guess.keys}
        for name, guess in found.items()
    }
    assert marks == {
        "id": {},
        "gender": {"sensitive": True},
        "region": {"actionable": False},
        "tenure": {"actionable": False},
        "price": {},
        "total": {"actionable": False},
        "churn": {},
    }
    assert found["gender"].doubts == [SENSITIVE] and found["region"].doubts == [FIXED]
    # the time axis and a total over it are no guess
    assert FIXED not in found["tenure"].doubts and FIXED not in found["total"].doubts
