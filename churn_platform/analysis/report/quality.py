"""The report's model section: metrics with intervals, comparison, calibration, gates."""

from typing import Final

from churn_platform.analysis.evaluation.error_rates import gaps
from churn_platform.analysis.evaluation.words import (
    OF_FOLDS,
    OF_HELD_OUT,
    calibration_rows,
    error_in_words,
    fits_of,
    gap_in_words,
    over_folds,
)
from churn_platform.analysis.report.blocks import Block, Section, Table, Text
from churn_platform.analysis.report.charts import chart
from churn_platform.analysis.report.facts import Document, ReportFacts
from churn_platform.analysis.report.formatting import group, line
from churn_platform.wording import (
    capital,
    counted,
    decision_words,
    difference,
    metric_words,
    model_words,
    number,
    sentence,
    within,
)

_SCORES: Final = (
    "roc_auc",
    "average_precision",
    "brier",
    "log_loss",
    "ece",
    "lift_top_decile",
    "f1",
    "precision",
    "recall",
    "accuracy",
)
_GAPS: Final = 3


def model_section(facts: ReportFacts) -> Section:
    """Return which model serves and why, both models' metrics, calibration and the gates."""
    metrics = facts.dossier["metrics"]
    blocks: list[Block] = [
        Text(_opening(facts)),
        *_folds(metrics),
        _scores(metrics),
        Text(
            f"In brackets: 95% intervals of {metrics['bootstrap']['samples']:,} resamples of"
            f" {counted(metrics['test_rows'], 'held-out customer')}, the same for both models."
            f" {OF_HELD_OUT}"
            f" The difference is {model_words(metrics['comparison']['minuend'])} less"
            f" {model_words(metrics['comparison']['subtrahend'])}.  For Brier score, log loss and"
            " calibration error, lower is better; for the others, higher. F1, precision, recall and"
            " accuracy use a threshold of 0.5.",
            quiet=True,
        ),
        *_undefined(metrics),
        *chart(facts, "reliability_curve", "Predicted and observed", _calibration(facts)),
        *_groups(facts),
        _gates(facts.decision),
    ]
    return Section("model", "How good the predictions are", blocks)


def _opening(facts: ReportFacts) -> str:
    champion, decision = facts.champion, facts.decision
    said = decision_words(decision["verdict"], decision["candidate"]["name"])
    reason = sentence(line(decision["reason"]))
    return f"The {model_words(champion['name'])} serves. {line(said)} {reason}"


def _folds(metrics: Document) -> list[Block]:
    names = [metrics["comparison"][which] for which in ("subtrahend", "minuend")]
    pair = [metrics["models"][name] for name in names]
    rows = [
        [capital(metric_words(score)), *(over_folds(one, score) for one in pair)]
        for score in pair[0].get("cross_validation", {})
    ]
    if not rows:
        return []
    caption = f"Both models over {fits_of(pair[0], 'brier')} on folds of the training customers"
    heads = ["Score", *(capital(model_words(name)) for name in names)]
    said = f"Mean and standard deviation over the fits. {OF_FOLDS}"
    return [Table(caption, heads, rows), Text(said, quiet=True)]


def _scores(metrics: Document) -> Table:
    comparison, models = metrics["comparison"], metrics["models"]
    first, second = comparison["subtrahend"], comparison["minuend"]
    pair = models[first], models[second]
    rows = [
        [
            capital(metric_words(score)),
            *(within(one[score], one["intervals"].get(score)) for one in pair),
            difference(comparison["differences"].get(score)),
        ]
        for score in _SCORES
    ]
    heads = [
        "Score",
        *(capital(model_words(name)) for name in (first, second)),
        "Difference",
    ]
    caption = f"Both models on {counted(metrics['test_rows'], 'held-out customer')}"
    return Table(caption, heads, rows)


def _undefined(metrics: Document) -> list[Block]:
    reasons = [
        f"{capital(metric_words(score))} of the {model_words(name)}: {line(reason)}"
        for name, model in metrics["models"].items()
        for score, reason in model["undefined"].items()
        if score in _SCORES
    ]
    return [Text(f"Undefined: {'; '.join(reasons)}.", quiet=True)] if reasons else []


def _calibration(facts: ReportFacts) -> str:
    gaps = [
        f"For the {model_words(name)}: {error_in_words(model) or number(model['ece'])}"
        f"{_observed(model)}."
        for name, model in facts.metrics["models"].items()
        if model["ece"] is not None
    ]
    return (
        "Of customers with a predicted probability of 30%, do 30% leave? On the dotted line the"
        f" answer is yes. The expected calibration error is the mean gap. {' '.join(gaps)}  Both"
        " are the newest models."
    )


def _observed(model: Document) -> str:
    return "".join(f"; {words.lower()} is {value}" for words, value, _ in calibration_rows(model))


def _groups(facts: ReportFacts) -> list[Block]:
    details = facts.dossier["details"].get("models", {}).get(facts.champion["name"], {})
    differing = gaps(details.get("sensitive", {}).get("columns", {}))[:_GAPS]
    said = [
        gap_in_words(gap, group(gap.column, gap.group), group(gap.column, gap.reference))
        for gap in differing
    ]
    opening = "At the campaign's threshold, not all groups are treated equally: "
    return [Text(sentence(opening + "; ".join(said)))] if said else []


def _gates(decision: Document) -> Table:
    rows = [
        [
            capital(gate["name"].replace("_", " ")),
            "passed" if gate["passed"] else "FAILED",
            line(gate["found"]),
            line(gate["expected"]),
        ]
        for gate in decision["gates"]
    ]
    candidate = model_words(decision["candidate"]["name"])
    caption = f"Gates that the newest candidate, a {candidate}, must pass before it serves"
    return Table(caption, ["Gate", "Result", "Found", "Expected"], rows, texts=4, long=2)
