from typing import Any

import numpy as np
import pandas as pd
import pytest
from plotly.graph_objects import Figure

from churn_platform.analysis.figures.importance import (
    Forest,
    feature_importance,
    fit_forest,
    sum_importances,
)
from churn_platform_tests.analysis.composed import process_customers
from churn_platform_tests.analysis.figures.shapes import ROWS, SHAPES
from churn_platform_tests.analysis.figures.tables import CONTRACT, FOREST
from churn_platform_tests.telco import TELCO

PARAMETERS = {"n_estimators": 10, "max_depth": 3}


def processed(rows: int, **columns: Any) -> pd.DataFrame:
    """Return rows of which every third is a test row; `plan=b` alone tells who left."""
    places = np.arange(rows)
    left = places % 2
    base: dict[str, Any] = {
        "id": [f"SECRET-{place}" for place in places],
        "split": np.where(places % 3 == 0, "test", "train"),
        "left": left,
        "months": np.zeros(rows),
        "plan=a": 1.0 - left,
        "plan=b": left.astype(float),
    }
    return pd.DataFrame({**base, **columns})


def test_one_hot_columns_are_summed_under_their_column() -> None:
    features = ["months", "plan=a", "plan=b=c", "spend"]
    found = sum_importances(features, np.array([0.2, 0.1, 0.15, 0.55]))
    assert found == pytest.approx({"spend": 0.55, "plan": 0.25, "months": 0.2})
    assert list(found) == ["spend", "plan", "months"]


def test_what_alone_tells_has_all_the_importance() -> None:
    forest = fit_forest(processed(60), CONTRACT, PARAMETERS, seed=1)
    assert forest.importances == pytest.approx({"plan": 1, "months": 0})
    assert forest.accuracy == 1
    assert forest.test_rows == 20
    assert forest.report["churned"] == {"precision": 1, "recall": 1, "f1": 1, "support": 10}


def test_only_training_rows_teach_the_forest() -> None:
    frame = processed(60)
    changed = frame.copy()
    changed.loc[changed["split"] == "test", ["plan=a", "plan=b", "months"]] = 99.0
    first, second = (fit_forest(f, CONTRACT, PARAMETERS, seed=1) for f in (frame, changed))
    assert first.importances == second.importances


@pytest.mark.parametrize("rows", [0, 1, 2, 3])
def test_too_few_customers_give_a_figure_that_says_so(rows: int) -> None:
    forest = fit_forest(processed(rows), CONTRACT, PARAMETERS, seed=1)
    assert (forest.importances, forest.accuracy, forest.report) == ({}, None, {})
    assert "Not enough data" in Figure(feature_importance(forest)).to_json()


def test_one_class_in_the_training_rows_is_not_enough() -> None:
    forest = fit_forest(processed(30, left=[0] * 30), CONTRACT, PARAMETERS, seed=1)
    assert forest.importances == {}


def test_constant_features_are_not_enough() -> None:
    zeros = {name: np.zeros(30) for name in ("plan=a", "plan=b")}
    forest = fit_forest(processed(30, **zeros), CONTRACT, PARAMETERS, seed=1)
    assert forest.importances == {}
    assert "Not enough data" in Figure(feature_importance(forest)).to_json()


def test_without_test_rows_the_accuracy_is_undefined() -> None:
    forest = fit_forest(processed(30, split=["train"] * 30), CONTRACT, PARAMETERS, seed=1)
    assert forest.importances and forest.accuracy is None
    assert (
        Figure(feature_importance(forest)).layout.title.text
        == "No held-out customers to measure on"
    )


def test_bars_stand_in_order_and_the_title_has_the_accuracy() -> None:
    figure = Figure(feature_importance(FOREST))
    assert list(figure.data[0].x) == [0.6, 0.3, 0.1]
    assert list(figure.layout.yaxis.ticktext) == ["Spend", "Plan", "Months"]
    assert figure.layout.yaxis.autorange == "reversed"
    assert figure.layout.title.text == "Accuracy 0.750 on 2,000 held-out customers"


def test_the_report_stands_below_the_bars() -> None:
    (note,) = Figure(feature_importance(FOREST)).layout.annotations
    rows = [line.split() for line in note.text.replace("\u00a0", " ").split("<br>")]
    assert rows == [
        ["Precision", "Recall", "F1", "Support"],
        ["Stayed", "0.800", "0.900", "0.847", "1,500"],
        ["Churned", "undefined", "0.000", "0.000", "500"],
    ]


def test_the_same_rows_and_seed_give_the_same_forest(real_processed: pd.DataFrame) -> None:
    parameters = {"n_estimators": 20, "max_depth": 8}
    first, second = (fit_forest(real_processed, TELCO, parameters, seed=42) for _ in range(2))
    assert first == second
    assert isinstance(first, Forest) and first.accuracy and 0.78 < first.accuracy < 0.83
    assert set(first.importances) == set(TELCO.features)
    assert sum(first.importances.values()) == pytest.approx(1)


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_of_contract_has_one_bar_for_each_feature(name: str) -> None:
    one = SHAPES[name]
    split = pd.Series(["train", "train", "test"] * (ROWS // 3))
    ready = process_customers(one.clean, split, one.contract)
    forest = fit_forest(ready, one.contract, PARAMETERS, seed=1)
    assert set(forest.importances) == set(one.contract.features)
    assert sum(forest.importances.values()) == pytest.approx(1)
    bars = Figure(feature_importance(forest)).data[0]
    assert len(bars.x) == len(one.contract.features)
