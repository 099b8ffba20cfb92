import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.cleaning.no_customers import no_customers_of
from churn_platform_tests.analysis.checks.tables import CONTRACT, text

LABELLED = "yn" * 10


def _with(*rows: list[str]) -> pd.DataFrame:
    table = text(LABELLED + "-" * len(rows))
    for place, row in enumerate(rows, len(LABELLED) + 1):
        table.loc[place] = row
    return table


@pytest.mark.parametrize(
    "label",
    ["Grand Total", "TOTAL", "Total:", "Summe", "Gesamt", "Total général", "Итого", "合计",
     "Average", "Durchschnitt", "North total", "Subtotal", "Suma", "Σύνολο", "Общо", "المجموع"],
)  # fmt: skip
def test_a_total_is_set_aside_and_money_is_that_of_the_table_without(label: str) -> None:
    done = clean_customers(_with([label, "210", "300", "", "", ""]), CONTRACT)
    assert done.by_rule == {"not_a_customer id": 1}
    assert done.quarantine[["row", "column", "value"]].to_numpy().tolist() == [[21, "id", label]]
    assert len(done.unlabelled) == 0
    assert done.sums["price"].total == 300  # ten times 10 and 20


def test_a_total_breaks_no_other_rule_and_two_of_them_are_no_conflict() -> None:
    done = clean_customers(
        _with(["Total", "-7", "x", "?", "?", "159"], ["Total", "9", "9", "", "", ""]), CONTRACT
    )
    assert done.by_rule == {"not_a_customer id": 2}
    assert done.conflicting_ids == 0


@pytest.mark.parametrize(
    "row",
    [
        ["* preliminary figures", "", "", "", "", ""],
        ["", "", "", "", "Source: CRM", ""],
        ["ID", "months", "PRICE", "Online", "Plan", "Left"],
    ],
)
def test_notes_and_repeated_headers_are_no_customers(row: list[str]) -> None:
    assert clean_customers(_with(row), CONTRACT).by_rule == {"not_a_customer id": 1}


def test_a_customer_is_never_set_aside_for_a_word() -> None:
    labelled = text(LABELLED, id=["Total", "Summe"] + [f"id-{i}" for i in range(18)])
    assert clean_customers(labelled, CONTRACT).quarantined == 0
    sparse = _with(["id-21", "5", "", "", "", ""])
    assert len(clean_customers(sparse, CONTRACT).unlabelled) == 1


def _table(rows: int = 40) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Customer ID": [f"C{i}" for i in range(rows)],
            "Cover": [("Total", "Partial")[i % 2] for i in range(rows)],
            "Months": [str(i) for i in range(rows)],
            "Fee": [str(10 + i % 5) for i in range(rows)],
            "Churn": [("Yes", "No")[i % 2] for i in range(rows)],
        }
    )


@pytest.mark.parametrize(
    "row",
    [
        ["Grand Total", "", "780", "480", ""],
        ["", "Summe", "780", "480", "20"],
        ["Total", "x", "780", "480", "x"],  # without a blank, but with the sums
        ["Note: fees are net", "", "", "", ""],
        ["Customer ID", "Cover", "Months", "Fee", "Churn"],
    ],
)
def test_without_a_contract_a_row_that_is_no_customer_is_known(row: list[str]) -> None:
    table = _table()
    table.loc[len(table)] = row
    assert np.flatnonzero(no_customers_of(table)).tolist() == [40]


@pytest.mark.parametrize("text", ["=SUM(A1)#6", "@SUM(A1)", "＝SUM(A1:A9)", "＠SUM(A1)#6"])
def test_an_id_that_is_a_formula_is_no_total(text: str) -> None:
    table = _table()
    table.loc[len(table)] = [text, "", "5", "12", "No"]
    assert not no_customers_of(table).any()


def test_a_category_that_is_called_total_is_one() -> None:
    assert not no_customers_of(_table()).any()


def test_a_number_that_is_not_finite_is_no_sum() -> None:
    table = pd.DataFrame(
        {"name": ["a", "b", "c", "Total"], "paid": ["1", "2", "3", "inf"], "left": ["No"] * 4}
    )
    assert not no_customers_of(table)[:3].any()
