import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.monitoring.binning import (
    decile_edges,
    level_counts,
    levels_of,
    number_counts,
)
from churn_platform_tests.telco import TELCO

NAN = float("nan")


def test_edges_are_the_deciles_of_the_values() -> None:
    # the numbers 1 to 100: the tenth smallest is 10, the twentieth 20
    assert decile_edges(np.arange(100, 0, -1, dtype=float)) == list(range(10, 100, 10))


def test_edges_of_bins_with_ties_are_distinct() -> None:
    # 60 zeros, then 1 to 40: the deciles are six zeros, 10, 20 and 30
    values = np.concatenate([np.zeros(60), np.arange(1, 41)])
    assert decile_edges(values) == [0, 10, 20, 30]


def test_few_values_have_a_bin_each() -> None:
    assert decile_edges(np.array([5.0, 1, 2, 2, 1])) == [1.5, 3.5]
    assert decile_edges(np.array([7.0, 7.0])) == []
    assert decile_edges(np.array([])) == []


def test_an_edge_is_in_the_bin_below_and_the_outer_bins_are_open() -> None:
    values = np.array([-1e9, 10.0, 10.1, 20.0, 1e9, NAN])
    assert number_counts(values, [10.0, 20.0]).tolist() == [2, 2, 1, 1]


def test_without_an_edge_all_values_are_in_one_bin() -> None:
    assert number_counts(np.array([3.0, 4.0, NAN]), []).tolist() == [2, 1]


@pytest.mark.parametrize("dtype", ["int64", "float64"])
def test_flags_are_counted_yes_first(dtype: str) -> None:
    values = pd.Series([1, 0, 0, 1, 0], dtype=dtype)
    assert level_counts(values, "flag", ["Yes", "No"]).tolist() == [2, 3, 0, 0]


def test_missing_and_other_values_are_the_last_bins() -> None:
    flags = pd.Series([1.0, NAN, NAN, 0.0])
    assert level_counts(flags, "flag", ["Yes", "No"]).tolist() == [1, 1, 0, 2]
    texts = pd.Series(["b", None, "new", "b", "a"], dtype=object)
    assert level_counts(texts, "category", ["a", "b"]).tolist() == [1, 2, 1, 1]


def test_levels_are_in_the_contracts_order() -> None:
    assert levels_of(TELCO["partner"]) == ["Yes", "No"]
    assert levels_of(TELCO["internet_service"]) == ["DSL", "Fiber optic", "No"]
