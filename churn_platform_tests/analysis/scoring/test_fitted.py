import re

import pytest
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.features import tree_features
from churn_platform.analysis.scoring.fitted import blocks_of, fills_of
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.figures.shapes import SHAPES, shape
from churn_platform_tests.analysis.scoring.made import MADE, customers

TABLE = customers(300, 1)


def with_values(values: list[str]) -> Contract:
    columns = tuple(
        column.model_copy(update={"values": tuple(values)}) if column.name == "plan" else column
        for column in MADE.columns
    )
    return Contract(**{**dict(MADE), "columns": columns})


def test_a_missing_value_stands_for_what_training_says() -> None:
    blocks = blocks_of(tree_features(MADE).fit(TABLE[MADE.features]), MADE)
    fills = dict(zip(MADE.features, fills_of(blocks, MADE).tolist(), strict=True))
    assert fills["age"] == TABLE["age"].median()
    assert fills["active"] == TABLE["active"].mode()[0]
    assert (fills["plan"], fills["region"]) == (3.0, 40.0)  # one after the last of them


def test_a_column_that_was_empty_in_training_is_filled_with_0() -> None:
    empty = TABLE.assign(spend=float("nan"))
    blocks = blocks_of(tree_features(MADE).fit(empty[MADE.features]), MADE)
    assert fills_of(blocks, MADE)[MADE.features.index("spend")] == 0.0


def test_other_values_than_the_contract_has_are_refused() -> None:
    preparation = tree_features(MADE).fit(TABLE[MADE.features])
    with pytest.raises(DataError, match=r"^plan: the model was fitted on the values \['basic', "):
        blocks_of(preparation, with_values(["basic", "never", "plus"]))


def test_other_columns_than_the_contract_has_are_refused() -> None:
    one = SHAPES["numbers alone"]
    preparation = tree_features(one.contract).fit(one.clean[one.contract.features])
    expected = re.escape(f"expected {shape('numeric', 'flag').contract.features}")
    with pytest.raises(
        DataError, match=rf"^the model was fitted on \['age', 'balance'\]; {expected}"
    ):
        blocks_of(preparation, shape("numeric", "flag").contract)


def test_numbers_that_are_not_imputed_are_refused() -> None:
    one = SHAPES["numbers alone"]
    scaled = ColumnTransformer([("numeric", StandardScaler(), one.contract.features)])
    pipeline = make_pipeline(scaled, LogisticRegression())
    pipeline.fit(one.clean[one.contract.features], one.clean[one.contract.target])
    with pytest.raises(DataError, match=r"found a StandardScaler first; expected an imputer"):
        fills_of(blocks_of(pipeline[0], one.contract), one.contract)
