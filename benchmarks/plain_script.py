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
from sklearn import metrics
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

mpl.use("Agg")
NUMBERS = ["tenure", "MonthlyCharges", "TotalCharges"]
MODELS = {
    "logistic_regression": LogisticRegression(max_iter=1000),
    "gradient_boosting": GradientBoostingClassifier(random_state=42),
}


def main(source: str, folder: str) -> None:
    """Do all of it."""
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    frame = pd.read_csv(source)
    frame["TotalCharges"] = pd.to_numeric(frame["TotalCharges"], errors="coerce").fillna(0.0)
    frame["Churn"] = (frame["Churn"] == "Yes").astype(int)
    features, target = frame.drop(columns=["customerID", "Churn"]), frame["Churn"]
    categories = [name for name in features if name not in NUMBERS]
    encoder = OneHotEncoder(handle_unknown="ignore")
    prepare = ColumnTransformer(
        [("numbers", StandardScaler(), NUMBERS), ("categories", encoder, categories)]
    )
    split = train_test_split(features, target, test_size=0.3, stratify=target, random_state=42)
    frame.describe(include="all").to_csv(out / "summary.csv")
    draw(frame, out)
    explain(prepare, split, out)
    found = {name: train(name, prepare, split, out) for name in MODELS}
    (out / "metrics.json").write_text(json.dumps(found, indent=2))


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


def explain(prepare: ColumnTransformer, split: list[Any], out: Path) -> None:
    x_train, x_test, y_train, y_test = split
    ready = prepare.fit_transform(x_train)
    dense = ready.toarray() if hasattr(ready, "toarray") else ready
    pd.DataFrame(dense).to_parquet(out / "processed.parquet")
    forest = RandomForestClassifier(n_estimators=100, random_state=42).fit(ready, y_train)
    predicted = forest.predict(prepare.transform(x_test))
    report = metrics.classification_report(y_test, predicted, output_dict=True)
    (out / "forest.json").write_text(json.dumps(report))
    top = pd.Series(forest.feature_importances_, prepare.get_feature_names_out()).nlargest(15)
    sns.barplot(x=top.values, y=top.index)
    save(out / "importance.png")


def train(name: str, prepare: ColumnTransformer, split: list[Any], out: Path) -> dict[str, Any]:
    x_train, x_test, y_train, y_test = split
    pipeline = Pipeline([("prepare", prepare), ("model", MODELS[name])]).fit(x_train, y_train)
    joblib.dump(pipeline, out / f"{name}.joblib")
    score = pipeline.predict_proba(x_test)[:, 1]
    names = ("accuracy", "precision", "recall", "f1")
    return {
        **{name: getattr(metrics, f"{name}_score")(y_test, score >= 0.5) for name in names},
        "roc_auc": metrics.roc_auc_score(y_test, score),
        "confusion_matrix": metrics.confusion_matrix(y_test, score >= 0.5).tolist(),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
