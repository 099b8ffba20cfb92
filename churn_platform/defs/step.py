"""What every asset does around its one pure call: read what is upstream, publish, report."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import dagster as dg

from churn_platform import artifacts, logbook
from churn_platform.analysis.errors import DataError
from churn_platform.artifacts import PublishedFile
from churn_platform.catalog import ASSETS, Meta, Tag
from churn_platform.defs.lineage import Produced, inputs_of, newest_of
from churn_platform.memory import spare_the_process
from churn_platform.source.errors import SourceError
from churn_platform.staleness import reasons
from churn_platform.values import plain

Result = dg.MaterializeResult[Any]


class Step:
    """One asset's step: the files it reads and writes and what went into them."""

    def __init__(
        self, context: dg.AssetExecutionContext, root: Path, config: dict[str, Any]
    ) -> None:
        spare_the_process()
        self.context, self.root = context, root
        self.key = context.asset_key.to_user_string()
        self.config = config
        self.before, self.upstream = self._read_newest()
        self.inputs = inputs_of(
            self.key, self.config, {name: up.data_version for name, up in self.upstream.items()}
        )
        self.started = time.perf_counter()
        self._explain()

    def path(self, key: str) -> Path:
        """Return the path of an upstream asset's primary file, once its hash is checked."""
        return artifacts.resolve(self.root, self.upstream[key].files[0])

    def publish(self, write: Callable[[BinaryIO], None], suffix: str = "") -> PublishedFile:
        """Publish this asset's file, or one beside it with another suffix."""
        stable = Path(ASSETS[self.key].file)
        return artifacts.publish(self.root, str(stable.with_suffix(suffix or stable.suffix)), write)

    def result(self, *files: PublishedFile, value: Any = None, **metadata: Any) -> Result:
        """Return the materialization: files, inputs and metadata; logs it with its duration."""
        seconds = round(time.perf_counter() - self.started, 3)
        version = files[0].version
        source = next((up.source_version for up in self.upstream.values()), version)
        facts = {  # in the order in which the UI shows them
            **metadata,
            Meta.SECONDS: seconds,
            Meta.SOURCE_VERSION: source,
            Meta.FILES: [file.as_metadata() for file in files],
            Meta.INPUTS: self.inputs,
        }
        self.note("materialized", seconds=seconds, data_version=version)
        return dg.MaterializeResult(
            metadata={name: plain(fact) for name, fact in facts.items()},
            data_version=dg.DataVersion(version),
            **({} if value is None else {"value": value}),
        )

    def note(self, event: str, **details: Any) -> None:
        """Add a line to data/logs/pipeline.log."""
        logbook.note(self.root, event, run_id=self.context.run.run_id, asset=self.key, **details)

    def _read_newest(self) -> tuple[Produced | None, dict[str, Produced]]:
        """Return this asset's last result and those upstream, which must belong together."""
        reads = ASSETS[self.key].reads
        newest = newest_of(self.context.instance, [self.key, *reads])
        if missing := [name for name in reads if name not in newest]:
            raise dg.Failure(
                f"{self.key} needs {', '.join(missing)}: materialize it first", allow_retries=False
            )
        found = {name: newest[name] for name in reads}
        for up in found.values():
            for name, version in up.inputs["upstream"].items():
                if name in found and found[name].data_version != version:
                    raise dg.Failure(
                        f"{up.key} was made from {name} {version}, but the newest {name} is"
                        f" {found[name].data_version}; materialize {up.key} again first",
                        allow_retries=False,
                    )
        return newest.get(self.key), found

    def _explain(self) -> None:
        """Say why this step runs, in the run's log and in ours."""
        recorded = self.before.inputs if self.before else None
        why = reasons(recorded, self.inputs) or self._given_reasons()
        self.note("started", why=why)
        self.context.log.info(f"{self.key}: {'; '.join(why)}")

    def _given_reasons(self) -> list[str]:
        stale = self.context.run.tags.get(Tag.STALE)
        if stale is None:
            return ["a person asked for it"]
        given: dict[str, list[str]] = json.loads(stale)
        return given.get(self.key, []) or ["the source may have changed"]


@contextmanager
def step(
    context: dg.AssetExecutionContext,
    root: Path,
    config: dg.Config | dict[str, Any] | None = None,
) -> Iterator[Step]:
    """Open an asset's step; bad data or a bad file fails it in one line and is not retried."""
    key = context.asset_key.to_user_string()
    try:
        values = config.model_dump() if isinstance(config, dg.Config) else config or {}
        yield Step(context, root, values)
    except (DataError, artifacts.ArtifactError, SourceError) as error:
        logbook.note(root, "refused", run_id=context.run.run_id, asset=key, error=str(error))
        raise dg.Failure(f"{key}: {error}", allow_retries=False) from error


def writes(content: bytes) -> Callable[[BinaryIO], None]:
    """Return a writer of this content, for `Step.publish`."""

    def write(file: BinaryIO) -> None:
        file.write(content)

    return write
