from pathlib import Path

import pandas as pd
import pytest

from churn_platform.analysis.segment_churn import segment_churn
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.figures.shapes import shape
from churn_platform_tests.analysis.figures.tables import CONTRACT, table
from churn_platform_tests.telco import TELCO

COLUMNS = ["column", "label", "customers", "leavers", "churn_rate", "low", "high", "small"]


def counts(found: pd.DataFrame) -> list[list[object]]:
    return found[["column", "label", "customers", "leavers", "small"]].to_numpy().tolist()


def test_segments_are_counted_and_ordered_by_rate() -> None:
    clean = table(
        months=[0, 12, 13, 60], loyal=[0, 0, 0, 1], plan=["a", "b", "b", "b"], left=[1, 0, 1, 0]
    )
    found = segment_churn(clean, CONTRACT, smallest=1)
    assert found.columns.tolist() == COLUMNS
    assert counts(found) == [
        ["months", "13–24", 1, 1, False],
        ["plan", "a", 1, 1, False],
        ["loyal", "No", 3, 2, False],
        ["months", "0–12", 2, 1, False],
        ["plan", "b", 3, 1, False],
        ["months", "49+", 1, 0, False],
        ["loyal", "Yes", 1, 0, False],
    ]
    assert found["churn_rate"].tolist() == pytest.approx([1, 1, 2 / 3, 1 / 2, 1 / 3, 0, 0])


def test_small_segments_come_last_and_are_flagged() -> None:
    clean = table(plan=["a", "b", "b"], left=[1, 0, 1])
    found = segment_churn(clean, CONTRACT, smallest=2)
    assert counts(found)[-1] == ["plan", "a", 1, 1, True]
    assert found["small"].tolist() == [False, False, False, True]


def test_intervals_are_wilsons() -> None:
    clean = table(plan=["a"] * 29, left=[1] + [0] * 28)
    row = segment_churn(clean, CONTRACT, smallest=50).iloc[0]
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3: 1 of 29
    assert [row["low"], row["high"]] == pytest.approx([0.0061, 0.1718], abs=5e-5)


def test_missing_values_are_a_segment_of_their_own() -> None:
    found = segment_churn(table(plan=["a", None], left=[0, 1]), CONTRACT, smallest=1)
    assert ["plan", "unknown", 1, 1, False] in counts(found)


def test_cohorts_are_there_even_if_the_contract_breaks_down_by_other_columns() -> None:
    document = CONTRACT.model_dump(exclude_defaults=True)
    contract = Contract.model_validate({**document, "segments": ["plan"]})
    found = segment_churn(table(months=[1, 20]), contract, smallest=1)
    assert found["column"].tolist() == ["plan", "months", "months"]


def test_without_segments_or_customers_the_table_is_empty_and_typed() -> None:
    document = shape("numeric").contract.model_dump(exclude_defaults=True)
    bare = Contract.model_validate({**document, "time_axis": None})
    for found in (
        segment_churn(shape("numeric").clean, bare, smallest=1),
        segment_churn(table(left=[0]).iloc[:0], CONTRACT, smallest=1),
    ):
        assert found.columns.tolist() == COLUMNS and not len(found)
        assert found["small"].dtype == bool and found["churn_rate"].dtype == "float64"


def test_a_smallest_segment_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="found 0 as smallest segment; expected 1 or more"):
        segment_churn(table(left=[0]), CONTRACT, smallest=0)


def test_the_order_of_the_rows_changes_nothing() -> None:
    clean = shape("numeric", "flag", "category", holes=True)
    shuffled = clean.clean.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(
        segment_churn(clean.clean, clean.contract, 30), segment_churn(shuffled, clean.contract, 30)
    )


def test_the_real_segments_have_their_known_rates(real_csv: Path) -> None:
    raw = pd.read_csv(real_csv)
    clean = raw.rename(columns={column.source: column.name for column in TELCO.columns})
    clean["churn"] = (raw["Churn"] == "Yes").astype("int64")
    found = segment_churn(clean, TELCO, smallest=50).set_index(["column", "label"])
    facts = found[["customers", "leavers"]].apply(tuple, axis=1).to_dict()
    assert len(facts) == 14 and not found["small"].any()
    # counted with awk on the raw file
    assert facts["contract", "Month-to-month"] == (3875, 1655)
    assert facts["internet_service", "Fiber optic"] == (3096, 1297)
    assert facts["senior_citizen", "Yes"] == (1142, 476)
    assert facts["tenure", "0–12"] == (2186, 1037)
    assert facts["tenure", "49+"] == (2239, 213)
