"""What every asset does around its pure function: read, publish, check, record."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import dagster as dg

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.errors import DataError
from churn_platform.catalog import ASSETS, stable_file
from churn_platform.checks import CHECKS
from churn_platform.config.settings import Settings
from churn_platform.config.source_errors import SourceError
from churn_platform.defs.steps import run_tags
from churn_platform.defs.steps.configuration import expected_config
from churn_platform.defs.steps.links import links_of
from churn_platform.defs.steps.outputs import check_result, read_json
from churn_platform.defs.steps.partitioned_assets import partition_of
from churn_platform.defs.steps.stable_paths import StablePaths
from churn_platform.defs.steps.upstream import content_of, model_of, path_of, read_newest
from churn_platform.history.lineage import before_of, inputs_of
from churn_platform.history.records import Materialization
from churn_platform.history.staleness import code_version, reasons
from churn_platform.metadata import Meta, Tag
from churn_platform.pipeline import Pipeline
from churn_platform.runtime import logs as logbook
from churn_platform.runtime.engine import EngineError
from churn_platform.storage import artifacts, publishing
from churn_platform.storage.artifacts import PublishedFile
from churn_platform.storage.lookup import has_stable_path
from churn_platform.storage.private_files import LinkError
from churn_platform.storage.results_store import StoreError
from churn_platform.values import plain

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline as Model

Result = dg.MaterializeResult[Any]
_KNOWN = (DataError, artifacts.ArtifactError, LinkError, SourceError, EngineError, StoreError)


class Step:
    """One asset's step: the files it reads and writes, and their inputs.

    A step of several assets has the key of the one that others depend on.
    """

    def __init__(
        self,
        context: dg.AssetExecutionContext,
        pipeline: Pipeline,
        key: str,
        config: dict[str, Any],
    ) -> None:
        self.context, self.key, self.config = context, key, config
        self.pipeline, self.contract = pipeline, pipeline.contract
        self.partition = partition_of(context, pipeline.partitioning)
        self.names = StablePaths(context.instance, pipeline, self.partition)
        self.last, self.upstream = read_newest(context.instance, key, self.partition)
        versions = {name: up.version for name, up in self.upstream.items()}
        self.inputs = inputs_of(self.key, self.contract, self.config, versions)
        self.started = time.perf_counter()
        self._explain()

    @property
    def settings(self) -> Settings:
        """The pipeline's settings."""
        return self.pipeline.settings

    @property
    def root(self) -> Path:
        """The pipeline's data folder."""
        return self.pipeline.root

    def path(self, key: str, suffix: str = "") -> Path:
        """Return the path of an upstream asset's file, after verifying its hash.

        The primary file, or the additional one whose id ends in `suffix`.
        """
        return path_of(self.root, self.upstream[key], suffix)

    def document(self, key: str, suffix: str = "") -> dict[str, Any]:
        """Return the JSON document in an upstream asset's file; see `path`."""
        return read_json(content_of(self.root, self.upstream[key], suffix))

    def text(self, key: str, suffix: str = "") -> str:
        """Return the text in an upstream asset's file; see `path`."""
        return content_of(self.root, self.upstream[key], suffix).decode()

    def model(self, key: str) -> "Model":
        """Return the pipeline from an upstream model's file."""
        return model_of(self.root, self.upstream[key])

    def publish(
        self,
        write: Callable[[BinaryIO], None],
        suffix: str = "",
        key: str = "",
        name: str = "",
        public: bool = False,
    ) -> PublishedFile:
        """Publish this asset's file (or that of `key`), or an additional one.

        An additional file has another suffix, or another `name`. Only a `public` file is served
        without a token: it must have no row or list entry per customer.
        """
        self.own()
        stable = Path(stable_file(key or self.key, self.contract.name))
        stable = stable.with_name(name) if name else stable.with_suffix(suffix or stable.suffix)
        file = publishing.publish(self.root, str(stable), write, show=self.names.are_ours)
        return file.as_public() if public else file

    def adopt(self, finished: Path, key: str = "", suffix: str = "") -> PublishedFile:
        """Publish a finished file about single customers, by moving it; see `publish`.

        Those of a lookup have no stable path.
        """
        self.own()
        stable = Path(stable_file(key or self.key, self.contract.name))
        stable = stable.with_suffix(suffix or stable.suffix)
        show = has_stable_path(stable.name) and self.names.are_ours
        return publishing.adopt(self.root, str(stable), finished, show)

    def judge(self, findings: Iterable[Finding]) -> Iterator[dg.AssetCheckResult]:
        """Yield the results of this asset's checks; to be called before anything is published.

        Raises:
            DataError: after all results, if blocking checks failed; names each of them.
        """
        found = list(findings)
        yield from self.evaluate(found)
        broken = [
            f"{each.name}: {each.found}; expected {each.expected}"
            for each in found
            if not each.passed and CHECKS[self.key, each.name].blocking
        ]
        if broken:
            raise DataError(f"{self.table}: {' | '.join(broken)}")

    def evaluate(self, findings: Iterable[Finding]) -> Iterator[dg.AssetCheckResult]:
        """Yield the results of this asset's checks; a failed one is also logged as a warning."""
        for finding in findings:
            check = CHECKS[self.key, finding.name]
            yield check_result(check, finding)
            if not finding.passed:
                self.context.log.warning(f"{check.name}: {finding.found}")

    def refresh(self, file: PublishedFile) -> None:
        """Point the stable path to an earlier published file."""
        self.own()
        if self.names.are_ours:
            self.names.show(self.key, file)

    def own(self) -> None:
        """Raise if the run was closed meanwhile: another one may have published since."""
        run = self.context.instance.get_run_by_id(self.context.run.run_id)
        if run is not None and run.is_finished:
            raise dg.Failure(
                f"{self.key}: run {run.run_id} was closed as {run.status.value} meanwhile, so it"
                " publishes nothing more",
                allow_retries=False,
            )

    @cached_property
    def before(self) -> Materialization | None:
        """The last result that this one is compared with, of the same data set.

        For a dated source, later partitions are ignored.
        """
        return self._of_this_data_set(self.last) if self.last else self.earlier

    @cached_property
    def earlier(self) -> Materialization | None:
        """The newest result of the last earlier partition that has one."""
        if self.partition is None:
            return None
        found = before_of(self.context.instance, self.key, self.partition, strictly=True)
        return found and self._of_this_data_set(found)

    def _of_this_data_set(self, result: Materialization) -> Materialization | None:
        """Return the result if it is of the same data set, else None: others are not comparable."""
        same = self.contract.data_set
        return result if result.metadata.get(Meta.DATA_SET, same) == same else None

    def is_of_this_batch(self, source_version: str | None, partition: str | None) -> bool:
        """Return whether results of this table, or of this partition, belong to the current batch.

        A corrected extract is still the same partition, and is compared with the previous one.
        """
        if self.partition is not None:
            return partition == self.partition
        return source_version == self.upstream["clean_customers"].source_version

    @property
    def name(self) -> str:
        """The name of a model's asset, without the suffix."""
        return self.key.removesuffix("_model")

    @property
    def table(self) -> str:
        """The name of the input table in errors: the source's file, or the upstream asset."""
        reads = self.upstream.items()
        return ", ".join(str(up.metadata.get(Meta.SOURCE, name)) for name, up in reads)

    def result(self, *files: PublishedFile, **metadata: Any) -> Result:
        """Return the materialization: files, inputs and metadata; logs it with its duration."""
        return self.result_of(self.key, *files, **metadata)

    def result_of(
        self, key: str, *files: PublishedFile, value: Any = None, **metadata: Any
    ) -> Result:
        """Return the materialization of one of the step's assets; see `result`."""
        self.own()
        seconds = round(time.perf_counter() - self.started, 3)
        version = files[0].version
        source = next((up.source_version or "" for up in self.upstream.values()), version)
        inputs = {**self.inputs, "code": ASSETS[key].code_version}
        facts = {  # in the order in which the UI shows them
            **metadata,
            **links_of(key, files, self.settings.api_url),
            **({} if self.partition is None else {Meta.PARTITION: self.partition}),
            Meta.DATA_SET: self.contract.data_set,
            Meta.SECONDS: seconds,
            Meta.SOURCE_VERSION: source,
            Meta.FILES: [file.as_metadata() for file in files],
            Meta.INPUTS: inputs,
        }
        self.note("materialized", asset=key, seconds=seconds, data_version=version)
        shown = [file for file in files if has_stable_path(file.id)]
        size = sum(file.bytes for file in shown) / 1e6
        names = ", ".join(file.id for file in shown)
        self.say(f"published {names}, {size:.2f} MB, after {seconds:.2f} s", key)
        run_tags.mark(self.context, run_tags.outcome_of(key, metadata), source)
        self.names.take_over(key, files)
        if self.last and (other := self.last.metadata.get(Meta.DATA_SET)):
            self.names.drop_of_another(key, other.partition("/")[0])
        return dg.MaterializeResult(
            asset_key=key,
            metadata={name: plain(fact) for name, fact in facts.items()},
            data_version=dg.DataVersion(version),
            # of what went in, not of what the definitions say: a person may have set something else
            tags={Tag.CODE_VERSION: code_version(inputs)},
            **({} if value is None else {"value": value}),
        )

    def say(self, text: str, key: str = "") -> None:
        """Log a line on inputs, decisions or publications in the run's log; nothing on one
        customer.
        """
        self.context.log.info(f"{key or self.key}: {text}")

    def note(self, event: str, **details: Any) -> None:
        """Add a line to data/logs/pipeline.log."""
        logbook.note(
            self.settings,
            event,
            **{"run_id": self.context.run.run_id, "asset": self.key, **details},
        )

    def _explain(self) -> None:
        """Log why this step runs, in the run's log and in ours."""
        recorded = self.last.inputs if self.last else None
        why = reasons(recorded, self.inputs) or self._given_reasons()
        self.note("started", why=why)
        self.say("; ".join(why))

    def _given_reasons(self) -> list[str]:
        stale = self.context.run.tags.get(Tag.STALE)
        if stale is None:
            return ["a user requested it"]
        given: dict[str, list[str]] = json.loads(stale)
        return given.get(self.key, []) or ["the source may have changed"]


@contextmanager
def begin_step(
    context: dg.AssetExecutionContext,
    pipeline: Pipeline,
    config: dg.Config | None = None,
    key: str = "",
) -> Iterator[Step]:
    """Open an asset's step; invalid data or files fail it with one line, without a retry.

    It is configured as the settings say, but for what the run's own `config` says.
    What any other error says is up to `declare`.
    """
    key = key or context.asset_key.to_user_string()
    try:
        chosen = config.model_dump() if config else {}
        values = {**expected_config(pipeline.settings)[key], **chosen}
        yield Step(context, pipeline, key, values)
    except _KNOWN as error:
        with suppress(OSError):  # this must not hide the error
            details = {"run_id": context.run.run_id, "asset": key, "error": str(error)}
            logbook.note(pipeline.settings, "refused", **details)
        run_tags.mark(context, run_tags.REFUSED, why=f"{key}: {error}")
        raise dg.Failure(f"{key}: {error}", allow_retries=False) from None
