"""Both models on many random splits of the clean table, in a process of its own."""

import json
from collections.abc import Sequence
from typing import Final

import pandas as pd
from sklearn.model_selection import train_test_split
from threadpoolctl import threadpool_limits

from churn_platform.analysis.evaluation.scores import evaluate
from churn_platform.analysis.training import models
from churn_platform.catalog import stable_file
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.hyperparameters import DEFAULTS
from churn_platform.config.settings import get_contract, get_settings
from churn_platform.tables.files import read_table

SEEDS: Final = (*range(29), 42)
TEST_SHARE: Final = 0.3
SCORES: Final = ("roc_auc", "brier", "ece", "f1", "lift_top_decile")
_BUILDERS: Final = {
    "logistic_regression": models.logistic_regression,
    "gradient_boosting": models.gradient_boosting,
}
Scores = dict[str, dict[str, list[float]]]


def scores_of_splits(clean: pd.DataFrame, contract: Contract, seeds: Sequence[int]) -> Scores:
    """Return model -> score -> one value a split; the seed of a split is its models' too."""
    found: Scores = {model: {score: [] for score in SCORES} for model in DEFAULTS}
    for seed in seeds:
        train, test = train_test_split(
            clean, test_size=TEST_SHARE, stratify=clean[contract.target], random_state=seed
        )
        for model, scores in found.items():
            pipeline = _BUILDERS[model](contract, DEFAULTS[model], seed)
            pipeline.fit(train[contract.features], train[contract.target])
            probability = models.churn_probability(pipeline, test, contract).to_numpy()
            document = evaluate(test[contract.target].to_numpy(), probability)
            for score, values in scores.items():
                values.append(document[score])
    return found


def main() -> None:
    """Print the scores as JSON."""
    contract, data_dir = get_contract(), get_settings().data_dir
    clean = read_table(data_dir / stable_file("clean_customers", contract.name))
    with threadpool_limits(1):
        print(json.dumps(scores_of_splits(clean, contract, SEEDS)))


if __name__ == "__main__":
    main()
