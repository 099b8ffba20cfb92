"""Group `ingestion`: the source's table, byte for byte, once it is checked to be that table."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg

from churn_platform import artifacts
from churn_platform.artifacts import VERSIONS, PublishedFile
from churn_platform.catalog import ASSETS, Meta, Tag
from churn_platform.defs.configuration import expected_config
from churn_platform.defs.declare import declare
from churn_platform.defs.lineage import Produced
from churn_platform.defs.resources import CustomerSource, DataFolder
from churn_platform.defs.step import Result, step
from churn_platform.source.obtain import Obtained
from churn_platform.values import plain

KEY = "raw_customers"


# Part of the step and not a step of its own, so that ticks without new data evaluate it as well.
_NOT_THE_SAMPLE = dg.AssetCheckSpec(
    "raw_customers_are_not_the_sample",
    asset=KEY,
    description="The table is a source's own data and not the synthetic sample.",
)


@declare(KEY, kinds={"csv"}, output_required=False, check_specs=[_NOT_THE_SAMPLE])
def raw_customers(
    context: dg.AssetExecutionContext,
    data_folder: DataFolder,
    customer_source: CustomerSource,
) -> Iterator[Result | dg.AssetObservation | dg.AssetCheckResult]:
    """One row is one customer, as the source has it. The file is the source, byte for byte.

    When the source has nothing new, a scheduled run records the check as an observation and the
    rest of the run is skipped.
    """
    with step(context, data_folder.root, expected_config()[KEY]) as this:
        known = in_hand(this.before, data_folder.root)
        got = customer_source.obtain(known, data_folder.root / VERSIONS, context.log.info)
        facts = check_facts(got, known)
        if got.file is None and known and _may_skip(context):
            this.note("unchanged", reason=got.reason)
            context.log.info(f"{KEY}: unchanged ({got.reason}); the rest of the run is skipped")
            yield dg.AssetObservation(KEY, metadata=plain(facts))
        else:
            yield this.result(_published(data_folder.root, got, known), **facts)
        yield _check(facts)


def _check(facts: dict[str, Any]) -> dg.AssetCheckResult:
    """Warn, for as long as results describe customers who do not exist."""
    is_sample = bool(facts[Meta.IS_SAMPLE])
    return dg.AssetCheckResult(
        passed=not is_sample,
        severity=dg.AssetCheckSeverity.WARN,
        check_name=_NOT_THE_SAMPLE.name,
        metadata={
            "found": "the synthetic sample" if is_sample else "data from the source",
            "expected": f"data from {facts[Meta.SOURCE]}",
            "rows": facts[Meta.ROWS],
        },
    )


def in_hand(known: Produced | None, root: Path) -> Produced | None:
    """Return the last good file, unless somebody removed it."""
    return known if known and (root / known.files[0]["path"]).is_file() else None


def _may_skip(context: dg.AssetExecutionContext) -> bool:
    """Whether an unchanged source ends the run: only a scheduled one, with nothing stale below."""
    stale = context.run.tags.get(Tag.STALE)
    return stale is not None and "clean_customers" not in json.loads(stale)


def _published(root: Path, got: Obtained, known: Produced | None) -> PublishedFile:
    if got.file:
        return artifacts.adopt(root, ASSETS[KEY].file, got.file.path)
    assert known is not None
    artifacts.refresh(root / known.files[0]["path"], root / ASSETS[KEY].file)
    return PublishedFile(**known.files[0])


def check_facts(got: Obtained, known: Produced | None) -> dict[str, Any]:
    """Return what a check of the source records, whether or not it found something new."""
    before = known.metadata if known else {}
    facts = {
        Meta.SOURCE: expected_config()[KEY]["source"],
        Meta.IS_SAMPLE: got.is_sample,
        Meta.CHECKED_AT: datetime.now(UTC).isoformat(timespec="seconds"),
        Meta.SOURCE_CHANGED: got.file is not None,
        Meta.ROWS: got.file.rows if got.file else before[Meta.ROWS],
        Meta.COLUMNS: got.file.columns if got.file else before[Meta.COLUMNS],
        Meta.ETAG: got.etag,
        Meta.LAST_MODIFIED: got.last_modified,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}
