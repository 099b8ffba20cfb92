"""The graph under test: runs and schedule ticks over a folder and an instance of their own."""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Self

import dagster as dg
import pytest

from churn_platform.catalog import CHAMPION, CHURN_PIPELINE, CLEANED, MODELS, stable_file
from churn_platform.config.settings import get_settings
from churn_platform.definitions import defs
from churn_platform.defs.automation.schedules import every_two_minutes
from churn_platform.defs.steps.configuration import run_config
from churn_platform.history.lineage import require
from churn_platform.history.records import Materialization
from churn_platform.history.storage.project import ProjectStorage
from churn_platform.pipeline import Pipeline

QUICK = {
    "CHURN_EVALUATION__FOLDS": 2,
    "CHURN_GRADIENT_BOOSTING__MAX_ITER": 20,
}
"""As little work as shows what a step does."""
NO_OUTPUT = {
    "module": "dagster._core.storage.noop_compute_log_manager",
    "class": "NoOpComputeLogManager",
}
"""Keeps nothing of what steps print: Dagster starts four processes for it in each run."""
# parts of the graph for `Platform.run`: the whole of it takes five times as long, mostly to draw
TO_CLEAN = ["raw_customers", *CLEANED]
TO_SPLIT = [*TO_CLEAN, "processed_customers", "split"]
TO_MODELS = [*TO_SPLIT, *MODELS]
TO_CHAMPION = [*TO_MODELS, "model_metrics", CHAMPION, "model_card"]
TO_SCORES = [*TO_CHAMPION, "churn_scores"]


class Storage(ProjectStorage):
    """The project's storage in a folder that the instance's configuration names."""

    @classmethod
    def config_type(cls) -> dict[str, dg.Field]:
        return {"base_dir": dg.Field(str)}

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> Self:
        return cls.from_local(str(config_value["base_dir"]), inst_data)


def sqlite_in(folder: Path) -> dict[str, Any]:
    """The configuration of the project's own storage in SQLite files below this folder."""
    return {"module": __name__, "class": Storage.__name__, "config": {"base_dir": str(folder)}}


def instance_in(folder: Path, postgres_url: str | None = None) -> dg.DagsterInstance:
    """A Dagster instance which keeps no steps' output.

    Its history is below this folder; or in Postgres, as the platform's settings have to say too.
    """
    if not postgres_url and not folder.exists():
        shutil.copytree(empty_history(), folder)
    return _instance_in(folder, postgres_url)


@cache
def empty_history() -> Path:
    """Return a folder with one, to copy: Dagster's migrations take five times as long."""
    folder = Path(tempfile.mkdtemp(prefix="history-"))
    atexit.register(shutil.rmtree, folder)
    _instance_in(folder).dispose()
    return folder


def _instance_in(folder: Path, postgres_url: str | None = None) -> dg.DagsterInstance:
    folder.mkdir(exist_ok=True)
    storage = sqlite_in(folder)
    if postgres_url:
        assert get_settings().postgres_url == postgres_url
        storage = {"module": ProjectStorage.__module__, "class": ProjectStorage.__name__}
    overrides = {"storage": {"custom": storage}, "compute_logs": NO_OUTPUT}
    return dg.DagsterInstance.local_temp(str(folder), overrides)


