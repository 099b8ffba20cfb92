"""What a user would otherwise write: one script for large tables, with three sets of libraries.

Statistics, churn rates by category, two models on all training rows, their metrics, and scores
with three reasons each for the customers who stayed. No checks, figures, folds, calibration or
history. Needs the libraries of its kind; `make bench PARTS=sizes` makes an environment for each.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, average_precision_score, brier_score_loss, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import OneHotEncoder, StandardScaler

NUMBERS = ["tenure", "MonthlyCharges", "TotalCharges"]
NOT_FEATURES = ["customerID", "Churn"]
_REASONS = 3


class Table(NamedTuple):
    """The customers: ids, numbers, categories as codes, and 1 for who left."""

    ids: Any
    numbers: Any
    codes: Any
    left: Any


def with_pandas(source: str, out: Path) -> Table:
    import pandas as pd

    frame = pd.read_csv(source)
    frame["TotalCharges"] = pd.to_numeric(frame["TotalCharges"], errors="coerce").fillna(0.0)
    frame["Churn"] = (frame["Churn"] == "Yes").astype(int)
    frame.describe(include="all").to_csv(out / "summary.csv")
    frame[[*NUMBERS, "Churn"]].corr().to_csv(out / "correlation.csv")
    names = _categories(frame.columns)
    rates = {name: frame.groupby(name)["Churn"].mean().to_dict() for name in names}
    (out / "rates.json").write_text(json.dumps(rates, default=str))
    codes = np.column_stack([pd.factorize(frame[name], sort=True)[0] for name in names])
    return Table(frame["customerID"], frame[NUMBERS].to_numpy(float), codes, frame["Churn"])


def with_polars(source: str, out: Path) -> Table:
    import polars as pl  # type: ignore[import-not-found]

    total = pl.col("TotalCharges").str.strip_chars().cast(pl.Float64, strict=False).fill_null(0.0)
    left = (pl.col("Churn") == "Yes").cast(pl.Int64)
    read = pl.read_csv(source, schema_overrides={"TotalCharges": pl.String})
    frame = read.with_columns(total, left)
    frame.describe().write_csv(out / "summary.csv")
    frame.select([*NUMBERS, "Churn"]).corr().write_csv(out / "correlation.csv")
    names = _categories(frame.columns)
    rates = {name: frame.group_by(name).agg(pl.col("Churn").mean()).rows() for name in names}
    (out / "rates.json").write_text(json.dumps(rates))
    ranks = [pl.col(name).rank("dense").cast(pl.Int64) - 1 for name in names]
    numbers, codes = frame.select(NUMBERS).to_numpy(), frame.select(ranks).to_numpy()
    return Table(frame["customerID"].to_arrow(), numbers, codes, frame["Churn"].to_numpy())


def with_duckdb(source: str, out: Path) -> Table:
    import duckdb  # type: ignore[import-not-found]

    with duckdb.connect() as database:
        total = "coalesce(try_cast(trim(TotalCharges) AS DOUBLE), 0) AS TotalCharges"
        left = "(Churn = 'Yes')::BIGINT AS Churn"
        read = database.read_csv(source, all_varchar=False, dtype={"TotalCharges": "VARCHAR"})
        read.project(f"* REPLACE ({total}, {left})").create("customers")
        table = database.table("customers")
        database.sql("SUMMARIZE customers").write_csv(str(out / "summary.csv"))
        pairs = ", ".join(f"corr({a}, {b})" for a in NUMBERS for b in [*NUMBERS, "Churn"])
        table.aggregate(pairs).write_csv(str(out / "correlation.csv"))
        names = _categories(table.columns)
        rates = {name: table.aggregate(f"{name}, avg(Churn)").fetchall() for name in names}
        (out / "rates.json").write_text(json.dumps(rates))
        codes = ", ".join(f"dense_rank() OVER (ORDER BY {name}) - 1 AS {name}" for name in names)
        found = table.project(f"customerID, Churn, {', '.join(NUMBERS)}, {codes}").fetchnumpy()
    numbers = np.column_stack([found[name] for name in NUMBERS]).astype(float)
    coded = np.column_stack([found[name] for name in names])
    return Table(found["customerID"], numbers, coded, found["Churn"])


def _categories(columns: Any) -> list[str]:
    return [name for name in columns if name not in NUMBERS + NOT_FEATURES]


Boosted = tuple[Any, Callable[[Any], Any]]
"""Probabilities of the test rows, and what gives contributions of each feature, if anything."""


def by_sklearn(x: Any, y: Any, test: Any) -> Boosted:
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(random_state=42).fit(x, y)
    return model.predict_proba(test)[:, 1], lambda _: None


def by_lightgbm(x: Any, y: Any, test: Any) -> Boosted:
    from lightgbm import LGBMClassifier

    model: Any = LGBMClassifier(random_state=42, verbose=-1).fit(x, y)
    return model.predict_proba(test)[:, 1], lambda rows: model.predict(rows, pred_contrib=True)


def by_xgboost(x: Any, y: Any, test: Any) -> Boosted:
    from xgboost import DMatrix, XGBClassifier  # type: ignore[import-not-found]

    model = XGBClassifier(random_state=42).fit(x, y)
    booster = model.get_booster()
    probability = model.predict_proba(test)[:, 1]
    return probability, lambda rows: booster.predict(DMatrix(rows), pred_contribs=True)


KINDS = {
    "pandas": (with_pandas, by_sklearn),
    "polars": (with_polars, by_lightgbm),
    "duckdb": (with_duckdb, by_xgboost),
}


def main(kind: str, source: str, folder: str) -> None:
    """Do all of it with the libraries of this kind."""
    read, boost = KINDS[kind]
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    table = read(source, out)
    left = np.asarray(table.left)
    rows = np.arange(len(left))
    fit, test = train_test_split(rows, test_size=0.3, stratify=left, random_state=42)
    scaler = StandardScaler().fit(table.numbers[fit])
    encoder = OneHotEncoder(sparse_output=False, dtype=np.float32).fit(table.codes[fit])
    wide = np.hstack([scaler.transform(table.numbers), encoder.transform(table.codes)])
    narrow = np.hstack([table.numbers, table.codes])
    linear = LogisticRegression(max_iter=1000).fit(wide[fit], left[fit])
    probability, explain = boost(narrow[fit], left[fit], narrow[test])
    metrics = {
        "logistic regression": _metrics(left[test], linear.predict_proba(wide[test])[:, 1]),
        "boosting": _metrics(left[test], probability),
    }
    (out / "metrics.json").write_text(json.dumps(metrics))
    stayed = rows[left == 0]
    added = explain(narrow[stayed])
    if added is None:
        added = linear.coef_[0] * (wide[stayed] - wide[fit].mean(axis=0))
    reasons = np.argsort(-added, axis=1)[:, :_REASONS]
    columns = {f"reason_{place + 1}": reasons[:, place] for place in range(_REASONS)}
    ids = pa.array(np.asarray(table.ids)[stayed])
    scores = linear.predict_proba(wide[stayed])[:, 1]
    pq.write_table(pa.table({"id": ids, "probability": scores, **columns}), out / "scores.parquet")


def _metrics(left: Any, probability: Any) -> dict[str, float]:
    return {
        "accuracy": accuracy_score(left, probability >= 0.5),
        "roc_auc": roc_auc_score(left, probability),
        "average_precision": average_precision_score(left, probability),
        "brier": brier_score_loss(left, probability),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
