"""The yardstick: the same work as a plain script, with pandas, scikit-learn and seaborn.

Two models and a forest, six figures as PNG, no history, no checks. Needs an environment with
pandas, scikit-learn and seaborn; `make bench` makes one.
"""

import json
import sys
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


def main(source: str, folder: str) -> None:
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    frame = pd.read_csv(source)
    frame["TotalCharges"] = pd.to_numeric(frame["TotalCharges"], errors="coerce").fillna(0.0)
    frame["Churn"] = (frame["Churn"] == "Yes").astype(int)
    frame.describe(include="all").to_csv(out / "summary.csv")
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
    draw(frame, out)
    train(prepare, split, out)


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


def train(prepare: ColumnTransformer, split: list[Any], out: Path) -> None:
    x_train, x_test, y_train, y_test = split
    ready = prepare.fit_transform(x_train)
    pd.DataFrame(ready.toarray() if hasattr(ready, "toarray") else ready).to_parquet(
        out / "processed.parquet"
    )
    forest = RandomForestClassifier(n_estimators=100, random_state=42)
    forest.fit(ready, y_train)
    predicted = forest.predict(prepare.transform(x_test))
    report = classification_report(y_test, predicted, output_dict=True)
    (out / "forest.json").write_text(json.dumps(report))
    names = prepare.get_feature_names_out()
    top = pd.Series(forest.feature_importances_, names).nlargest(15)
    sns.barplot(x=top.values, y=top.index)
    save(out / "importance.png")
    metrics = {}
    models = {
        "logistic_regression": LogisticRegression(max_iter=1000),
        "gradient_boosting": GradientBoostingClassifier(random_state=42),
    }
    for name, model in models.items():
        pipeline = Pipeline([("prepare", prepare), ("model", model)]).fit(x_train, y_train)
        joblib.dump(pipeline, out / f"{name}.joblib")
        score = pipeline.predict_proba(x_test)[:, 1]
        cut = score >= 0.5
        metrics[name] = {
            "accuracy": accuracy_score(y_test, cut),
            "precision": precision_score(y_test, cut),
            "recall": recall_score(y_test, cut),
            "f1": f1_score(y_test, cut),
            "roc_auc": roc_auc_score(y_test, score),
            "confusion_matrix": confusion_matrix(y_test, cut).tolist(),
        }
    (out / "metrics.json").write_text(json.dumps(metrics, indent=2))


if __name__ == "__main__":
    main(*sys.argv[1:3])
