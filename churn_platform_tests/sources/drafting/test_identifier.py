from collections.abc import Sequence

import pytest

from churn_platform.analysis.errors import DataError
from churn_platform.sources.drafting.identifier import guess_identity
from churn_platform_tests.sources.drafting.made_columns import columns

FIVE = ["7", "3", "9", "4", "1"]
VARIED = ["1.5", "2.5", "1.5", "3.5", "2.5"]


@pytest.mark.parametrize("header", ["customerID", "Customer Number", "id", "phone", "Account"])
def test_a_unique_column_with_the_name_of_an_id_is_it(header: str) -> None:
    identity = guess_identity(columns({"Age": FIVE, header: FIVE, "x": VARIED}), None)
    assert identity.column is not None
    assert identity.guess.keys == {"kind": "identifier", "header": header}
    assert (identity.guess.notes, identity.guess.doubts) == (["unique, and none is blank"], [])


def test_a_customers_id_goes_before_a_phone_number_which_is_left_out() -> None:
    identity = guess_identity(columns({"Phone number": FIVE, "Customer ID": FIVE}), None)
    assert identity.guess.keys["header"] == "Customer ID"
    assert identity.unused == {"Phone number": "another id"}


@pytest.mark.parametrize("header", ["RowNumber", "Unnamed: 0", "nth"])
def test_a_count_of_the_rows_is_no_id(header: str) -> None:
    found = columns({header: range(1, 6), "Customer ID": FIVE})
    identity = guess_identity(found, None)
    assert identity.guess.keys["header"] == "Customer ID"
    assert identity.unused == {header: "a row's number"}


def test_ids_that_count_up_are_ids() -> None:
    identity = guess_identity(columns({"CustomerID": range(1, 6), "x": VARIED}), None)
    assert identity.guess.keys["header"] == "CustomerID"
    assert identity.unused == {}


def test_a_unique_code_of_another_name_is_taken_with_a_doubt() -> None:
    identity = guess_identity(columns({"Ref": ["A1", "B2", "C3", "D4"], "x": [1, 1, 2, 2]}), None)
    assert identity.guess.keys["header"] == "Ref"
    assert identity.guess.doubts == ["it is unique, but not named like an id"]


@pytest.mark.parametrize(
    "header",
    ["CLIENTNUM", "Kundennummer", "Nº cliente", "id_klienta", "顧客ID", "MSISDN", "IBAN", "acct",
     "cust_no", "Номер клиента", "客户编号", "고객번호", "msno", "Numéro client", "Müşteri No"],
)  # fmt: skip
def test_an_id_is_known_by_its_name_in_many_languages(header: str) -> None:
    identity = guess_identity(columns({"Age": VARIED, header: FIVE}), None)
    assert identity.guess.keys == {"kind": "identifier", "header": header}
    assert identity.guess.doubts == []


@pytest.mark.parametrize(
    "texts",
    [
        ["ncAiI9pCY4QmigtImyiw", "u4IDDbwryroyqQvy4geo", "abcDefGhiJklMnoPqrSt",
         "bKICyI5Unf9owJv6xabc"],
        ["3f2504e0-4f89-11d3-9a0c-0305e82c3301", "7c9e6679-7425-40de-944b-e07fc1f90ae7",
         "550e8400-e29b-41d4-a716-446655440000", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"],
        ["700000123", "700000377", "700000401", "700000999"],
    ],
)  # fmt: skip
def test_unique_hashes_and_long_numbers_of_one_width_are_ids_with_a_doubt(
    texts: list[str],
) -> None:
    identity = guess_identity(columns({"k7": texts, "x": [1.5, 1.5, 2.5, 2.5]}), None)
    assert identity.guess.keys == {"kind": "identifier", "header": "k7"}
    assert identity.guess.doubts == ["it is unique, but not named like an id"]


def test_unique_moments_are_no_ids() -> None:
    moments = [str(1_600_000_000 + 86_400 * day) for day in range(4)]
    identity = guess_identity(columns({"created_at": moments, "x": [1.5, 1.5, 2.5, 2.5]}), None)
    assert identity.column is None


@pytest.mark.parametrize(
    "texts",
    [
        ["12.5", "13.5", "14.5", "15.5"],
        ["712", "713", "698", "655"],
        ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"],
        ["Ann", "Bob", "Cy", "Di"],
        ["flat 1", "flat 2", "flat 3", "flat 4"],
    ],
)
def test_a_unique_measure_date_or_word_is_no_id(texts: Sequence[str]) -> None:
    identity = guess_identity(columns({"thing": texts}), None)
    assert identity.column is None
    assert identity.guess.keys == {"kind": "identifier"}
    assert ", so the id is made from a row's content" in identity.guess.doubts[0]


def test_no_column_is_called_unique_only_if_none_is_and_a_unique_one_is_named() -> None:
    table = {"thing": ["7", "7", "8", "9"], "fee": ["1.5", "2.5", "3.5", "1.5"]}
    [repeated] = guess_identity(columns(table), None).guess.doubts
    assert repeated.startswith("no column is unique, so the id is made")
    [unique] = guess_identity(columns({"Device": ["712", "713", "698"]}), None).guess.doubts
    assert unique.startswith("no column is named like an id ('Device' unique: if one is the id,")


@pytest.mark.parametrize("header", ["Κωδικός πελάτη", "Лицевой счёт", "Kundennummer"])
def test_ids_of_other_languages_are_ids_by_their_name(header: str) -> None:
    identity = guess_identity(columns({header: ["712", "713", "698"]}), None)
    assert identity.column is not None
    assert identity.guess.doubts == []


def test_an_id_that_is_not_unique_is_named_and_left_out() -> None:
    found = columns({"Customer ID": ["a", "b", "c", "d", "d"], "x": ["1", "2", "3", "4", "5"]})
    identity = guess_identity(found, None)
    assert identity.column is None
    assert identity.unused["Customer ID"] == "an id that is not unique"
    assert identity.guess.doubts[1] == (
        "'Customer ID' looks like an id, but is unique in only 3 of 5 rows"
    )


def test_rows_repeated_whole_leave_the_id_unique() -> None:
    found = columns({"Customer ID": ["a", "b", "b", "c"], "x": ["1", "2", "2", "3"]})
    assert guess_identity(found, None).guess.notes == ["unique, and none is blank"]


def test_the_chosen_id_is_taken_and_its_faults_are_told() -> None:
    found = columns({"Customer ID": FIVE, "Line": ["a", "b", "c", "d", "d"]})
    guess = guess_identity(found, "LINE").guess
    assert guess.keys["header"] == "Line"
    assert guess.doubts[0].startswith("60.00% of the rows have a unique id")


def test_a_chosen_id_that_is_not_there_is_named() -> None:
    with pytest.raises(DataError, match=r"ID='who': no such column; expected one of \['a'\]"):
        guess_identity(columns({"a": FIVE}), "who")
