"""Group `processing`: the clean table, what is kept apart from it, and the model-ready one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import dagster as dg

from churn_platform.defs.cleaning_facts import cleaning_facts, in_words
from churn_platform.defs.configuration import SplitConfig
from churn_platform.defs.declare import declare, declare_together
from churn_platform.defs.resources import DataFolder
from churn_platform.defs.step import Result, Step, step
from churn_platform.defs.table_types import (
    CLEAN_CUSTOMERS,
    PROCESSED_CUSTOMERS,
    QUARANTINED_CUSTOMERS,
    UNLABELLED_CUSTOMERS,
    enforce,
)
from churn_platform.metadata import Meta
from churn_platform.partitioning import undated

if TYPE_CHECKING:
    import pandas as pd

_Results = Iterator[Result | dg.AssetCheckResult]
_TABLES = {
    "clean_customers": (
        CLEAN_CUSTOMERS,
        "One row is one customer whose outcome is known: typed, trimmed and repaired, sorted by id."
        " Categories are text, flags and the target are 0 or 1. Each repair is a named rule with"
        " its count in the metadata.",
    ),
    "unlabelled_customers": (
        UNLABELLED_CUSTOMERS,
        "One row is one customer whose outcome is not known yet: as in the clean table, without"
        " the target. They can be scored and are never trained on.",
    ),
    "quarantined_customers": (
        QUARANTINED_CUSTOMERS,
        "One row is one broken rule in one row of the source: row number, rule, column, value and"
        " id. These rows are in neither of the other tables.",
    ),
}


@declare_together("cleaned_customers", kinds={"pandas", "parquet"}, tables=_TABLES)
def cleaned_customers(context: dg.AssetExecutionContext, data_folder: DataFolder) -> _Results:
    """Clean the raw table; when a blocking check is broken only the quarantine is published."""
    from churn_platform.analysis.checks.clean import clean_findings
    from churn_platform.analysis.checks.profile import profile_of
    from churn_platform.analysis.cleaning.customers import clean_customers
    from churn_platform.reading.format import Format
    from churn_platform.reading.text import read_text

    with step(context, data_folder.root, key="clean_customers") as this:
        raw = this.upstream["raw_customers"]
        form = Format.from_metadata(raw.metadata[Meta.FORMAT])
        text = read_text(this.path("raw_customers"), form, this.contract)
        cleaned = clean_customers(text.frame, this.contract)
        yield _table(this, QUARANTINED_CUSTOMERS, "quarantined_customers", cleaned.quarantine)
        headers = [*text.frame.columns, *text.others.columns, *raw.metadata[Meta.EXCLUDED_COLUMNS]]
        profile = profile_of(cleaned, headers, this.contract)
        before = _last_good(this)
        findings = clean_findings(cleaned, text.others, this.contract, profile, before)
        yield from this.judge(findings)
        yield _table(this, UNLABELLED_CUSTOMERS, "unlabelled_customers", cleaned.unlabelled)
        facts = cleaning_facts(this, cleaned) | {Meta.PROFILE: profile}
        this.say(in_words(cleaned))
        yield _table(this, CLEAN_CUSTOMERS, this.key, cleaned.customers, **facts)


def _last_good(this: Step) -> dict[str, Any] | None:
    """Return the profile of the last good batch, if it is one of the same source and data set."""
    if this.before is None or Meta.PROFILE not in this.before.metadata:
        return None
    raw, before = this.upstream["raw_customers"].metadata, this.before.metadata
    same = all(before.get(key) == raw[key] for key in (Meta.CONTRACT, Meta.IS_SAMPLE))
    same = same and _undated(before) == _undated(raw)
    profile: dict[str, Any] = before[Meta.PROFILE]
    return profile if same else None


def _undated(metadata: dict[str, Any]) -> str:
    return undated(str(metadata.get(Meta.SOURCE)), metadata.get(Meta.PARTITION))


def _table(
    this: Step, table: dg.DagsterType, key: str, frame: "pd.DataFrame", **facts: Any
) -> Result:
    from churn_platform.tables import write_table

    enforce(table, frame)
    file = this.publish(lambda out: write_table(frame, out), key=key)
    size = {Meta.ROWS: len(frame), Meta.COLUMNS: frame.shape[1]}
    return this.result_of(key, file, value=frame, **size, **facts)


@declare("processed_customers", kinds={"scikitlearn", "parquet"}, table=PROCESSED_CUSTOMERS)
def processed_customers(
    context: dg.AssetExecutionContext, data_folder: DataFolder, config: SplitConfig
) -> _Results:
    """One row is one customer: id, split, target and the model-ready columns.

    Numbers imputed and scaled, categories one column a level; fitted on the training rows only.
    """
    from churn_platform.analysis import features, splitting
    from churn_platform.analysis.checks.processed import processed_findings
    from churn_platform.tables import read_table

    with step(context, data_folder.root, config) as this:
        contract = this.contract
        clean = read_table(this.path("clean_customers"))
        ids, target = clean[contract.identifier], clean[contract.target]
        split = splitting.split_customers(ids, target, config.test_share, config.seed)
        frame = features.process_customers(clean, split, contract)
        yield from this.judge(processed_findings(frame, contract))
        facts = {
            Meta.FEATURES: frame.shape[1] - 3,
            Meta.TRAIN_ROWS: (split == splitting.TRAIN).sum(),
            Meta.TEST_ROWS: (split == splitting.TEST).sum(),
        }
        this.say(
            f"{facts[Meta.TRAIN_ROWS]:,} customers to train on, {facts[Meta.TEST_ROWS]:,} held out,"
            f" {facts[Meta.FEATURES]} model-ready columns"
        )
        yield _table(this, PROCESSED_CUSTOMERS, this.key, frame, **facts)
