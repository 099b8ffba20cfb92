import json
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import Pipeline
from xgboost import Booster, DMatrix, QuantileDMatrix, train

from churn_platform.analysis.scoring.encoded import encode_table
from churn_platform.analysis.scoring.scorer import compile_scorer, verify
from churn_platform.analysis.training import boosted, models
from churn_platform.config.hyperparameters import DEFAULTS
from churn_platform_tests.analysis.training.customers import customers
from churn_platform_tests.telco import TELCO

Matrix = Callable[..., DMatrix]


@pytest.fixture(scope="module")
def clean() -> pd.DataFrame:
    """2,000 customers, of one of whom the contract is missing."""
    rows = customers(2000, 1)
    rows.loc[7, "contract"] = None
    return rows


@pytest.fixture(scope="module")
def some(clean: pd.DataFrame) -> Pipeline:
    """A gradient boosting of half of them."""
    made = models.gradient_boosting(TELCO, DEFAULTS["gradient_boosting"], 42)
    return models.fit_model(made, clean[::2].copy(), TELCO).pipeline


@pytest.fixture(scope="module", params=[2, 4], ids=["two levels", "four levels"])
def both(
    request: pytest.FixtureRequest, clean: pd.DataFrame, some: Pipeline
) -> tuple[Booster, Pipeline]:
    """What XGBoost trained, and the same as scikit-learn's."""
    share = float(clean["churn"].mean())
    parameters = boosted.xgboost_parameters(some[-1], share) | {"max_depth": request.param}
    rows = _matrix(QuantileDMatrix, clean, some, max_bin=255)
    booster = train(parameters, rows, num_boost_round=60)
    document = json.loads(bytes(booster.save_raw("json")))
    return booster, boosted.with_trees(some, document, share)


def _matrix(kind: Matrix, rows: pd.DataFrame, some: Pipeline, **more: int) -> DMatrix:
    numbers = boosted.Encode(some, TELCO)(rows)
    types = ["c" if one else "q" for one in some[-1].is_categorical_]
    return kind(
        numbers[:, :-1], numbers[:, -1], feature_types=types, enable_categorical=True, **more
    )


def test_it_says_what_xgboost_says(
    both: tuple[Booster, Pipeline], clean: pd.DataFrame, some: Pipeline
) -> None:
    booster, made = both
    expected = booster.predict(_matrix(DMatrix, clean, some))
    found = models.churn_probability(made, clean, TELCO)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_it_ranks_as_well_as_scikit_learns(both: tuple[Booster, Pipeline], some: Pipeline) -> None:
    new = customers(4000, 2)
    found, own = (
        roc_auc_score(new["churn"], models.churn_probability(one, new, TELCO))
        for one in (both[1], some)
    )
    assert found == pytest.approx(own, abs=0.02)


def test_its_reasons_add_up_to_what_it_says(
    both: tuple[Booster, Pipeline], clean: pd.DataFrame
) -> None:
    made = both[1]
    verify(compile_scorer(made, TELCO, encode_table(clean, TELCO)), made, clean, TELCO)


def test_a_cut_of_32_bits_parts_numbers_of_64_bits_as_xgboost_does() -> None:
    cuts = np.array([29.85, 70.35, 0.1, 1.0, -3.3, 0.0], dtype=np.float32)
    values = np.array([29.85, 29.849999, 70.35, 0.1, 0.09999999, 1.0, -3.3, 0.0, -1e-30])
    thresholds = boosted._halfway_below(cuts)
    for cut, threshold in zip(cuts, thresholds, strict=True):
        below = values.astype(np.float32) < cut
        np.testing.assert_array_equal(values <= threshold, below)


def test_a_part_without_rows_has_the_columns_of_the_others(
    clean: pd.DataFrame, some: Pipeline
) -> None:
    encode = boosted.Encode(some, TELCO)
    assert encode(clean[:0]).shape == (0, 20)
    assert encode(clean[:3]).shape == (3, 20)
