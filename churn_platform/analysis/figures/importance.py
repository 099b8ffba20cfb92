"""A random forest's feature importances, and its performance on held-out customers."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

from churn_platform.analysis.display import escaped, label
from churn_platform.analysis.features import SPLIT
from churn_platform.analysis.figures.report import classification_report, report_lines
from churn_platform.analysis.figures.shared.drawing import (
    MARGIN,
    Figure,
    new_figure,
    not_enough_data,
    too_few,
)
from churn_platform.analysis.figures.shared.palette import MONOSPACE, STAYED
from churn_platform.analysis.rows import Rows, gathered, where, whole
from churn_platform.analysis.splitting import TEST, TRAIN
from churn_platform.config.contracts.contract import Contract

_ROW_PIXELS = 26
_REPORT_PIXELS = 112


@dataclass(frozen=True)
class Forest:
    """The results of a fitted forest.

    `importances` by original column, the largest first, sum 1; empty if nothing could be learned.
    `accuracy`, 0 to 1, and `report` (class -> precision, recall, f1, support; and accuracy) are of
    the `test_rows`; what is undefined is None.
    """

    importances: dict[str, float]
    accuracy: float | None
    report: dict[str, Any]
    test_rows: int


def fit_forest(
    processed: Rows, contract: Contract, parameters: dict[str, Any], seed: int
) -> Forest:
    """Fit a random forest on the training rows and measure it on the test rows.

    Args:
        processed: id, target, split and model-ready columns, (n_customers, 3 + n_features).
        contract: names the columns that are no features.
        parameters: hyperparameters of scikit-learn's RandomForestClassifier.
        seed: seed of the forest.
    """
    split = whole(processed, [SPLIT])[SPLIT].to_numpy()
    features = [name for name in processed.columns if name not in _others(contract)]
    columns = [*features, contract.target]
    train = whole(where(processed, split == TRAIN), columns)
    test_rows = int((split == TEST).sum())
    if too_few(len(train)) or train[contract.target].nunique() < 2:
        return Forest({}, None, {}, test_rows)
    forest = RandomForestClassifier(**parameters, n_jobs=-1, random_state=seed)
    forest.fit(train[features], train[contract.target])
    forest.set_params(n_jobs=1)  # threads would add the trees' votes in an order of their own
    importances = sum_importances(features, forest.feature_importances_)
    if not test_rows:
        return Forest(importances, None, {}, 0)
    test = where(processed, split == TEST)
    predict = partial(_predicted, forest=forest, features=features)
    y_test = whole(test, [contract.target])[contract.target].to_numpy()
    report = classification_report(y_test, gathered(test, predict, features))
    return Forest(importances, report["accuracy"], report, test_rows)


def _predicted(
    part: pd.DataFrame, forest: RandomForestClassifier, features: list[str]
) -> "np.ndarray[Any, Any]":
    return forest.predict(part[features]) if len(part) else np.empty(0, dtype="int64")


def _others(contract: Contract) -> set[str]:
    return {contract.identifier, contract.target, SPLIT}


def sum_importances(features: list[str], importances: np.ndarray) -> dict[str, float]:
    """Return importances by original column, the largest first; `plan=Basic` is plan's.

    Empty if all are 0: the forest found nothing to split on.
    """
    columns = [feature.partition("=")[0] for feature in features]
    summed = pd.Series(importances).groupby(columns).sum()
    summed = summed.sort_values(ascending=False, kind="stable")
    return {str(name): float(value) for name, value in summed.items()} if summed.any() else {}


def feature_importance(forest: Forest, max_bars: int | None = None) -> Figure:
    """Return bars of the largest importances over the classification report."""
    if not forest.importances:
        return not_enough_data("the training rows hold nothing that a forest could learn")
    largest = dict(list(forest.importances.items())[:max_bars])
    accuracy = "No held-out customers to measure on"
    if forest.accuracy is not None:
        accuracy = f"Accuracy {forest.accuracy:.3f} on {forest.test_rows:,} held-out customers"
    return new_figure(
        [_bars(largest)],
        accuracy,
        height=len(largest) * _ROW_PIXELS + MARGIN["t"] + _REPORT_PIXELS,
        margin={**MARGIN, "b": _REPORT_PIXELS},
        annotations=[_report(forest.report)] if forest.report else [],
        xaxis={
            "title": {"text": "Share of all impurity decrease"},
            "range": [0, round(max(largest.values()) * 1.15, 4)],
        },
        yaxis={
            "autorange": "reversed",
            "tickvals": list(range(len(largest))),
            "ticktext": [escaped(label(name)) for name in largest],
            "showgrid": False,
            "zeroline": False,
        },
    )


def _bars(importances: dict[str, float]) -> dict[str, Any]:
    values = list(importances.values())
    return {
        "type": "bar",
        "orientation": "h",
        "x": [round(value, 4) for value in values],
        "y": list(range(len(values))),
        "width": 0.8,
        "text": [f"{value:.3f}" for value in values],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": STAYED},
        "customdata": [escaped(label(name)) for name in importances],
        "hovertemplate": "%{customdata}: %{text}<extra></extra>",
    }


def _report(report: dict[str, Any]) -> dict[str, Any]:
    return {
        # plain lines and not a plotly table, whose columns a phone would cut
        "text": "<br>".join(report_lines(report)).replace(" ", "\u00a0"),
        "font": {"family": MONOSPACE, "size": 12},
        "align": "left",
        "xref": "paper",
        "x": 1,
        "xanchor": "right",
        "yref": "paper",
        "y": 0,
        "yanchor": "top",
        "yshift": -56,
    }
