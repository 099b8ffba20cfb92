"""Group `processing`: the clean, unlabelled, quarantined and model-ready tables."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import dagster as dg

from churn_platform.catalog import CLEANED_STEP, CURRENT, PROCESSED_STEP
from churn_platform.config.dated_source import undated
from churn_platform.defs.steps.configuration import SplitConfig
from churn_platform.defs.steps.declare import declare_together
from churn_platform.defs.steps.resources import PipelineResource
from churn_platform.defs.steps.step import Result, Step, begin_step
from churn_platform.defs.tables.cleaning import cleaned_in_parts
from churn_platform.defs.tables.cleaning_facts import cleaning_facts, in_words
from churn_platform.defs.tables.published import Draft, drafts, scratch, table_of
from churn_platform.defs.tables.types import (
    CLEAN_CUSTOMERS,
    PROCESSED_CUSTOMERS,
    QUARANTINED_CUSTOMERS,
    SPLIT,
    UNLABELLED_CUSTOMERS,
    Enforced,
)
from churn_platform.metadata import Meta

_Results = Iterator[Result | dg.AssetCheckResult]
_CLEANED = {
    "clean_customers": (
        CLEAN_CUSTOMERS,
        "One row per customer with a known outcome: typed, trimmed and repaired, sorted by id."
        " Categories are text, flags and the target are 0 or 1. Each repair is a named rule with"
        " its count in the metadata.",
    ),
    "unlabelled_customers": (
        UNLABELLED_CUSTOMERS,
        "One row per customer whose outcome is not yet known: as in the clean table, without"
        " the target. They are scored, but not used for training.",
    ),
    "quarantined_customers": (
        QUARANTINED_CUSTOMERS,
        "One row per violated rule in a row of the source: row number, rule, column, value and"
        " id. These rows are in none of the other tables.",
    ),
}
_PROCESSED = {
    "processed_customers": (
        PROCESSED_CUSTOMERS,
        "One row is one customer: id, split, target and the model-ready columns. Numbers are"
        " imputed and scaled, categories one column a level; fitted on the training rows only.",
    ),
    "split": (
        SPLIT,
        "One row is one customer of the clean table, in its order: id, target, and whether the"
        " customer trains the models or tests them.",
    ),
}


@declare_together(CLEANED_STEP, kinds={"pandas", "parquet"}, tables=_CLEANED)
def cleaned_customers(context: dg.AssetExecutionContext, pipeline: PipelineResource) -> _Results:
    """Clean the raw table; if a blocking check fails, only the quarantine is published."""
    from churn_platform.analysis.checks.clean import clean_findings
    from churn_platform.analysis.checks.profile import profile_of

    with (
        begin_step(context, pipeline, key="clean_customers") as step,
        scratch(step.root) as folder,
        drafts(step, {key: kind for key, (kind, _) in _CLEANED.items()}, folder, CURRENT) as tables,
    ):
        raw = step.upstream["raw_customers"]
        cleaned, evidence = cleaned_in_parts(step, tables, folder)
        yield _published(step, tables["quarantined_customers"])
        read = [column.name for column in step.contract.from_source]
        read += list(evidence.others.columns)
        headers = [*read, *raw.metadata[Meta.EXCLUDED_COLUMNS]]
        profile = profile_of(cleaned, headers, step.contract)
        before = _last_good(step)
        findings = clean_findings(cleaned, evidence, step.contract, profile, before)
        yield from step.judge(findings)
        yield _published(step, tables["unlabelled_customers"])
        facts = cleaning_facts(step, cleaned) | {Meta.PROFILE: profile}
        step.say(in_words(cleaned))
        yield _published(step, tables[step.key], **facts)


def _last_good(step: Step) -> dict[str, Any] | None:
    """Return the profile of the last good batch, if it has the same source and data set."""
    if step.before is None or Meta.PROFILE not in step.before.metadata:
        return None
    raw, before = step.upstream["raw_customers"].metadata, step.before.metadata
    same = all(before.get(key) == raw[key] for key in (Meta.CONTRACT, Meta.IS_SAMPLE))
    same = same and _undated(before) == _undated(raw)
    profile: dict[str, Any] = before[Meta.PROFILE]
    return profile if same else None


def _published(step: Step, draft: Draft, **facts: Any) -> Result:
    rows = draft.rows()
    size = {Meta.ROWS: len(rows), Meta.COLUMNS: len(rows.columns)}
    return step.result_of(draft.key, *draft.publish(), value=Enforced(), **size, **facts)


def _undated(metadata: dict[str, Any]) -> str:
    return undated(str(metadata.get(Meta.SOURCE)), metadata.get(Meta.PARTITION))


@declare_together(PROCESSED_STEP, kinds={"scikitlearn", "parquet"}, tables=_PROCESSED)
def processed_customers(
    context: dg.AssetExecutionContext, pipeline: PipelineResource, config: SplitConfig
) -> _Results:
    """Split the customers, and make the model-ready table by what those who train show.

    One step, so that the checks of the one table hold back the other as well, which models read.
    """
    from churn_platform.analysis import features, splitting
    from churn_platform.analysis.checks.processed import processed_findings
    from churn_platform.analysis.rows import beside, mapped, where, whole

    with (
        begin_step(context, pipeline, config, "processed_customers") as step,
        scratch(step.root) as folder,
        drafts(step, {key: kind for key, (kind, _) in _PROCESSED.items()}, folder) as tables,
    ):
        contract, clean = step.contract, table_of(step, "clean_customers")
        split = splitting.split_rows(
            clean,
            contract.identifier,
            contract.target,
            config.test_share,
            config.seed,
            step.config["max_train_rows"],
        )
        trained = whole(where(clean, split == splitting.TRAIN), contract.features)
        preparation, rows = features.encoded_once(features.plain_features(contract), trained)
        preparation.fit(rows)
        draft = tables[step.key]
        make = partial(features.ready, preparation=preparation, contract=contract)
        for part in mapped(beside(clean, features.SPLIT, split), make):
            draft.add(part)
            tables["split"].add(part[[contract.identifier, contract.target, features.SPLIT]])
        yield from step.judge(processed_findings(draft.rows(), contract))
        facts = {
            Meta.FEATURES: len(draft.rows().columns) - 3,
            Meta.TRAIN_ROWS: len(trained),
            Meta.TEST_ROWS: int((split == splitting.TEST).sum()),
            Meta.SPARE_ROWS: int((split == splitting.SPARE).sum()),
        }
        step.say(
            f"{facts[Meta.TRAIN_ROWS]:,} training customers, {facts[Meta.TEST_ROWS]:,} held out,"
            f" {facts[Meta.FEATURES]} model-ready columns"
        )
        yield _published(step, tables["split"])
        yield _published(step, draft, **facts)
