import numpy as np
import pandas as pd
import pytest
from scipy.special import logit
from sklearn.base import clone
from sklearn.model_selection import StratifiedKFold

from churn_platform.analysis.training.cross import fit_folds
from churn_platform.analysis.training.models import churn_probability, logistic_regression
from churn_platform_tests.analysis.figures.shapes import shape
from churn_platform_tests.analysis.training.customers import customers
from churn_platform_tests.telco import TELCO
from churn_platform_tests.told import Told

ONE = shape("numeric", "flag", "category")
PIPELINE = logistic_regression(ONE.contract, {"C": 1.0, "max_iter": 1000}, 42)


def test_every_row_is_predicted_once_a_repeat_by_a_model_that_has_not_seen_it() -> None:
    got = fit_folds(PIPELINE, ONE.clean, ONE.contract, folds=3, repeats=2, seed=7).table
    assert list(got.columns) == ["repeat", "fold", "target", "probability"]
    assert len(got) == 2 * len(ONE.clean)
    y = ONE.clean[ONE.contract.target].to_numpy()
    for repeat in (0, 1):
        mine = got[got["repeat"] == repeat].reset_index(drop=True)
        assert mine["target"].tolist() == y.tolist()
        drawn = StratifiedKFold(3, shuffle=True, random_state=7 + repeat).split(y, y)
        for fold, (fit, held_out) in enumerate(drawn):
            # the sum of the losses of fewer rows beside the same penalty: C grows by n / n_fit
            model = clone(PIPELINE).set_params(model__C=1.0 * len(y) / len(fit))
            model.fit(ONE.clean.iloc[fit][ONE.contract.features], y[fit])
            expected = churn_probability(model, ONE.clean.iloc[held_out], ONE.contract)
            rows = mine.loc[held_out]
            assert set(rows["fold"]) == {fold}
            np.testing.assert_allclose(rows["probability"], expected, rtol=1e-12)


def test_the_pipeline_it_is_given_stays_unfitted() -> None:
    fit_folds(PIPELINE, ONE.clean, ONE.contract, folds=2, repeats=1, seed=0)
    with pytest.raises(AttributeError):
        PIPELINE[-1].coef_  # noqa: B018


def test_a_class_with_fewer_customers_than_folds_has_fewer_folds() -> None:
    y = pd.Series([1, 1, 1] + [0] * (len(ONE.clean) - 3))
    few = ONE.clean.assign(**{ONE.contract.target: y.to_numpy()})
    got = fit_folds(PIPELINE, few, ONE.contract, folds=5, repeats=1, seed=0).table
    assert sorted(got["fold"].unique()) == [0, 1, 2]
    assert got.groupby("fold")["target"].sum().tolist() == [1, 1, 1]


def test_it_tells_how_many_of_all_folds_are_done() -> None:
    told = Told()
    fit_folds(PIPELINE, ONE.clean, ONE.contract, folds=2, repeats=2, seed=0, progress=told)
    assert told.advances == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_the_models_of_the_folds_are_as_sure_as_one_of_all_rows_however_strong_the_penalty() -> (
    None
):
    table = customers(3000, 5)
    strict = logistic_regression(TELCO, {"C": 0.0005, "max_iter": 1000}, 42)
    folds = fit_folds(strict, table, TELCO, folds=2, repeats=1, seed=0).table
    whole = clone(strict).fit(table[TELCO.features], table[TELCO.target])
    spread = logit(churn_probability(whole, table, TELCO)).std()
    # with the penalty of all rows it is a quarter less
    assert logit(folds["probability"]).std() == pytest.approx(spread, rel=0.05)
