from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer

from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.features import linear_features, plain_features, tree_features
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.composed import process_customers
from churn_platform_tests.analysis.figures.shapes import ROWS, SHAPES, Shape, shape
from churn_platform_tests.telco import TELCO

TRAINED = pd.Series(["train", "train", "test", "train"])
HALF = pd.Series(["train", "test"] * (ROWS // 2))


@pytest.fixture
def clean(raw: pd.DataFrame) -> pd.DataFrame:
    return clean_customers(raw, TELCO).customers


def named(preparation: ColumnTransformer, frame: pd.DataFrame) -> pd.DataFrame:
    """Return what a fitted preparation makes of a table, under its own names."""
    values = preparation.transform(frame)
    return pd.DataFrame(values, columns=preparation.get_feature_names_out())


def names_of(contract: Contract) -> list[str]:
    """Return the model-ready columns in their order, as the documentation says it."""
    levels = [f"{name}={v}" for name in contract.names("category") for v in contract[name].values]
    return [*contract.names("numeric"), *contract.names("flag"), *levels]


def test_numbers_are_scaled_by_the_training_rows_alone(clean: pd.DataFrame) -> None:
    ready = process_customers(clean, TRAINED, TELCO)
    # tenure of the training rows is 1, 34, 0: mean 35/3, population deviation below
    train = np.array([1, 34, 0])
    expected = (clean["tenure"] - 35 / 3) / np.sqrt(((train - 35 / 3) ** 2).mean())
    np.testing.assert_allclose(ready["tenure"], expected, rtol=1e-12)


def test_b04_a_changed_test_row_moves_no_other_row(clean: pd.DataFrame) -> None:
    changed = clean.copy()
    changed.loc[2, "monthly_charges"] = 1e9
    before, after = (process_customers(frame, TRAINED, TELCO) for frame in (clean, changed))
    pd.testing.assert_frame_equal(before.drop(index=2), after.drop(index=2))
    assert after["monthly_charges"][2] > 1e6


def test_b04_a_gap_is_filled_with_what_the_training_rows_say() -> None:
    one = shape("numeric", "flag", holes=True)
    train = HALF == "train"
    changed = one.clean.copy()
    changed.loc[~train, ["age", "card"]] = [1e6, 1.0]
    before, after = (process_customers(frame, HALF, one.contract) for frame in (one.clean, changed))
    pd.testing.assert_frame_equal(before[train], after[train])


def test_id_split_and_target_come_first_and_41_features_follow(clean: pd.DataFrame) -> None:
    ready = process_customers(clean, TRAINED, TELCO)
    assert list(ready.columns[:4]) == ["customer_id", "split", "churn", "tenure"]
    # 3 numbers, 5 flags, levels: gender 2, lines 3, internet 3, six services 3 each, contract 3,
    # payment 4
    assert ready.shape == (4, 3 + 3 + 5 + 2 + 3 + 3 + 6 * 3 + 3 + 4)
    assert "contract=One year" in ready.columns
    assert ready["contract=Month-to-month"].tolist() == [1.0] * 4


@pytest.mark.parametrize("text", [object, pd.StringDtype(na_value=np.nan)])
def test_a17_every_categorical_input_reaches_the_encoder_by_name(
    clean: pd.DataFrame, text: Any
) -> None:
    # the second is how pandas 3 holds text
    typed = clean.astype(dict.fromkeys(TELCO.names("category"), text))
    for build in (linear_features, plain_features, tree_features):
        fitted = build(TELCO).fit(typed[TELCO.features]).named_transformers_
        assert fitted["category"].feature_names_in_.tolist() == TELCO.names("category")
        assert fitted["flag"].feature_names_in_.tolist() == TELCO.names("flag")
    # 11 categories and 5 flags besides them
    assert (len(TELCO.names("category")), len(TELCO.names("flag"))) == (11, 5)
    assert list(process_customers(typed, TRAINED, TELCO).columns[3:]) == names_of(TELCO)


def test_b01_an_unknown_level_is_zero_for_the_linear_and_missing_for_the_trees(
    clean: pd.DataFrame,
) -> None:
    other = clean.assign(contract="Crypto")
    linear = named(linear_features(TELCO).fit(clean), other)
    assert linear.filter(like="contract=").shape == (4, 3)
    assert not linear.filter(like="contract=").to_numpy().any()
    assert named(tree_features(TELCO).fit(clean), other)["contract"].isna().all()


def test_the_trees_get_the_categories_first(clean: pd.DataFrame) -> None:
    names = tree_features(TELCO).fit(clean).get_feature_names_out().tolist()
    assert names == [*TELCO.names("category"), *TELCO.names("numeric"), *TELCO.names("flag")]


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_of_contract_is_made_of_finite_floats_in_order(name: str) -> None:
    one = SHAPES[name]
    ready = process_customers(one.clean, HALF, one.contract)
    assert list(ready.columns) == ["id", "split", "left", *names_of(one.contract)]
    values = ready.iloc[:, 3:]
    assert set(values.dtypes) == {np.dtype("float64")}
    assert np.isfinite(values.to_numpy()).all()


def test_gaps_are_the_median_the_most_frequent_and_no_level() -> None:
    one = shape("numeric", "flag", "category", holes=True)
    rows = pd.DataFrame(
        {
            "age": [1.0, 2.0, 9.0, None],
            "balance": [0.0, 0.0, 3.0, None],
            "active": [1.0, 1.0, 0.0, None],
            "card": [1.0, 0.0, None, None],
            "region": pd.Series(["north", "west", "west", None], dtype=object),
        }
    )
    trees = named(tree_features(one.contract).fit(rows), rows)
    # the medians of 1, 2, 9 and of 0, 0, 3; of active 1 is more frequent, of card neither
    assert trees.iloc[3][["age", "balance", "active", "card"]].tolist() == [2, 0, 1, 0]
    assert pd.isna(trees["region"][3])
    assert trees["region"].tolist()[:3] == [0, 2, 2]
    linear = named(plain_features(one.contract).fit(rows), rows)
    assert linear.iloc[3][["region=north", "region=south", "region=west"]].tolist() == [0, 0, 0]
    # ages 1, 2, 9, 2: mean 3.5, squares 6.25 + 2.25 + 30.25 + 2.25 over 4
    assert linear.loc[3, "age"] == pytest.approx(-1.5 / (41 / 4) ** 0.5)


@pytest.fixture
def empty() -> Shape:
    """A table of which one number, one flag and one category are empty on every row."""
    one = shape("numeric", "flag", "category", holes=True)
    gone = one.clean.assign(
        balance=float("nan"), card=float("nan"), region=pd.Series([None] * ROWS, dtype=object)
    )
    return Shape(one.contract, gone)


def test_a15_names_stay_aligned_with_values_when_columns_are_empty(empty: Shape) -> None:
    ready = process_customers(empty.clean, HALF, empty.contract)
    assert list(ready.columns[3:]) == names_of(empty.contract)
    assert not ready[["balance", "card"]].to_numpy().any()
    assert not ready.filter(like="region=").to_numpy().any()
    assert ready.loc[HALF == "train", "age"].std(ddof=0) == pytest.approx(1)
    # training rows are even, so those with a value are not active
    assert ready.loc[[0, 10, 20], "active"].tolist() == [0, 0, 0]


def test_a15_a_value_of_a_column_that_was_empty_is_passed_on_under_its_name(empty: Shape) -> None:
    fitted = plain_features(empty.contract).fit(empty.clean[empty.contract.features])
    row = empty.clean.iloc[[1]].assign(balance=7.0, card=1.0, region="west")
    ready = named(fitted, row).iloc[0]
    assert ready[["balance", "card", "region=west"]].tolist() == [7, 1, 1]
    assert ready["region=north"] == 0


def test_a_number_is_a_smooth_curve_to_the_linear_model_and_flat_beyond_the_training_rows() -> None:
    one = shape("numeric")
    fitted = linear_features(one.contract).fit(one.clean[one.contract.features])
    least, middle, maximum = one.clean["age"].quantile([0, 0.5, 1])
    ages = [-1e6, least, middle, middle + 0.1, maximum, 1e6]
    rows = one.clean.iloc[[0] * len(ages)].assign(age=ages)
    low, at_least, at, near, at_most, high = named(fitted, rows).filter(like="age").to_numpy()
    # five knots and cubic pieces: 5 + 3 - 1 splines, of which one is left out
    assert len(low) == 6
    np.testing.assert_allclose(low, at_least, rtol=1e-12)
    np.testing.assert_allclose(high, at_most, rtol=1e-12)
    assert 0 < np.abs(near - at).max() < 0.3
