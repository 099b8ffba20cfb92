"""Compare runs: data, code, libraries, parameters and scores."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from api.schemas.comparison import ComparedRun, Group, RunComparison, RunDifference
from churn_platform.history.lookback import METRICS, RAW
from churn_platform.history.records import Materialization
from churn_platform.metadata import Meta

_NOT_COMPARED: Final = (
    "intervals",
    "thresholds",
    "top",
    "cross_validation",
    "undefined",
    "calibration",
)
"""Parts of a model's scores that are not compared."""
Results = Mapping[str, Materialization]
"""Results of one run by asset: metrics, models and raw table."""
Name = tuple[Group, str]


def compare(runs: Sequence[Results]) -> RunComparison:
    """Return the values that differ between the runs, in order of first occurrence.

    A value that the model history does not have is not a difference.

    Args:
        runs: at least two, each with its metrics.
    """
    facts = [facts_of(results) for results in runs]
    names = list(dict.fromkeys(name for each in facts for name in each))
    different = [name for name in names if _differs(name, facts, runs)]
    return RunComparison(
        runs=[ComparedRun.model_validate(results[METRICS]) for results in runs],
        same=len(names) - len(different),
        items=[_difference(name, facts, runs) for name in different],
    )


def _differs(name: Name, facts: Sequence[Mapping[Name, Any]], runs: Sequence[Results]) -> bool:
    known = [
        each.get(name)
        for each, results in zip(facts, runs, strict=True)
        if name in each or not results[METRICS].from_history
    ]
    return any(value != known[0] for value in known)


def facts_of(results: Results) -> dict[Name, Any]:
    """Return the compared values of a run: (group, name) -> value."""
    facts: dict[Name, Any] = {}
    document = _document(results)
    for name in ("data_version", "train_rows", "test_rows", "churn_rate"):
        facts["data", name] = document.get(name)
    if raw := results.get(RAW):
        facts["data", "source"] = raw.metadata.get(Meta.SOURCE)
        facts["data", "rows"] = raw.metadata.get(Meta.ROWS)
    for key, record in results.items():
        facts |= _inputs(key, record)
    for model, scores in _models(document).items():
        flat = _flat({name: scores[name] for name in scores if name not in _NOT_COMPARED})
        facts |= {("scores", f"{model}.{name}"): value for name, value in flat.items()}
    return facts


def _inputs(key: str, record: Materialization) -> dict[Name, Any]:
    given = record.metadata.get(Meta.INPUTS)
    inputs = given if isinstance(given, dict) else {}
    model = key.removesuffix("_model")
    facts: dict[Name, Any] = {("code", key): inputs.get("code")}
    if "contract" in inputs:
        facts["code", f"{key}.contract"] = inputs["contract"]
    for name, version in _dict(inputs.get("libraries")).items():
        facts["libraries", f"{key}.{name}"] = version
    # the values that were used: settings are null for a default
    chosen = _dict(record.metadata.get(Meta.PARAMETERS)) or _dict(inputs.get("config"))
    for name, value in _flat(chosen).items():
        facts["parameters", f"{model}.{name}"] = value
    return facts


def _difference(
    name: Name, facts: Sequence[Mapping[Name, Any]], runs: Sequence[Results]
) -> RunDifference:
    group, what = name
    intervals = [_interval(results, what) for results in runs] if group == "scores" else []
    return RunDifference(
        group=group,
        name=what,
        values=[each.get(name) for each in facts],
        intervals=intervals if any(intervals) else None,
    )


def _interval(results: Results, what: str) -> Any:
    model, _, score = what.partition(".")
    scores = _models(_document(results)).get(model, {})
    return _dict(scores.get("intervals")).get(score)


def _document(results: Results) -> dict[str, Any]:
    return _dict(results[METRICS].metadata.get(Meta.METRICS))


def _models(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    measured = {**_dict(document.get("models")), "baseline": document.get("baseline")}
    return {name: _dict(scores) for name, scores in measured.items()}


def _flat(values: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Return the values by dotted names; a list stays one value."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        inner = isinstance(value, dict)
        found |= _flat(value, f"{before}{name}.") if inner else {f"{before}{name}": value}
    return found


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
