from typing import Any

import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.segments import bands_of, segment_of
from churn_platform.analysis.statistics.counts import counted
from churn_platform.config.contracts.column import Column
from churn_platform_tests.telco import TELCO

AMOUNT = Column(name="amount", kind="numeric", header="Amount", blank="missing")


def labels_of(values: list[Any], column: Column) -> list[str]:
    return segment_of(pd.Series(values), column).tolist()


def test_months_are_banded_at_one_two_and_four_years() -> None:
    got = segment_of(pd.Series([0, 12, 13, 24, 25, 48, 49, 900]), TELCO["tenure"])
    assert got.tolist() == ["0–12"] * 2 + ["13–24"] * 2 + ["25–48"] * 2 + ["49+"] * 2
    assert got.cat.ordered
    assert got.cat.categories.tolist() == ["0–12", "13–24", "25–48", "49+"]


def test_a_flag_is_shown_by_words_and_a_category_by_its_values_in_order() -> None:
    assert labels_of([0, 1, 1], TELCO["senior_citizen"]) == ["No", "Yes", "Yes"]
    got = segment_of(pd.Series(["Two year", "One year"], dtype=object), TELCO["contract"])
    assert got.cat.categories.tolist() == ["Month-to-month", "One year", "Two year"]
    assert got.tolist() == ["Two year", "One year"]


@pytest.mark.parametrize("name", ["senior_citizen", "tenure", "contract", "monthly_charges"])
def test_missing_is_unknown_and_last(name: str) -> None:
    value: Any = "One year" if name == "contract" else 1
    got = segment_of(pd.Series([np.nan, value], dtype=object, index=[7, 3]), TELCO[name])
    assert got.loc[7] == "unknown"
    assert got.loc[3] != "unknown"
    assert got.cat.categories[-1] == "unknown"


def test_other_numbers_are_banded_at_quartiles_that_occur_in_the_column() -> None:
    # eight values, so the quartiles are the 2nd, 4th, 6th and 8th
    got = labels_of([0.5, 1.5, 2, 3, 4, 5.25, 6, 7], AMOUNT)
    assert got == ["0.5–1.5"] * 2 + ["1.5–3"] * 2 + ["3–5.25"] * 2 + ["5.25–7"] * 2


def test_bands_of_whole_numbers_name_both_ends() -> None:
    got = labels_of([1, 2, 3, 4, 5, 6, 7, 12_000], AMOUNT)
    assert got == ["1–2"] * 2 + ["3–4"] * 2 + ["5–6"] * 2 + ["7–12,000"] * 2


def test_many_equal_numbers_are_a_band_of_their_own() -> None:
    assert labels_of([0, 0, 0, 0, 0, 5, 6, 9], AMOUNT) == ["0"] * 5 + ["1–5"] + ["6–9"] * 2
    assert labels_of([2.5, 2.5], AMOUNT) == ["2.5", "2.5"]


def test_edges_that_look_alike_get_more_digits() -> None:
    got = bands_of(counted(pd.Series([1000.01, 1000.02, 1000.03, 1000.04])), AMOUNT)
    assert got.labels == ("1,000.01", "1,000.01–1,000.02", "1,000.02–1,000.03", "1,000.03–1,000.04")
    assert len(set(bands_of(counted(pd.Series([1e-9, 2e-9, 2.5e9, 2.6e9])), AMOUNT).labels)) == 4


def test_bands_come_from_the_reference_and_take_what_lies_beyond() -> None:
    reference = pd.Series([1, 2, 3, 4])
    got = segment_of(pd.Series([-5, 2, 3, 100]), AMOUNT, reference)
    assert got.tolist() == ["1", "2", "3", "4"]


def test_a_column_without_any_number_is_unknown() -> None:
    assert labels_of([np.nan, np.nan], AMOUNT) == ["unknown", "unknown"]


def test_an_identifier_is_no_segment() -> None:
    with pytest.raises(ValueError, match="customer_id: found a column of kind identifier"):
        segment_of(pd.Series(["a"]), TELCO["customer_id"])
