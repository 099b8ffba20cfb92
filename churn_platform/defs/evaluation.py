"""Group `evaluation`: how good both models are, on the same held-out customers."""

import json
from typing import Any

import dagster as dg

from churn_platform.catalog import MODELS, Meta
from churn_platform.defs.declare import declare
from churn_platform.defs.resources import DataFolder
from churn_platform.defs.step import Result, Step, step, writes
from churn_platform.values import plain

# as the UI lists and plots them: what matters most first
_IN_ORDER = (
    "roc_auc",
    "average_precision",
    "brier",
    "log_loss",
    "f1",
    "precision",
    "recall",
    "accuracy",
)


@declare("model_metrics", kinds={"scikitlearn", "json"})
def model_metrics(context: dg.AssetExecutionContext, data_folder: DataFolder) -> Result:
    """One document is the scores of both models and of a baseline, on the same test rows.

    The numbers are metadata too, so that the UI plots them over time.
    """
    with step(context, data_folder.root) as this:
        document = _evaluate(this)
        text = json.dumps(document, indent=2, allow_nan=False).encode()
        scores = {
            f"{score}_{name}": value
            for score in _IN_ORDER
            for name, model in document["models"].items()
            if (value := model[score]) is not None
        }
        return this.result(
            this.publish(writes(text)),
            **scores,
            **{
                Meta.TRAIN_ROWS: document["train_rows"],
                Meta.TEST_ROWS: document["test_rows"],
                Meta.METRICS: document,
            },
        )


def _evaluate(this: Step) -> dict[str, Any]:
    from churn_platform.analysis import metrics, models
    from churn_platform.tables import read_table

    clean = read_table(this.path("clean_customers"))
    split = read_table(this.path("processed_customers"), columns=["split"])["split"]
    train, test = clean[split == "train"], clean[split == "test"]
    contract = this.contract
    y_train, y_test = train[contract.target].to_numpy(), test[contract.target].to_numpy()
    scored = {}
    for key in MODELS:
        probability = models.churn_probability(models.load_model(this.path(key)), test, contract)
        scored[key.removesuffix("_model")] = {
            **metrics.evaluate(y_test, probability.to_numpy()),
            "model_version": this.upstream[key].data_version,
        }
    document = {
        "data_version": this.upstream["clean_customers"].source_version,
        "train_rows": len(train),
        "test_rows": len(test),
        "churn_rate": y_test.mean(),
        "baseline": metrics.evaluate_baseline(y_train, y_test),
        "models": scored,
    }
    return dict(plain(document))
