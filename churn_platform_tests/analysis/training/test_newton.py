import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from churn_platform.analysis.rows import Chain, Rows
from churn_platform.analysis.training import models, newton
from churn_platform_tests.analysis.training.customers import customers
from churn_platform_tests.telco import TELCO


@pytest.fixture(scope="module")
def clean() -> pd.DataFrame:
    """600 customers, some of whose numbers are missing."""
    return customers(600, 1)


def _in_parts(rows: pd.DataFrame) -> Rows:
    parts = [rows[:150], rows[150:150], rows[150:151], rows[151:]]
    return Chain(parts, list(rows.columns))


@pytest.mark.parametrize("c", [0.1, 100.0])
def test_it_is_scikit_learns_optimum_whatever_the_parts(clean: pd.DataFrame, c: float) -> None:
    unfitted = models.logistic_regression(TELCO, {"C": c, "max_iter": 1000}, 42)
    some = models.fit_model(unfitted, clean[::2].copy(), TELCO)
    found = newton.refit(some.pipeline, _in_parts(clean), TELCO)
    features = some.pipeline[0].transform(clean[TELCO.features])
    y = clean["churn"].to_numpy()
    other = LogisticRegression(C=c, solver="newton-cholesky", tol=1e-12).fit(features, y)
    assert found.converged and 0 < found.iterations < 30
    probability = models.churn_probability(found.pipeline, clean, TELCO)
    np.testing.assert_allclose(probability, other.predict_proba(features)[:, 1], atol=1e-6)


def test_the_model_it_began_with_stays(clean: pd.DataFrame) -> None:
    unfitted = models.logistic_regression(TELCO, {"C": 0.1, "max_iter": 1000}, 42)
    some = models.fit_model(unfitted, clean[::2].copy(), TELCO)
    before = some.pipeline[-1].coef_.copy()
    newton.refit(some.pipeline, clean, TELCO)
    np.testing.assert_array_equal(some.pipeline[-1].coef_, before)


def test_too_few_steps_are_said(clean: pd.DataFrame) -> None:
    unfitted = models.logistic_regression(TELCO, {"C": 0.1, "max_iter": 1000}, 42)
    some = models.fit_model(unfitted, clean[::2].copy(), TELCO)
    some.pipeline[-1].max_iter = 1
    found = newton.refit(some.pipeline, clean, TELCO)
    assert (found.iterations, found.converged) == (1, False)