class Platform:
    """What a test drives: environment in, runs and ticks out."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, folder: Path, instance: dg.DagsterInstance
    ) -> None:
        self.source, self.data_dir = folder / "source.csv", folder / "data"
        self.instance = instance
        self._monkeypatch = monkeypatch
        self._loaded: dg.Definitions | None = None
        # relative, so that a copy of the folder has the same settings
        self.change(CHURN_HOME=folder, CHURN_SOURCE="source.csv", **QUICK)

    def change(self, **environment: object) -> None:
        """Change settings, as a person does in the environment before a restart."""
        for name, value in environment.items():
            self._monkeypatch.setenv(name, str(value))
        get_settings.cache_clear()
        self._loaded = None

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline of the environment as it is now."""
        return Pipeline(get_settings())

    @property
    def definitions(self) -> dg.Definitions:
        """The code location, loaded when it is first asked for after a change: it takes a while."""
        if self._loaded is None:
            self._loaded = defs()
        return self._loaded

    def run(
        self,
        job: str = CHURN_PIPELINE,
        *,
        select: list[str] | None = None,
        tags: dict[str, str] | None = None,
        config: dict[str, Any] | None = None,
        partition: str | None = None,
    ) -> dg.ExecuteInProcessResult:
        """Run a job, or some assets of it, as a person would after a restart."""
        made = self.definitions.resolve_job_def(job)
        keys = select or [key.to_user_string() for key in made.asset_layer.executable_asset_keys]
        # what the Launchpad shows are the settings at the time of the import
        ops = _merged(run_config(get_settings(), keys)["ops"], (config or {}).get("ops", {}))
        return made.execute_in_process(
            instance=self.instance,
            asset_selection=[dg.AssetKey(key) for key in select] if select else None,
            tags=tags,
            partition_key=partition,
            run_config={**(config or {}), "ops": ops},
            raise_on_error=False,
        )

    def tick(self) -> Any:
        """Let the schedule decide: a RunRequest or a SkipReason."""
        return decide(self.instance, self.definitions)

    def scheduled_run(self) -> dg.ExecuteInProcessResult:
        """Let the schedule decide and run what it requests."""
        request = self.tick()
        assert isinstance(request, dg.RunRequest), request
        select = [key.to_user_string() for key in request.asset_selection or []]
        tags, config = dict(request.tags), dict(request.run_config)
        of = request.partition_key
        return self.run(select=select or None, tags=tags, config=config, partition=of)

    def copy_for_commands(self, data_dir: Path) -> None:
        """Copy its data to a new folder, with the history in it, where the commands look for it."""
        shutil.copytree(self.data_dir, data_dir)
        shutil.copytree(self.instance.root_directory, data_dir / "dagster")

    def stable(self, key: str) -> Path:
        """An asset's file at its stable path."""
        return self.data_dir / stable_file(key, "telco")

    def newest(self, key: str, partition: str | None = None) -> Materialization:
        return require(self.instance, key, partition)

    def materialized(self, result: dg.ExecuteInProcessResult) -> set[str]:
        """The assets that a run materialized."""
        events = result.get_asset_materialization_events()
        return {event.asset_key.to_user_string() for event in events if event.asset_key}

    def failure(self, result: dg.ExecuteInProcessResult) -> str:
        """The one line that the failed step says."""
        data = [e.step_failure_data for e in result.all_events if e.is_step_failure]
        assert len(data) == 1 and data[0].user_failure_data, data
        return data[0].user_failure_data.description or ""


def decide(instance: dg.DagsterInstance, definitions: dg.Definitions) -> Any:
    """Let the schedule of these definitions decide: a RunRequest or a SkipReason."""
    pipeline = (definitions.resources or {})["pipeline"]
    with dg.build_schedule_context(instance=instance) as context:
        return every_two_minutes(context, pipeline)


def _merged(ops: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """What a person edited in the Launchpad, and beside it what they left as it was there."""
    both = {name: {"config": {}} | ops.get(name, {}) for name in {**ops, **given}}
    return {
        name: {"config": {**op["config"], **given.get(name, {}).get("config", {})}}
        for name, op in both.items()
    }


@contextmanager
def platform_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch, postgres_url: str | None = None
) -> Iterator[Platform]:
    """The platform over a folder with `source.csv`, with an instance of its own beside it."""
    if postgres_url:
        monkeypatch.setenv("CHURN_HOME", str(folder))
        monkeypatch.setenv("CHURN_DAGSTER_POSTGRES_URL", postgres_url)
        get_settings.cache_clear()
    with instance_in(folder / "history", postgres_url) as instance:
        yield Platform(monkeypatch, folder, instance)
    get_settings.cache_clear()
