"""Warnings about the results: synthetic customers, or another data set or source."""

from api.middleware.problems import ModelUnavailable
from api.serving.verification import current_contract
from churn_platform.catalog import KEPT_UP
from churn_platform.config.settings import Settings
from churn_platform.config.source_location import identity
from churn_platform.history.records import Facts
from churn_platform.metadata import Meta
from churn_platform.wording import data_set_words

_RAW = "raw_customers"
_SAMPLE = (
    "the results are of synthetic customers, not of yours: the source cannot be reached, and the"
    " synthetic sample is used instead"
)


def result_warnings(facts: Facts | None, settings: Settings) -> list[str]:
    """Return what readers must know before they use the current results."""
    if facts is None:
        return []
    raw = facts.newest.get(_RAW)
    sample = raw is not None and bool(raw.metadata.get(Meta.IS_SAMPLE))
    other = _another_data_set(facts, settings) or _another_source(facts, settings)
    return [*([_SAMPLE] if sample else []), *([f"{other}; {_progress(facts)}"] if other else [])]


def _another_data_set(facts: Facts, settings: Settings) -> str | None:
    try:
        ours = current_contract(settings).data_set
    except ModelUnavailable:
        return None  # the reasons about the model say so
    found = {
        str(record.metadata[Meta.DATA_SET])
        for key in KEPT_UP
        if (record := facts.newest.get(key)) and Meta.DATA_SET in record.metadata
    }
    if not found - {ours}:
        return None
    others = ", ".join(data_set_words(each) for each in sorted(found - {ours}))
    return f"the results are of another data set ({others}), not of yours ({data_set_words(ours)})"


def _another_source(facts: Facts, settings: Settings) -> str | None:
    raw, ours = facts.newest.get(_RAW), identity(settings.source)
    inputs = raw.metadata.get(Meta.INPUTS) if raw else None
    config = inputs.get("config") if isinstance(inputs, dict) else None
    source = config.get("source") if isinstance(config, dict) else None
    if source is None or source == ours:
        return None
    return f"the results are of another source ({source}), not of yours ({ours})"


def _progress(facts: Facts) -> str:
    run = facts.last_run
    if run and not run.ended:
        return f"run {run.id} is in progress"
    if run and run.status != "SUCCESS":
        return f"run {run.id} did not succeed"
    return "the next run replaces them"
