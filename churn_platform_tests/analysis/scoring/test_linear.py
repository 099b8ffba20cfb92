import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import SplineTransformer, StandardScaler

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.features import plain_features
from churn_platform.analysis.scoring.encoded import Encoded, FloatArray, encode_table
from churn_platform.analysis.scoring.scorer import compile_scorer, verify
from churn_platform_tests.analysis.scoring.made import (
    MADE,
    customers,
    linear,
    log_odds,
    scorer_of,
    strange_customers,
)
from churn_platform_tests.api.trained import trained
from churn_platform_tests.telco import TELCO

TABLE = customers(300, 1)


def replaced(table: pd.DataFrame, name: str, pipeline: Pipeline) -> FloatArray:
    """Return the mean log-odds of each customer with a feature taken from every training row."""
    crossed = table[MADE.features].merge(TABLE[[name]], how="cross", suffixes=("_own", ""))
    every = pipeline.decision_function(crossed[MADE.features]).reshape(len(table), len(TABLE))
    return np.asarray(every.mean(axis=1), dtype="float64")


def test_the_sum_is_what_the_pipeline_says() -> None:
    pipeline, rows = linear(TABLE), strange_customers()
    own = scorer_of(pipeline, TABLE).log_odds(encode_table(rows, MADE))
    np.testing.assert_allclose(own, log_odds(pipeline, rows), rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", ["spend", "region", "active"])
def test_a_contribution_is_what_the_feature_changes_against_the_training_rows(name: str) -> None:
    pipeline, rows = linear(TABLE), strange_customers()
    added = scorer_of(pipeline, TABLE).contributions(encode_table(rows, MADE))
    expected = pipeline.decision_function(rows[MADE.features]) - replaced(rows, name, pipeline)
    place = MADE.features.index(name)
    np.testing.assert_allclose(added[:, place], expected, rtol=0, atol=1e-9)


def test_the_base_is_the_mean_of_the_training_rows() -> None:
    pipeline = linear(TABLE)
    expected = pipeline.decision_function(TABLE[MADE.features]).mean()
    assert scorer_of(pipeline, TABLE).base == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("bias", [True, False])
def test_splines_with_every_function_or_one_left_out(bias: bool) -> None:
    numbers = make_pipeline(
        SimpleImputer(strategy="median"),
        SplineTransformer(4, degree=2, extrapolation="linear", include_bias=bias),
    )
    preparation = plain_features(MADE)
    parts = [(n, numbers if n == "numeric" else t, c) for n, t, c in preparation.transformers]
    pipeline = make_pipeline(ColumnTransformer(parts), LogisticRegression(max_iter=1000))
    pipeline.fit(TABLE[MADE.features], TABLE[MADE.target])
    rows = strange_customers()
    own = scorer_of(pipeline, TABLE).log_odds(encode_table(rows, MADE))
    expected = pipeline.decision_function(rows[MADE.features])
    np.testing.assert_allclose(own, expected, rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize(
    "scaler",
    [
        StandardScaler(),
        StandardScaler(with_mean=False),
        StandardScaler(with_std=False),
        None,
    ],
    ids=["both", "no mean", "no scale", "none"],
)
def test_numbers_without_splines(scaler: StandardScaler | None) -> None:
    steps = [SimpleImputer(strategy="median"), *([scaler] if scaler else [])]
    preparation = plain_features(MADE)
    parts = [
        (n, make_pipeline(*steps) if n == "numeric" else t, c)
        for n, t, c in preparation.transformers
    ]
    pipeline = make_pipeline(ColumnTransformer(parts), LogisticRegression(solver="newton-cholesky"))
    pipeline.fit(TABLE[MADE.features], TABLE[MADE.target])
    rows = strange_customers()
    own = scorer_of(pipeline, TABLE).log_odds(encode_table(rows, MADE))
    expected = pipeline.decision_function(rows[MADE.features])
    np.testing.assert_allclose(own, expected, rtol=1e-12, atol=1e-9)


def test_without_training_rows_there_is_no_mean() -> None:
    nobody = Encoded(tuple(MADE.features), np.empty((0, 6)))
    with pytest.raises(DataError, match="found no reference rows; expected the training rows"):
        compile_scorer(linear(TABLE), MADE, nobody)


def test_a_product_is_no_part_of_a_linear_model_and_adds_nothing() -> None:
    model = trained()
    assert not [name for name in model.pipeline[0].get_feature_names_out() if "total" in name]
    rows = model.rows.assign(total_charges=model.rows["total_charges"] * 7)
    place = TELCO.features.index("total_charges")
    added = model.scorer.contributions(encode_table(rows, TELCO))
    assert not added[:, place].any()
    assert verify(model.scorer, model.pipeline, rows, TELCO) <= 1e-9
    unknown = rows.assign(total_charges=np.nan)
    assert verify(model.scorer, model.pipeline, unknown, TELCO) <= 1e-9


def test_a_model_from_before_that_has_the_product_is_read_as_it_is() -> None:
    model = trained()
    names = TELCO.names("numeric")
    before = clone(model.pipeline)
    before[0].transformers = [
        (kind, each, names if kind == "numeric" else columns)
        for kind, each, columns in before[0].transformers
    ]
    before.fit(model.rows[TELCO.features], model.rows[TELCO.target])
    scorer = compile_scorer(before, TELCO, encode_table(model.rows, TELCO))
    assert verify(scorer, before, model.rows, TELCO) <= 1e-9
    added = scorer.contributions(encode_table(model.rows, TELCO))
    assert added[:, TELCO.features.index("total_charges")].any()
