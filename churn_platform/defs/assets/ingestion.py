"""Group `ingestion`: the source's table, checked, byte for byte."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg

from churn_platform.analysis.checks.finding import Finding
from churn_platform.catalog import stable_file
from churn_platform.checks import CHECKS, Check
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.source_errors import ColumnsRefused, SourceRefused
from churn_platform.config.source_location import shown
from churn_platform.defs.steps.declare import declare
from churn_platform.defs.steps.outputs import check_result
from churn_platform.defs.steps.resources import CustomerSource, PipelineResource
from churn_platform.defs.steps.run_tags import UNCHANGED, mark
from churn_platform.defs.steps.step import Result, Step, begin_step
from churn_platform.defs.tables.column_schemas import raw_columns
from churn_platform.history.records import Materialization
from churn_platform.metadata import Meta, Tag
from churn_platform.sources.download.obtain import Obtained
from churn_platform.sources.download.records import Fetched
from churn_platform.sources.download.table_check import Checked
from churn_platform.storage import publishing
from churn_platform.storage import results_store as remote
from churn_platform.storage.artifacts import PublishedFile
from churn_platform.values import plain

KEY = "raw_customers"
_READABLE, _COLUMNS, _ENCODING, _NO_SAMPLE = (
    CHECKS[KEY, name]
    for name in (
        "can_be_read", "has_the_contracted_columns", "encoding_is_known", "is_not_the_sample",
    )
)  # fmt: skip


@declare(KEY, kinds={"csv"}, columns=raw_columns, output_required=False)
def raw_customers(
    context: dg.AssetExecutionContext, pipeline: PipelineResource
) -> Iterator[Result | dg.AssetObservation | dg.AssetCheckResult]:
    """One row per customer, as in the source. The file equals the source, byte for byte.

    If the source is unchanged, a scheduled run records the check as an observation and skips its
    other steps.
    """
    with begin_step(context, pipeline) as step:
        known, source = in_hand(step.last, step.root), CustomerSource(pipeline, step.partition)
        try:
            got = source.obtain(known, context.log.info)
            facts = check_facts(got, known, source)
        except SourceRefused as error:
            yield from _refusal(error, step.contract)
            raise
        if got.file is None and known and _may_skip(context):
            step.note("unchanged", reason=got.reason)
            step.say(f"unchanged ({got.reason}); the rest of the run is skipped")
            mark(context, UNCHANGED, known.version)
            yield dg.AssetObservation(KEY, metadata=plain(facts), partition=step.partition)
        else:
            step.say(_came_in(facts))
            yield step.result(_published(step, got, known), **facts)
        yield from _acceptance(facts, step.contract)


def _came_in(facts: dict[str, Any]) -> str:
    news = "new" if facts[Meta.SOURCE_CHANGED] else "unchanged"
    what = "the synthetic sample" if facts[Meta.IS_SAMPLE] else f"the source's table, {news}"
    return f"{what}: {facts[Meta.ROWS]:,} rows, {facts[Meta.COLUMNS]} columns"


def _refusal(error: SourceRefused, contract: Contract) -> Iterator[dg.AssetCheckResult]:
    """Return the results of both checks for a refused file; an unreadable file has no columns."""
    if isinstance(error, ColumnsRefused):
        yield _result(_READABLE, True, "a table", "a table", 0)
        yield _result(_COLUMNS, False, str(error), f"the columns of {contract.name}", 0)
    else:
        yield _result(_READABLE, False, str(error), "a table", 0)


def _acceptance(facts: dict[str, Any], contract: Contract) -> Iterator[dg.AssetCheckResult]:
    """Return the results of the checks; warn while the results are based on synthetic customers."""
    rows, is_sample = facts[Meta.ROWS], bool(facts[Meta.IS_SAMPLE])
    wanted = len(contract.headers)
    origin = "the synthetic sample" if is_sample else "data from the source"
    read = ", ".join(f"{name} {value!r}" for name, value in facts[Meta.FORMAT].items())
    yield _result(_READABLE, True, f"{rows:,} rows, {read}", "a table", rows)
    columns = f"{facts[Meta.COLUMNS]} columns, all {wanted} of the contract among them"
    yield _result(_COLUMNS, True, columns, f"the {wanted} columns of {contract.name}", rows)
    yield _encoding(facts[Meta.FORMAT], rows)
    yield _result(_NO_SAMPLE, not is_sample, origin, f"data from {facts[Meta.SOURCE]}", rows)


def _encoding(form: dict[str, Any], rows: int) -> dg.AssetCheckResult:
    encoding, doubt = form.get("encoding", form["kind"]), form.get("encoding_doubt")
    found = f"{encoding}, {doubt}" if doubt else encoding
    expected = "text in Unicode, or its encoding under [reading] of the contract"
    return _result(_ENCODING, doubt is None, found, expected, rows)


def _result(
    check: Check, passed: bool, found: str, expected: str, rows: int
) -> dg.AssetCheckResult:
    return check_result(check, Finding(check.name, passed, found, expected, rows))


def in_hand(known: Materialization | None, root: Path) -> Materialization | None:
    """Return the last good file, unless it was removed."""
    return known if known and remote.bring(root / known.files[0].path) else None


def _may_skip(context: dg.AssetExecutionContext) -> bool:
    """Return whether an unchanged source ends the run: if scheduled, with nothing stale
    downstream.
    """
    stale = context.run.tags.get(Tag.STALE)
    return stale is not None and not {KEY, "clean_customers"} & set(json.loads(stale))


def _published(step: Step, got: Obtained, known: Materialization | None) -> PublishedFile:
    stable = Path(stable_file(KEY, step.contract.name))
    if got.file:
        stable = stable.with_suffix(got.file.format.suffix)
        step.own()
        file = publishing.adopt(step.root, str(stable), got.file.path, step.names.are_ours)
    else:
        assert known is not None
        file = known.files[0]
        stable = stable.with_name(file.id)
        step.refresh(file)
    if step.names.are_ours:
        publishing.drop_namesakes(step.root / stable)
    return file


def check_facts(
    got: Obtained, known: Materialization | None, source: CustomerSource
) -> dict[str, Any]:
    """Return the facts that a check of the source records, whether or not the source is new.

    Raises:
        SourceRefused: the contract has changed, and the existing file does not match it.
    """
    facts = {
        Meta.SOURCE: shown(source.address),
        Meta.IS_SAMPLE: got.is_sample,
        Meta.CHECKED_AT: datetime.now(UTC).isoformat(timespec="seconds"),
        Meta.SOURCE_CHANGED: got.file is not None,
        Meta.ETAG: got.etag,
        Meta.LAST_MODIFIED: got.last_modified,
        Meta.CONTRACT: source.pipeline.contract.name,
        **_table_facts(got, known, source),
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def _table_facts(
    got: Obtained, known: Materialization | None, source: CustomerSource
) -> dict[str, Any]:
    table: Fetched | Checked | None = got.file
    if table is None:
        assert known is not None
        kept = (Meta.ROWS, Meta.COLUMNS, Meta.FORMAT, Meta.EXCLUDED_COLUMNS, Meta.UNKNOWN_COLUMNS)
        if known.inputs.get("contract") == source.pipeline.contract.version:
            return {name: known.metadata[name] for name in kept}
        table = source.check(source.pipeline.root / known.files[0].path)
    return {
        Meta.ROWS: table.rows,
        Meta.COLUMNS: table.columns,
        Meta.FORMAT: table.format.as_metadata(),
        Meta.EXCLUDED_COLUMNS: list(table.excluded),
        Meta.UNKNOWN_COLUMNS: list(table.unknown),
    }
