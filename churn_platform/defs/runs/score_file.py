"""Score the customers of your own file with the current champion; nothing is trained."""

import logging
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import dagster as dg

from churn_platform.analysis.errors import DataError
from churn_platform.catalog import CHAMPION, RISK_BANDS
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.spelling import normalised
from churn_platform.defs.models.scored import Scores, current_customers, for_export
from churn_platform.defs.steps.configuration import expected_config
from churn_platform.defs.steps.partitioned_assets import current_of
from churn_platform.defs.steps.step import Step
from churn_platform.defs.tables.cleaning import CLEAN, QUARANTINED, UNLABELLED, cleaned_in_parts
from churn_platform.defs.tables.published import drafts, scratch
from churn_platform.history.lineage import newest_of
from churn_platform.metadata import Meta
from churn_platform.pipeline import Pipeline
from churn_platform.sources.download.records import Fetched, Limits
from churn_platform.storage.private_files import make_folder
from churn_platform.storage.private_files import replace as write_whole

if TYPE_CHECKING:
    from churn_platform.analysis.cleaning.cleaned import Cleaned
    from churn_platform.analysis.rows import Rows
    from churn_platform.sources.formats.text import TextTable

_SCORES = "churn_scores"
_log = logging.getLogger(__name__)


class Scoring(Step):
    """The inputs of `churn_scores` outside of a run: publishes nothing and leaves no history.

    Raises:
        DataError: no champion exists yet.
    """

    def __init__(self, instance: dg.DagsterInstance, pipeline: Pipeline) -> None:
        self.pipeline, self.contract = pipeline, pipeline.contract
        self.key, self.config = _SCORES, expected_config(pipeline.settings)[_SCORES]
        self.context = cast("dg.AssetExecutionContext", SimpleNamespace(log=_log))
        shown = current_of(instance, pipeline.partitioning).key
        self.upstream = newest_of(instance, [CHAMPION, CLEAN], shown)
        if not {CHAMPION, CLEAN} <= self.upstream.keys():
            raise DataError("there is no champion yet: make materialize with customers who left")


@dataclass(frozen=True)
class Scored:
    """The outcome of a file's rows; `bands` is the number of customers by risk band."""

    cleaned: "Cleaned"
    scored: int
    left: int
    bands: dict[str, int]
    model: str


def score_file(instance: dg.DagsterInstance, pipeline: Pipeline, source: str, out: Path) -> Scored:
    """Score a table of the contract's columns, the target aside, into `out` and a Parquet file.

    The rows are cleaned like in the pipeline. Churned customers are not scored. The columns are
    those of `churn_scores`; any number of rows is processed in parts.

    Args:
        instance: the history.
        pipeline: whose champion scores them.
        source: as in `CHURN_SOURCE`; a relative path starts from the current folder.
        out: the CSV file; the Parquet file has its name, and so has the CSV of what was
            quarantined, if anything was.

    Raises:
        SourceError: the file cannot be fetched or read.
        DataError: there is no champion for the contract's table.
        ArtifactError: a published file is not the recorded one.
    """
    step = Scoring(instance, pipeline)
    kept = dict.fromkeys((CLEAN, UNLABELLED, QUARANTINED))
    with scratch(step.root) as folder, drafts(step, kept, folder) as tables:
        text = _text(step, source, folder)
        cleaned, _ = cleaned_in_parts(step, tables, folder, text)
        clean, unlabelled = tables[CLEAN].rows(), tables[UNLABELLED].rows()
        current = current_customers(clean, unlabelled, step.contract)
        bands = _write(step, folder, current, out) if len(current) else {}
        _keep_quarantine(tables[QUARANTINED].rows(), folder, out)
        left = len(clean) + len(unlabelled) - len(current)
    facts = step.upstream[CHAMPION].metadata[Meta.CHAMPION]
    return Scored(cleaned, len(current), left, bands, f"{facts['name']} {facts['version']}")


def _text(step: Step, source: str, folder: Path) -> "Iterator[TextTable]":
    """Yield a table's text in parts, with a blank target if the table has none."""
    from churn_platform.sources.download.fetch import fetch
    from churn_platform.sources.formats.text import read_parts

    contract, free = step.contract, _without_target(step.contract)
    got = fetch(source, folder, Limits.of(step.settings), free, base=Path())
    assert isinstance(got, Fetched)  # without a known file it is always new
    target = contract[contract.target]
    spellings = {normalised(header) for header in (target.source, *target.aliases)}
    if any(normalised(header) in spellings for header in got.unknown):
        yield from read_parts(got.path, got.format, contract)
        return
    names = [column.name for column in contract.from_source]
    for part in read_parts(got.path, got.format, free):
        yield replace(part, frame=part.frame.assign(**{target.name: ""})[names])


def _without_target(contract: Contract) -> Contract:
    """Return a contract for reading tables without a target."""
    columns = [
        column.model_copy(update={"header": None}) if column.kind == "target" else column
        for column in contract.columns
    ]
    fields: dict[str, Any] = {name: getattr(contract, name) for name in Contract.model_fields}
    return Contract.model_construct(**{**fields, "columns": type(contract.columns)(columns)})


def _write(step: Step, folder: Path, current: "Rows", out: Path) -> dict[str, int]:
    """Write the scores of these customers; return the number of customers by risk band."""
    from churn_platform.storage.csv_export import table_as_csv
    from churn_platform.tables.files import TableWriter

    bands = dict.fromkeys(RISK_BANDS, 0)
    sheet, table = folder / "scores.csv", folder / "scores.parquet"
    between = make_folder(folder / "ranked")
    with sheet.open("wb") as lines, table.open("wb") as file, TableWriter(file) as writer:
        for scores in Scores(step, between, current).ranked():
            table_as_csv(for_export(scores, step.contract), lines, header=not writer.rows)
            writer.add(scores)
            for found in scores["risk_band"].value_counts().to_pylist():
                bands[found["values"]] += found["counts"]
    _put(table, out.with_suffix(".parquet"))
    _put(sheet, out)
    return bands


def _keep_quarantine(lines: "Rows", folder: Path, out: Path) -> None:
    from churn_platform.analysis.rows import whole
    from churn_platform.storage.csv_export import as_csv

    if len(lines):
        path = folder / "quarantine.csv"
        with path.open("wb") as file:
            as_csv(whole(lines, list(lines.columns)).set_index("row"), file)
        _put(path, quarantine_file(out))


def quarantine_file(out: Path) -> Path:
    """Return the path of the list of unscored rows, next to the scores."""
    return out.with_name(f"{out.stem}-quarantine.csv")


def _put(finished: Path, place: Path) -> None:
    with finished.open("rb") as content:
        write_whole(place, lambda target: shutil.copyfileobj(content, target))
