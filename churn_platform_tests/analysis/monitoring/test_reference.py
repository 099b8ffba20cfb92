import json

import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.monitoring.reference import reference_of
from churn_platform_tests.analysis.monitoring.batches import CONTRACT, batch, scores
from churn_platform_tests.telco import TELCO


def test_a_reference_has_the_spread_of_each_feature_and_of_the_scores() -> None:
    rows = batch(
        4,
        spend=[1.0, 3.0, float("nan"), 1.0],
        loyal=[1.0, 0.0, float("nan"), 1.0],
        plan=["a", "c", "a", "a"],
    )
    assert reference_of(rows, np.array([0.2, 0.2, 0.6, 0.6]), CONTRACT) == {
        "rows": 4,
        "features": {
            "spend": {
                "kind": "numeric",
                "edges": [2.0],
                "counts": [2, 1, 1],
                "shares": [0.5, 0.25, 0.25],
                "mean": pytest.approx(5 / 3),
                "std": pytest.approx(np.sqrt(8 / 9)),  # of 1, 3 and 1
            },
            "loyal": {
                "kind": "flag",
                "levels": ["Yes", "No"],
                "counts": [2, 1, 0, 1],
                "shares": [0.5, 0.25, 0.0, 0.25],
            },
            "plan": {
                "kind": "category",
                "levels": ["a", "b", "c"],
                "counts": [3, 0, 1, 0, 0],
                "shares": [0.75, 0.0, 0.25, 0.0, 0.0],
            },
        },
        "score": {
            "kind": "numeric",
            "edges": [0.4],
            "counts": [2, 2, 0],
            "shares": [0.5, 0.5, 0.0],
            "mean": pytest.approx(0.4),
            "std": pytest.approx(0.2),
        },
    }


def test_a_feature_without_a_value_has_no_mean() -> None:
    spread = reference_of(batch(8, spend=np.nan), scores(8), CONTRACT)["features"]["spend"]
    assert (spread["edges"], spread["counts"]) == ([], [0, 8])
    assert spread["mean"] is None and spread["std"] is None


def test_a_reference_is_small_json_and_names_nobody(real_clean: pd.DataFrame) -> None:
    text = json.dumps(reference_of(real_clean, scores(7043), TELCO), allow_nan=False)
    assert len(text) < 8_000
    assert not [one for one in real_clean["customer_id"] if one in text]


def test_a_reference_does_not_depend_on_the_order_of_the_rows() -> None:
    rows = batch(500)
    turned = rows.iloc[::-1].reset_index(drop=True)
    one, other = (reference_of(part, scores(500), CONTRACT) for part in (rows, turned))
    assert one == other


def test_nothing_is_no_reference() -> None:
    with pytest.raises(DataError, match="found 0 rows and 5 probabilities"):
        reference_of(batch(0), scores(5), CONTRACT)
    with pytest.raises(DataError, match="found 5 rows and 0 probabilities"):
        reference_of(batch(5), scores(0), CONTRACT)
