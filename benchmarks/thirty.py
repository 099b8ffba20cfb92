"""How good both models are over thirty random splits of the real table."""

import json
from collections.abc import Mapping, Sequence
from statistics import mean, stdev
from typing import TYPE_CHECKING

from benchmarks.bench import Bench
from benchmarks.processes import measure
from benchmarks.report import Part, table

if TYPE_CHECKING:
    import pandas as pd

    from churn_platform.config.contracts.contract import Contract

SEEDS = (*range(29), 42)
LOGISTIC, BOOSTED = "logistic_regression", "gradient_boosting"
TARGETS = {"roc_auc": "at least 0.849", "brier": "at most 0.134", "ece": "below 0.02"}
SCORES = (*TARGETS, "f1", "lift_top_decile")
_HEAD = ("30 splits", "logistic regression", "gradient boosting", "difference", "target")
_HOW = (
    "**thirty**: both models with the default hyperparameters, uncalibrated, on 30 stratified"
    " splits of the clean table into 70 % and 30 % (`train_test_split`, seeds 0 to 28 and 42, the"
    " models' seeds too). Mean ± standard deviation over the splits, of the paired differences"
    " (boosting - logistic) too; the splits share rows, so it says little of the mean's error."
)
Scores = dict[str, dict[str, list[float]]]


def run(bench: Bench) -> Part:
    """Measure; without the real table, say so."""
    if bench.is_sample:
        return Part([], "**thirty**: not measured, the real table is not there.")
    done = measure(bench.python(bench.finished, "-W", "ignore", "-m", "benchmarks.thirty"))
    return Part([], _HOW, [splits_table(json.loads(done.stdout))])


def splits_table(scores: Mapping[str, Mapping[str, Sequence[float]]]) -> str:
    """Return a table of model -> score -> one value a split, in the same order of splits."""
    rows = []
    for score in SCORES:
        logistic, boosted = scores[LOGISTIC][score], scores[BOOSTED][score]
        differences = [b - a for a, b in zip(logistic, boosted, strict=True)]
        spreads = _spread(logistic), _spread(boosted), _spread(differences, "+")
        rows.append((score, *spreads, TARGETS.get(score, "")))
    return table(_HEAD, rows)


def scores_of_splits(clean: "pd.DataFrame", contract: "Contract", seeds: Sequence[int]) -> Scores:
    """Return model -> score -> one value a split; the seed of a split is its models' too."""
    from sklearn.model_selection import train_test_split

    from churn_platform.analysis.evaluation.scores import evaluate
    from churn_platform.analysis.training import models
    from churn_platform.config.hyperparameters import DEFAULTS

    builders = {LOGISTIC: models.logistic_regression, BOOSTED: models.gradient_boosting}
    found: Scores = {model: {score: [] for score in SCORES} for model in builders}
    for seed in seeds:
        train, test = train_test_split(
            clean, test_size=0.3, stratify=clean[contract.target], random_state=seed
        )
        for model, build in builders.items():
            pipeline = build(contract, DEFAULTS[model], seed)
            pipeline.fit(train[contract.features], train[contract.target])
            probability = models.churn_probability(pipeline, test, contract).to_numpy()
            document = evaluate(test[contract.target].to_numpy(), probability)
            for score in SCORES:
                found[model][score].append(document[score])
    return found


def main() -> None:
    """Print the scores as JSON: in a process of its own."""
    from threadpoolctl import threadpool_limits

    from churn_platform.catalog import stable_file
    from churn_platform.config.settings import contract_of, get_settings
    from churn_platform.tables.files import read_table

    settings = get_settings()
    contract, data_dir = contract_of(settings), settings.data_dir
    clean = read_table(data_dir / stable_file("clean_customers", contract.name))
    with threadpool_limits(1):
        print(json.dumps(scores_of_splits(clean, contract, SEEDS)))


def _spread(values: Sequence[float], sign: str = "") -> str:
    return f"{mean(values):{sign}.4f} ± {stdev(values):.4f}"


if __name__ == "__main__":
    main()
