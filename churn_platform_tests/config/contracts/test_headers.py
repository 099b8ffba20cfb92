import pytest

from churn_platform.config.contracts.headers import HeaderError, match_headers
from churn_platform.config.contracts.load import parse_contract
from churn_platform.config.contracts.spelling import normalised
from churn_platform_tests.config.contracts.small import SMALL

CONTRACT = parse_contract(SMALL, "small.toml")
FOUND = ["Customer ID", "Months", "Price", "Total", "Plan", "Left"]


@pytest.mark.parametrize(
    "header",
    ["customerID", "CustomerID", "customer_id", " Customer ID ", "CUSTOMER-ID", "\ufeffcustomerID"],
)
def test_case_spaces_and_signs_do_not_count(header: str) -> None:
    assert normalised(header) == "customerid"


def test_a_header_of_signs_alone_stays_itself() -> None:
    assert (normalised("%"), normalised("#"), normalised("  ")) == ("%", "#", "")


def test_other_scripts_are_letters_too() -> None:
    assert normalised("Код клиента") == "кодклиента"
    assert normalised("Straße") == normalised("STRASSE") == "strasse"


def test_columns_are_found_in_any_order_and_by_alias() -> None:
    matched = match_headers(["left", "client", "TOTAL", "price", "plan", "mon ths"], CONTRACT)
    assert matched.positions == {
        "id": 1, "months": 5, "price": 3, "total": 2, "plan": 4, "left": 0,
    }  # fmt: skip
    assert (matched.excluded, matched.unknown) == ((), ())


def test_excluded_and_unknown_headers_are_told_apart() -> None:
    matched = match_headers([*FOUND, "surname", "REASON", "exit_date", ""], CONTRACT)
    assert matched.excluded == ("surname", "REASON")
    assert matched.unknown == ("exit_date", "")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([], "empty; expected a header and rows"),
        (["", " "], "empty; expected a header and rows"),
        (
            [*FOUND, "left "],
            "columns ['Left', 'left '] have the same name; expected each header once",
        ),
        ([*FOUND, "x", "X"], "columns ['x', 'X'] have the same name"),
        ([*FOUND, "Client"], "column Customer ID: found ['Customer ID', 'Client']; expected one"),
        (FOUND[:-1] + ["Lef"], "missing columns: 'Left' (closest: 'Lef'); found ['Customer ID'"),
        (["7590-VHVEG", "12"], "the header names none of the 6 expected columns of contract small"),
    ],
)
def test_headers_that_do_not_fit_are_refused_with_found_and_expected(
    found: list[str], said: str
) -> None:
    with pytest.raises(HeaderError) as caught:
        match_headers(found, CONTRACT)
    assert said in str(caught.value)
    assert "expected" in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (["7590-VHVEG", "12"], "names none of the 6 expected columns"),
        # a cell happens to be spelled as a header is
        (["7590-VHVEG", "12", "Left"], "found 1 of the expected columns"),
        (["7590-VHVEG", "Price", "Left"], "found 2 of the expected columns"),
        (["7590-VHVEG", "12", "7590-VHVEG"], "columns 1 and 3 have the same name"),
        (["Client", "7590-VHVEG", "Customer ID"], "column Customer ID: found 3 and 1; expected"),
    ],
)
def test_a_first_line_that_may_be_a_customer_is_not_shown(found: list[str], said: str) -> None:
    with pytest.raises(HeaderError) as caught:
        match_headers(found, CONTRACT)
    assert said in str(caught.value)
    assert "7590" not in str(caught.value)


def test_a_table_without_the_target_is_told_the_ways_to_score_it() -> None:
    with pytest.raises(HeaderError) as caught:
        match_headers(FOUND[:-1], CONTRACT)
    said = str(caught.value)
    assert said.startswith("missing columns: 'Left'")
    for way in ("make score SOURCE=", "append them with a blank target", "POST /api/predictions"):
        assert way in said
    with pytest.raises(HeaderError) as caught:
        match_headers(FOUND[1:], CONTRACT)
    assert "make score" not in str(caught.value)
