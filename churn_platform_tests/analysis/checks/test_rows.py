import pandas as pd

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.rows import every_row_is_one_customer
from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.cleaning.evidence import evidence_of
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.checks.tables import CONTRACT, text

LEFT = ("y" * 5 + "n" * 15) * 30


def _finding(table: pd.DataFrame, others: pd.DataFrame | None = None) -> Finding:
    known = pd.DataFrame(index=table.index) if others is None else others
    done = clean_customers(table, CONTRACT)
    return every_row_is_one_customer(done, evidence_of(done, known, 1.0, "id"), CONTRACT)


def test_one_row_for_each_customer_passes() -> None:
    finding = _finding(text(LEFT))
    assert finding.passed
    assert finding.found == "set aside as totals, notes or repeated headers: 0 rows"


def test_an_id_of_customers_beside_the_contracts_id_stops_the_run() -> None:
    table = text(LEFT)
    ids = [f"C-{place // 5}" for place in range(len(table))]
    others = pd.DataFrame({"Customer ID": ids}, index=table.index, dtype=object)
    finding = _finding(table, others)
    assert not finding.passed
    assert finding.found.startswith("'Customer ID' holds 120 customers in 600 rows")
    assert "keep the last row of each" in finding.expected
    assert finding.rows == 600


def test_a_feature_that_is_an_id_in_disguise_stops_the_run() -> None:
    # five rows a customer, who left or not in all of them
    document = CONTRACT.model_dump(exclude_unset=True)
    named = [
        {**one, "header": "Ref"} if one["name"] == "price" else one for one in document["columns"]
    ]
    contract = Contract.model_validate({**document, "columns": named})
    done = clean_customers(text(LEFT, price=[str(9_000 + i // 5) for i in range(600)]), contract)
    evidence = evidence_of(done, pd.DataFrame(index=range(1, 601)), 1.0, "id")
    finding = every_row_is_one_customer(done, evidence, contract)
    assert finding.found.startswith("'Ref' holds 120 customers in 600 rows")


def test_totals_notes_and_headers_are_set_aside_and_named() -> None:
    table = text(LEFT + "----")
    table.loc[601] = ["Grand Total", "180300", "9000", "", "", ""]
    table.loc[602] = ["Source: CRM, preliminary", "", "", "", "", ""]
    table.loc[603] = ["Id", "Months", "Price", "Online", "Plan", "Left"]
    table.loc[604] = ["id-604", "5", "10", "No", "Basic", ""]  # a customer without a label
    finding = _finding(table)
    assert finding.passed
    assert finding.found == (
        "set aside as totals, notes or repeated headers: 3 rows (row 601, 602, 603)"
    )


def test_labelled_rows_of_sums_of_groups_are_known_by_their_numbers() -> None:
    table = text(LEFT[:60])
    last = 0
    parts = []
    for place, name in ((20, "North"), (45, "South"), (60, "West")):
        group = table.iloc[last:place]
        total = group.iloc[:1].assign(
            id=name,
            months=str(group["months"].astype(int).sum()),
            price=str(group["price"].astype(int).sum()),
        )
        parts += [group, total]
        last = place
    whole = pd.concat(parts).set_axis(range(1, 64), axis=0)
    finding = _finding(whole)
    assert not finding.passed
    assert finding.found.startswith("rows 21, 47, 63 are sums of neighbouring rows")
    assert finding.rows == 3
    assert _finding(whole.drop(index=[21, 47, 63])).passed


def test_a_row_that_holds_the_sums_of_all_others_is_known_by_its_numbers() -> None:
    table = text(LEFT + "-")
    # 1 + 2 + ... + 600 and 300 times 10 and 20; its id says nothing
    table.loc[601] = ["X", "180300", "9000", "No", "Basic", ""]
    finding = _finding(table)
    assert not finding.passed
    assert finding.found.startswith("row 601 is the sum of all other rows in months, price")
