import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import Pipeline

from churn_platform.analysis.champion.same_rows import Accepted, on_same_rows, quality_on_new_rows
from churn_platform.analysis.hashing import hashes
from churn_platform.analysis.training.models import churn_probability, logistic_regression
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.figures.shapes import shape

ONE = shape("numeric", "flag", "category")
ROWS = 700


def made(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rows = ONE.clean.iloc[rng.integers(0, len(ONE.clean), ROWS)].reset_index(drop=True)
    rows["age"] = rng.normal(40, 10, ROWS)
    leaves = rng.random(ROWS) < 1 / (1 + np.exp(0.1 * (rows["age"] - 35)))
    return rows.assign(id=[f"c{place:04}" for place in range(ROWS)], left=leaves.astype("int64"))


def fitted(rows: pd.DataFrame, contract: Contract = ONE.contract) -> Pipeline:
    pipeline = logistic_regression(contract, {"C": 1.0, "max_iter": 100}, 42)
    return pipeline.fit(rows[contract.features], rows[contract.target])


OLD, NEW = fitted(made(1)), fitted(made(2))
TEST = made(3)


def test_both_are_measured_on_the_rows_that_the_accepted_model_has_not_learned_from() -> None:
    seen = hashes(TEST["id"][:150])
    found = on_same_rows(Accepted("old", "v1", OLD, seen), NEW, TEST, ONE.contract, "roc_auc")
    rows = TEST.iloc[150:]
    areas = [
        roc_auc_score(rows["left"], churn_probability(model, rows, ONE.contract))
        for model in (OLD, NEW)
    ]
    assert [found.value, found.candidate] == pytest.approx(areas, abs=1e-12)
    assert (found.name, found.version, found.rows) == ("old", "v1", 550)
    assert found.reason_not_comparable == ""


def test_with_too_few_common_rows_they_are_not_compared() -> None:
    seen = hashes(TEST["id"][:201])
    found = on_same_rows(Accepted("old", "v1", OLD, seen), NEW, TEST, ONE.contract, "brier")
    assert (found.value, found.candidate, found.rows) == (None, None, 499)
    assert found.reason_not_comparable == (
        "499 of 700 test rows are new to the last accepted model; expected at least 500"
    )


def test_a_model_that_cannot_be_used_says_why() -> None:
    unusable = Accepted("old", "v1", None, hashes(TEST["id"][:0]), "its file is missing")
    found = on_same_rows(unusable, NEW, TEST, ONE.contract, "roc_auc")
    assert (found.value, found.reason_not_comparable) == (None, "its file is missing")
    quality = quality_on_new_rows(unusable, TEST, ONE.contract)
    assert quality["customers"] == 0
    assert set(quality["undefined"].values()) == {"its file is missing"}


def test_the_quality_is_that_of_customers_it_has_not_learned_from() -> None:
    seen = hashes(TEST["id"][:600])
    quality = quality_on_new_rows(Accepted("old", "v1", OLD, seen), TEST, ONE.contract)
    rows = TEST.iloc[600:]
    probability = churn_probability(OLD, rows, ONE.contract)
    assert quality["customers"] == 100
    assert quality["mean_predicted"] == pytest.approx(probability.mean(), abs=1e-12)
    assert quality["observed_share"] == pytest.approx(rows["left"].mean(), abs=1e-12)


def test_a_model_that_has_seen_everybody_is_measured_on_nobody() -> None:
    everybody = Accepted("old", "v1", OLD, hashes(TEST["id"]))
    quality = quality_on_new_rows(everybody, TEST, ONE.contract)
    assert quality["customers"] == 0 and quality["roc_auc"] is None
    assert "not trained" in quality["undefined"]["roc_auc"]
