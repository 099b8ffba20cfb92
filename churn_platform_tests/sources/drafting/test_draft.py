from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.errors import DataError
from churn_platform.analysis.one_customer.row import RowReader
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.load import parse_contract
from churn_platform.config.contracts.sections import Reading
from churn_platform.sources.drafting.document import write_document
from churn_platform.sources.drafting.draft import draft_contract
from churn_platform_tests.sources.drafting.made_columns import frame_of
from churn_platform_tests.telco import TELCO

ROWS = 60
SHOP: dict[str, list[object]] = {
    "Row": [*range(1, ROWS + 1)],
    "Client ID": [f"C-{7 * i % 61:02}" for i in range(ROWS)],
    "Tenure": [i % 13 for i in range(ROWS)],
    "Monthly fee": [f"{10 + 3 * i % 17}.5" for i in range(ROWS)],
    "Total fee": ["" if i % 13 == 0 else (i % 13) * (10.5 + 3 * i % 17) for i in range(ROWS)],
    "Plan": [("Basic", "Full", "")[i % 3] for i in range(ROWS)],
    "Partner": [("Yes", "No")[i % 2] for i in range(ROWS)],
    "Churn": [("No", "Yes", "No", "No", "")[i % 5] for i in range(ROWS)],
    "Churn reason": [("", "price", "", "", "")[i % 5] for i in range(ROWS)],
}


def _contract(table: pd.DataFrame, **chosen: str) -> Contract:
    draft = draft_contract(table, chosen.get("identifier"), chosen.get("target"))
    text = write_document(draft, "drafted", [], Reading())
    return parse_contract(text, "drafted.toml")


def _text(table: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    text = table[contract.headers].set_axis([c.name for c in contract.from_source], axis=1)
    return text.set_axis(range(1, len(text) + 1), axis=0)


def test_the_stock_table_gives_the_shipped_contract_in_effect(real_csv: Path) -> None:
    table = pd.read_csv(real_csv, dtype=str, keep_default_na=False)
    drafted = _contract(table)
    assert [(c.name, c.kind, c.header, c.values) for c in drafted.columns] == [
        (c.name, c.kind, c.header, c.values) for c in TELCO.columns
    ]
    assert drafted.features == TELCO.features
    assert (drafted.identifier, drafted.target) == (TELCO.identifier, TELCO.target)
    assert drafted.time_axis == TELCO.time_axis
    assert drafted["total_charges"].product_of == TELCO["total_charges"].product_of
    mine = clean_customers(_text(table, drafted), drafted)
    theirs = clean_customers(_text(table, TELCO), TELCO)
    pd.testing.assert_frame_equal(mine.customers, theirs.customers)


def test_a_table_is_drafted_column_by_column() -> None:
    contract = _contract(frame_of(SHOP))
    assert {column.name: column.kind for column in contract.columns} == {
        "client_id": "identifier",
        "tenure": "numeric",
        "monthly_fee": "numeric",
        "total_fee": "numeric",
        "plan": "category",
        "partner": "flag",
        "churn": "target",
    }
    assert contract.ignore == ("Row",)
    assert contract.after_outcome == ("Churn reason",)
    assert contract.time_axis == "tenure"
    assert contract["plan"].blank == "missing"


def test_the_table_keeps_to_the_contract_drafted_from_it() -> None:
    table = frame_of(SHOP)
    contract = _contract(table)
    cleaned = clean_customers(_text(table, contract), contract)
    assert (len(cleaned.customers), len(cleaned.unlabelled)) == (48, 12)
    assert (cleaned.quarantined, cleaned.duplicates) == (0, 0)


def test_what_a_person_chose_is_taken() -> None:
    contract = _contract(frame_of(SHOP), identifier="row", target="PARTNER")
    assert contract[contract.identifier].header == "Row"
    assert contract[contract.target].header == "Partner"


def test_a_table_without_an_id_gets_one_made_beside_a_column_of_that_name() -> None:
    like: list[object] = [f"{i % 40}.5" for i in range(ROWS)]  # measures, so no ids
    table = {"Customer ID": like, "Tenure": SHOP["Tenure"], "Churn": SHOP["Churn"]}
    contract = _contract(frame_of(table))
    made = contract[contract.identifier]
    assert (made.name, made.header) == ("customer_id", None)
    assert contract["customer_id_2"].header == "Customer ID"


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ({"Plan": [], "Churn": []}, "no rows"),
        (
            {"Plan": ["a", "b"], " plan": ["a", "b"]},
            r"columns \['Plan', 'plan'\] have the same name",
        ),
        ({"x" * 201: ["a"], "Churn": ["Yes"]}, "column 1: a header of 201 characters"),
        ({"Churn": ["Yes", "No"]}, "no column is left to predict from"),
        ({"Churn": ["Yes", "No"], "State": ["", ""]}, r"from; found \['State'\]"),
    ],
)
def test_a_table_that_cannot_be_drafted_is_refused_in_a_line(
    table: dict[str, list[object]], text: str
) -> None:
    with pytest.raises(DataError, match=text) as error:
        draft_contract(frame_of(table))
    assert "\n" not in str(error.value)


