import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.pipeline import Pipeline

from churn_platform.analysis import models
from churn_platform.analysis.cleaning import clean_customers, read_customers
from churn_platform.analysis.schema import TELCO
from churn_platform.analysis.splitting import split_customers

LR = {"C": 1.0, "max_iter": 1000}
GB = {"max_iter": 20, "max_depth": 3}


@pytest.fixture(scope="module")
def clean(small_csv: Path) -> pd.DataFrame:
    return clean_customers(read_customers(small_csv, TELCO), TELCO).frame


@pytest.fixture(scope="module")
def split(clean: pd.DataFrame) -> pd.Series:
    return split_customers(clean["customer_id"], clean["churn"], 0.3, 42)


def _build(kind: str) -> Pipeline:
    if kind == "linear":
        return models.logistic_regression(TELCO, LR, 42)
    return models.gradient_boosting(TELCO, GB, 42)


def test_the_logistic_regression_is_the_formula_of_its_coefficients(
    clean: pd.DataFrame, split: pd.Series
) -> None:
    fitted = models.fit_model(_build("linear"), clean, split, TELCO)
    features = fitted.pipeline[:-1].transform(clean[TELCO.features])
    logit = features @ fitted.pipeline[-1].coef_[0] + fitted.pipeline[-1].intercept_[0]
    got = models.churn_probability(fitted.pipeline, clean, TELCO)
    np.testing.assert_allclose(got, 1 / (1 + np.exp(-logit)), rtol=1e-12)
    assert fitted.converged
    assert 1 < fitted.iterations < 1000


@pytest.mark.parametrize("kind", ["linear", "trees"])
def test_a_row_scores_the_same_alone_and_in_a_batch(
    clean: pd.DataFrame, split: pd.Series, kind: str
) -> None:
    pipeline = models.fit_model(_build(kind), clean, split, TELCO).pipeline
    batch = models.churn_probability(pipeline, clean, TELCO)
    alone = models.churn_probability(pipeline, clean.iloc[[5]], TELCO)
    np.testing.assert_allclose(alone.to_numpy(), batch.iloc[5:6].to_numpy(), rtol=1e-12)


@pytest.mark.parametrize("kind", ["linear", "trees"])
def test_the_same_rows_give_the_same_bytes_and_loading_gives_the_same_scores(
    clean: pd.DataFrame, split: pd.Series, kind: str, tmp_path: Path
) -> None:
    files = []
    for _ in range(2):
        file = io.BytesIO()
        models.save_model(models.fit_model(_build(kind), clean, split, TELCO).pipeline, file)
        files.append(file.getvalue())
    assert files[0] == files[1]
    (tmp_path / "m.joblib").write_bytes(files[0])
    loaded = models.load_model(tmp_path / "m.joblib")
    assert models.churn_probability(loaded, clean, TELCO).between(0, 1).all()


def test_test_rows_do_not_train(clean: pd.DataFrame, split: pd.Series) -> None:
    flipped = clean.assign(churn=clean["churn"].where(split == "train", 1 - clean["churn"]))
    one, other = (
        models.fit_model(_build("linear"), frame, split, TELCO).pipeline[-1].coef_
        for frame in (clean, flipped)
    )
    np.testing.assert_array_equal(one, other)


def test_a_solver_that_stops_early_says_so(clean: pd.DataFrame, split: pd.Series) -> None:
    pipeline = models.logistic_regression(TELCO, {"C": 1.0, "max_iter": 2}, 42)
    fitted = models.fit_model(pipeline, clean, split, TELCO)
    assert not fitted.converged
    assert fitted.iterations == 2


def test_both_models_reach_084_on_the_real_table(real_csv: Path) -> None:
    from sklearn.metrics import roc_auc_score

    from churn_platform.settings import Settings

    settings = Settings()
    clean = clean_customers(read_customers(real_csv, TELCO), TELCO).frame
    split = split_customers(clean["customer_id"], clean["churn"], 0.3, 42)
    assert split.value_counts().to_dict() == {"train": 4930, "test": 2113}
    test = clean[split == "test"]
    for build, parameters in (
        (models.logistic_regression, settings.logistic_regression),
        (models.gradient_boosting, settings.gradient_boosting),
    ):
        fitted = models.fit_model(build(TELCO, parameters.model_dump(), 42), clean, split, TELCO)
        score = models.churn_probability(fitted.pipeline, test, TELCO)
        # above 0.87 a leak is likelier than skill: published honest results end near 0.85
        assert 0.84 <= roc_auc_score(test["churn"], score) <= 0.87
