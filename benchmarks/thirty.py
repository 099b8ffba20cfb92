"""How good both models are over thirty random splits of the real table."""

import json
from collections.abc import Mapping, Sequence
from statistics import mean, stdev
from typing import NamedTuple

from benchmarks.bench import Bench
from benchmarks.processes import measure
from benchmarks.report import Part, table

LOGISTIC, BOOSTED = "logistic_regression", "gradient_boosting"


class _Score(NamedTuple):
    """How a score is shown, whether more is better, and its target in words."""

    name: str
    more_is_better: bool
    target: str = ""


_SCORES = {
    "roc_auc": _Score("ROC AUC", True, "at least 0.849"),
    "brier": _Score("Brier score", False, "at most 0.134"),
    "ece": _Score("calibration error", False, "below 0.02"),
    "f1": _Score("F1 at 0.5", True),
    "lift_top_decile": _Score("lift of the top decile", True),
}
_HEAD = (
    "30 splits of the real table",
    "logistic regression",
    "gradient boosting",
    "boosting − logistic",
    "ahead, logistic : boosting",
    "target",
)
_HOW = (
    "**thirty**: both models with the default hyperparameters, uncalibrated, on 30 stratified"
    " splits of the clean table into 70 % and 30 % (`train_test_split`, seeds 0 to 28 and 42, the"
    " models' seeds too), one thread. Mean ± standard deviation over the splits, of the paired"
    " differences too. The splits share rows, so that the deviation divided by √30 would be too"
    " small an error of the mean."
)


def run(bench: Bench) -> Part:
    """Measure; without the real table, say so."""
    if bench.is_sample:
        return Part([], "**thirty**: not measured, the real table is not there.")
    done = measure(bench.python(bench.finished, "-W", "ignore", "-m", "benchmarks.splits"))
    return Part([], _HOW, [splits_table(json.loads(done.stdout))])


def splits_table(scores: Mapping[str, Mapping[str, Sequence[float]]]) -> str:
    """Return a table of model -> score -> one value a split, in the same order of splits."""
    rows = [
        _cells(shown, scores[LOGISTIC][score], scores[BOOSTED][score])
        for score, shown in _SCORES.items()
    ]
    return table(_HEAD, rows)


def _cells(shown: _Score, logistic: Sequence[float], boosted: Sequence[float]) -> tuple[str, ...]:
    differences = [b - a for a, b in zip(logistic, boosted, strict=True)]
    above = sum(each > 0 for each in differences)
    below = sum(each < 0 for each in differences)
    ahead = (below, above) if shown.more_is_better else (above, below)
    return (
        shown.name,
        _spread(logistic),
        _spread(boosted),
        _spread(differences, "+"),
        f"{ahead[0]} : {ahead[1]}",
        shown.target,
    )


def _spread(values: Sequence[float], sign: str = "") -> str:
    return f"{mean(values):{sign}.4f} ± {stdev(values):.4f}"
