import pickle
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import Pipeline

from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.errors import DataError
from churn_platform.analysis.scoring.encoded import Encoded, FloatArray, encode_table
from churn_platform.analysis.scoring.scorer import Scorer, probability_of, verify
from churn_platform.analysis.training.calibration import SigmoidCalibrated
from churn_platform.analysis.training.models import gradient_boosting, logistic_regression
from churn_platform_tests.analysis.scoring.made import (
    MADE,
    boosted,
    customers,
    fitted,
    linear,
    scorer_of,
    strange_customers,
)
from churn_platform_tests.telco import TELCO

TABLE, ROWS = customers(400, 1), strange_customers()
EVERY = pytest.mark.parametrize(
    "name", ["linear", "boosted", "calibrated linear", "calibrated boosted"]
)


@cache
def pipeline_of(name: str) -> Pipeline:
    *calibrated, kind = name.split()
    pipeline = (linear if kind == "linear" else boosted)(TABLE)
    if not calibrated:
        return pipeline
    model = SigmoidCalibrated(pipeline[-1], slope=0.8, intercept=-0.25)
    return Pipeline([("features", pipeline[0]), ("model", model)])


@cache
def compiled(name: str) -> Scorer:
    return scorer_of(pipeline_of(name), TABLE)


@EVERY
def test_probabilities_are_those_of_the_pipeline(name: str) -> None:
    found = compiled(name).probability(encode_table(ROWS, MADE))
    prepared = pipeline_of(name)[0].transform(ROWS[MADE.features])
    expected = pipeline_of(name)[-1].predict_proba(prepared)[:, 1]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


@EVERY
def test_base_and_contributions_add_up(name: str) -> None:
    own, rows = compiled(name), encode_table(ROWS, MADE)
    total = own.base + own.contributions(rows).sum(axis=1)
    prepared = pipeline_of(name)[0].transform(ROWS[MADE.features])
    expected = pipeline_of(name)[-1].decision_function(prepared)
    np.testing.assert_allclose(total, expected, rtol=1e-12, atol=1e-9)


@EVERY
def test_a_customer_scores_the_same_alone_and_among_others(name: str) -> None:
    own, rows = compiled(name), encode_table(customers(300, 5), MADE)
    alone = [own.contributions(Encoded(rows.features, rows.values[k : k + 1])) for k in range(300)]
    np.testing.assert_array_equal(np.concatenate(alone), own.contributions(rows))
    turned = Encoded(rows.features, rows.values[::-1].copy())
    np.testing.assert_array_equal(own.log_odds(turned)[::-1], own.log_odds(rows))


@EVERY
def test_a_loaded_scorer_says_the_same(name: str) -> None:
    own, rows = compiled(name), encode_table(ROWS, MADE)
    loaded = pickle.loads(pickle.dumps(own))
    np.testing.assert_array_equal(loaded.contributions(rows), own.contributions(rows))


@EVERY
def test_nobody_has_no_scores(name: str) -> None:
    nobody = encode_table(ROWS[:0], MADE)
    assert compiled(name).contributions(nobody).shape == (0, 6)
    assert compiled(name).probability(nobody).shape == (0,)


@EVERY
def test_verify_says_how_close_it_is_and_refuses_what_is_not(name: str) -> None:
    own = compiled(name)
    assert verify(own, pipeline_of(name), ROWS, MADE) < 1e-9
    wrong = replace(own, intercept=own.intercept + 0.001)
    with pytest.raises(DataError, match=r"is 0\.001 off the model's own log-odds; expected 1e-06"):
        verify(wrong, pipeline_of(name), TABLE, MADE)


def test_extreme_log_odds_are_probabilities() -> None:
    log_odds: FloatArray = np.array([-1e6, -2.0, 0.0, 2.0, 1e6])
    # 1 / (1 + e^2) is 0.11920292...
    expected = [0.0, 0.11920292202211755, 0.5, 0.8807970779778825, 1.0]
    assert probability_of(log_odds).tolist() == pytest.approx(expected, abs=1e-15)


def test_other_models_and_other_features_are_refused() -> None:
    bayes = Pipeline([("features", pipeline_of("linear")[0]), ("model", GaussianNB())])
    with pytest.raises(DataError, match=r"found a GaussianNB; expected a logistic regression or"):
        scorer_of(bayes, TABLE)
    with pytest.raises(DataError, match=r"found the features \['age'\]; expected \['age', 'plan'"):
        compiled("linear").contributions(Encoded(("age",), np.zeros((1, 1))))


def test_it_needs_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys; import churn_platform.analysis.scoring.scorer;"
        "import churn_platform.analysis.at_risk.reasons;"
        "print([n for n in ('pandas', 'sklearn', 'lightgbm', 'scipy') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("build", [logistic_regression, gradient_boosting])
def test_the_real_customers_score_as_the_pipeline_says(build: Any, real_csv: Path) -> None:
    headers = {column.source: column.name for column in TELCO.from_source}
    text = pd.read_csv(real_csv, dtype=str, keep_default_na=False).rename(columns=headers)
    clean = clean_customers(text.apply(lambda column: column.str.strip()), TELCO).customers
    parameters = {"max_iter": 1000} if build is logistic_regression else {"max_depth": 3}
    pipeline = fitted(build, TELCO, clean[::2], **parameters)
    assert len(clean) == 7043
    assert verify(scorer_of(pipeline, clean[::2], TELCO), pipeline, clean, TELCO) < 1e-9
