"""The yardstick: the same work as a plain script, with pandas, scikit-learn and seaborn.

Two models and a forest, six figures as PNG, no history, no checks. Needs an environment with
pandas, scikit-learn and seaborn; `make bench` makes one.
"""

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import joblib
import matplotlib as mpl
import pandas as pd
import seaborn as sns  # type: ignore[import-untyped]
from matplotlib import pyplot as plt
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    accuracy_score,
    classification_report,
    confusion_matrix,
    f1_score,
    precision_score,
    recall_score,
    roc_auc_score,
)
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

mpl.use("Agg")
NUMBERS = ["tenure", "MonthlyCharges", "TotalCharges"]
MODELS = {
    "logistic_regression": partial(LogisticRegression, max_iter=1000),
    "gradient_boosting": partial(GradientBoostingClassifier, random_state=42),
}


def main(source: str, folder: str, only: str = "") -> None:
    """Do all of it, or read, split and boost alone: the yardstick of large tables."""
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    frame = read(source)
    if only == "boosting":
        name = "gradient_boosting"
        return write_metrics({name: train(name, *divide(frame), out)}, out)
    describe(frame, out)
    prepare, split = divide(frame)
    draw(frame, out)
    ready = process(prepare, split, out)
    explain(prepare, ready, split, out)
    return write_metrics({name: train(name, prepare, split, out) for name in MODELS}, out)


def read(source: str) -> pd.DataFrame:
    frame = pd.read_csv(source)
    frame["TotalCharges"] = pd.to_numeric(frame["TotalCharges"], errors="coerce").fillna(0.0)
    frame["Churn"] = (frame["Churn"] == "Yes").astype(int)
    return frame


def describe(frame: pd.DataFrame, out: Path) -> None:
    frame.describe(include="all").to_csv(out / "summary.csv")


def divide(frame: pd.DataFrame) -> tuple[ColumnTransformer, list[Any]]:
    features = frame.drop(columns=["customerID", "Churn"])
    categories = [name for name in features if name not in NUMBERS]
    prepare = ColumnTransformer(
        [
            ("numbers", StandardScaler(), NUMBERS),
            ("categories", OneHotEncoder(handle_unknown="ignore"), categories),
        ]
    )
    split = train_test_split(
        features, frame["Churn"], test_size=0.3, stratify=frame["Churn"], random_state=42
    )
    return prepare, split


def draw(frame: pd.DataFrame, out: Path) -> None:
    numeric = frame[[*NUMBERS, "SeniorCitizen", "Churn"]]
    sns.heatmap(numeric.corr(), annot=True, cmap="coolwarm", center=0)
    save(out / "correlation.png")
    sns.histplot(frame, x="tenure", hue="Churn", bins=36, multiple="stack")
    save(out / "tenure.png")
    for name in ("Contract", "PaymentMethod", "InternetService"):
        sns.barplot(frame, x=name, y="Churn")
        save(out / f"{name}.png")


def save(path: Path) -> None:
    plt.tight_layout()
    plt.savefig(path, dpi=100)
    plt.close("all")


def process(prepare: ColumnTransformer, split: list[Any], out: Path) -> Any:
    ready = prepare.fit_transform(split[0])
    pd.DataFrame(ready.toarray() if hasattr(ready, "toarray") else ready).to_parquet(
        out / "processed.parquet"
    )
    return ready


def explain(prepare: ColumnTransformer, ready: Any, split: list[Any], out: Path) -> None:
    _, x_test, y_train, y_test = split
    forest = RandomForestClassifier(n_estimators=100, random_state=42)
    forest.fit(ready, y_train)
    predicted = forest.predict(prepare.transform(x_test))
    report = classification_report(y_test, predicted, output_dict=True)
    (out / "forest.json").write_text(json.dumps(report))
    names = prepare.get_feature_names_out()
    top = pd.Series(forest.feature_importances_, names).nlargest(15)
    sns.barplot(x=top.values, y=top.index)
    save(out / "importance.png")


def train(name: str, prepare: ColumnTransformer, split: list[Any], out: Path) -> dict[str, Any]:
    x_train, x_test, y_train, y_test = split
    pipeline = Pipeline([("prepare", prepare), ("model", MODELS[name]())]).fit(x_train, y_train)
    joblib.dump(pipeline, out / f"{name}.joblib")
    score = pipeline.predict_proba(x_test)[:, 1]
    cut = score >= 0.5
    return {
        "accuracy": accuracy_score(y_test, cut),
        "precision": precision_score(y_test, cut),
        "recall": recall_score(y_test, cut),
        "f1": f1_score(y_test, cut),
        "roc_auc": roc_auc_score(y_test, score),
        "confusion_matrix": confusion_matrix(y_test, cut).tolist(),
    }


def write_metrics(metrics: dict[str, Any], out: Path) -> None:
    (out / "metrics.json").write_text(json.dumps(metrics, indent=2))


if __name__ == "__main__":
    main(*sys.argv[1:])