def test_a_column_without_a_header_is_nobodys() -> None:
    table = frame_of({**SHOP, "": SHOP["Row"]})
    assert _contract(table) == _contract(frame_of(SHOP))


_CELLS = st.one_of(
    st.sampled_from(["", "Yes", "No", "1", "0", "1,889", "2.5", "NA", "None", "inf", "2024-01-01"]),
    st.integers(-5, 300).map(str),
    st.floats(allow_nan=False).map(repr),
    st.text(max_size=8),
)


@st.composite
def _tables(draw: st.DrawFn) -> pd.DataFrame:
    headers = draw(st.lists(st.text(max_size=12), min_size=1, max_size=5, unique=True))
    rows = draw(st.integers(0, 30))
    few = draw(st.lists(_CELLS, min_size=1, max_size=4))
    cells = draw(st.sampled_from([_CELLS, st.sampled_from(few)]))
    table = {header: draw(st.lists(cells, min_size=rows, max_size=rows)) for header in headers}
    labels = st.sampled_from(["Yes", "No", ""])
    return frame_of({**table, "Churn": draw(st.lists(labels, min_size=rows, max_size=rows))})


@given(_tables())
@settings(max_examples=150, deadline=None)
def test_any_table_drafts_to_a_contract_or_one_line(table: pd.DataFrame) -> None:
    try:
        draft = draft_contract(table)
    except DataError as error:
        assert "\n" not in str(error)
        return
    contract = parse_contract(write_document(draft, "any", ["x"], Reading()), "any.toml")
    trimmed = table.set_axis([header.strip() for header in table.columns], axis=1)
    text = _text(trimmed.map(str.strip), contract)
    cleaned = clean_customers(text, contract)
    assert cleaned.rows == len(table)


@pytest.mark.parametrize(
    ("fees", "text", "fee"),
    [
        ("{},30 zł", "12,30 zł", 12.3),
        ("{},30 €", "1.234 €", 1234.0),
        ("{},30", "1,190", 1.19),
        ("1,0{:02}.50", "1,190", 1190.0),
    ],
)
def test_a_few_rows_and_a_single_customer_are_read_as_the_table_that_was_drafted_from(
    fees: str, text: str, fee: float
) -> None:
    table = frame_of(SHOP | {"Monthly fee": [fees.format(10 + i % 50) for i in range(ROWS)]})
    contract = _contract(table.drop(columns=["Total fee", "Row", "Churn reason"]))
    few = _text(table.iloc[:3].assign(**{"Monthly fee": text}), contract)
    cleaned = clean_customers(few, contract)
    assert cleaned.quarantined == 0
    assert {*cleaned.customers["monthly_fee"]} == {fee}
    row = RowReader(contract).read({"Tenure": 3, "Monthly fee": text})
    assert (row.values["monthly_fee"], row.problems) == (fee, [])
