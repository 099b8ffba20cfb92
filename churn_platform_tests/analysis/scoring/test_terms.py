import re

import numpy as np
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.scoring.fitted import Block, blocks_of
from churn_platform.analysis.scoring.terms import terms_of
from churn_platform_tests.analysis.figures.shapes import SHAPES

NUMBERS, LEVELS = SHAPES["numbers alone"], SHAPES["categories alone"]


def scaled_by(scaler: object) -> list[Block]:
    numbers = make_pipeline(SimpleImputer(), scaler)
    preparation = ColumnTransformer([("numeric", numbers, ["age", "balance"])])
    return blocks_of(preparation.fit(NUMBERS.clean[["age", "balance"]]), NUMBERS.contract)


def test_scaling_is_undone_by_hand() -> None:
    terms = terms_of(scaled_by(StandardScaler()), np.array([2.0, -1.0]))
    age, balance = NUMBERS.clean["age"], NUMBERS.clean["balance"]
    assert terms.slopes["age"] == pytest.approx(2 / age.std(ddof=0))
    # 2 (age - mean) / deviation - (balance - mean) / deviation at 0 and 0
    expected = -2 * age.mean() / age.std(ddof=0) + balance.mean() / balance.std(ddof=0)
    assert terms.constant == pytest.approx(expected)


def test_each_value_of_a_category_has_its_coefficient() -> None:
    preparation = ColumnTransformer(
        [("category", OneHotEncoder(categories=[["north", "south", "west"]]), ["region"])]
    )
    blocks = blocks_of(preparation.fit(LEVELS.clean[["region"]]), LEVELS.contract)
    terms = terms_of(blocks, np.array([1.0, 2.0, 3.0]))
    assert terms.levels["region"].tolist() == [1.0, 2.0, 3.0]
    with pytest.raises(DataError, match="found 2 coefficients; expected 3"):
        terms_of(blocks, np.array([1.0, 2.0]))


def test_a_step_that_is_not_known_is_refused() -> None:
    message = re.escape("['age', 'balance']: found a MinMaxScaler in their preparation; expected")
    with pytest.raises(DataError, match=message):
        terms_of(scaled_by(MinMaxScaler()), np.array([2.0, -1.0]))
