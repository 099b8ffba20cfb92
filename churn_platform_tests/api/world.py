"""A small platform under test: real recorded runs, real files, and the API over HTTP."""

import asyncio
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import dagster as dg
import httpx
import uvicorn
from dagster._core.events import AssetObservationData, StepMaterializationData
from pydantic import SecretStr

from api.main import create_app
from api.middleware.server import SERVER, server_options
from api.runs.launcher import Launcher
from churn_platform.catalog import ASSETS, CHURN_PIPELINE, MODELS, PLOTLY_JS, STEPS, stable_file
from churn_platform.checks import CHECKS, Check
from churn_platform.config.settings import Settings
from churn_platform.defs.steps.outputs import writes
from churn_platform.history.reader import Reader
from churn_platform.history.records import Facts
from churn_platform.history.storage.postgres import engine_of
from churn_platform.metadata import Meta
from churn_platform.storage.artifacts import PublishedFile
from churn_platform.storage.publishing import publish
from churn_platform.webserver.tokens import digest_of
from churn_platform_tests.platform import NO_OUTPUT, empty_history, sqlite_in

NOTED = "noted"
"""Id of the run that `World.note` and its like record events in."""
Events = Callable[[], Iterator[Any]]
TOKEN = "the-token-of-the-tests"
TOKEN_SHA256 = digest_of(TOKEN)
_ERROR = dg.AssetCheckSeverity.ERROR
SCORE_NAMES = (
    "accuracy",
    "precision",
    "recall",
    "f1",
    "roc_auc",
    "average_precision",
    "log_loss",
    "brier",
)


def scores(value: float | None = 0.75, **more: Any) -> dict[str, Any]:
    """The scores of one model, all of the same value."""
    cells = ("true_negative", "false_positive", "false_negative", "true_positive")
    matrix = {name: index for index, name in enumerate(cells)}
    return {
        **dict.fromkeys(SCORE_NAMES, value),
        "confusion_matrix": matrix,
        "undefined": {},
        **more,
    }


def document(versions: dict[str, str] | None = None) -> dict[str, Any]:
    """A metrics document; both models score the same."""
    models = {
        key.removesuffix("_model"): scores(model_version=(versions or {}).get(key, "m" * 16))
        for key in MODELS
    }
    return {
        "data_version": "a" * 16,
        "train_rows": 7,
        "test_rows": 3,
        "churn_rate": 0.25,
        "baseline": scores(0.5),
        "models": models,
    }


class World:
    """A data folder, a history in it, and what the pipeline would record there."""

    def __init__(
        self, folder: Path, cache_seconds: float = 0, postgres_url: str | None = None
    ) -> None:
        self.settings = Settings(
            home=folder,
            data_dir=folder / "data",
            api_cache_seconds=cache_seconds,
            api_patience_seconds=60,  # no test is about a slow machine
            dagster_postgres_url=SecretStr(postgres_url) if postgres_url else None,
        )
        self._instance: dg.DagsterInstance | None = None
        self.versions: dict[str, str] = {}
        self.broken: dict[str, dict[str, Any]] = {}
        """Checks that fail in the runs to come, with what they record beside the usual."""

    @property
    def data_dir(self) -> Path:
        return self.settings.data_dir

    @property
    def instance(self) -> dg.DagsterInstance:
        """The history as its writers open it; the first use makes it."""
        if self._instance is None:
            if self.settings.postgres_url is None:
                shutil.copytree(empty_history(), self.settings.history_dir)
            self._instance = self._open()
        return self._instance

    def reader(self, settings: Settings | None = None) -> Reader:
        return Reader(settings or self.settings, self._open)

    def facts(self) -> Facts:
        """What a new reader finds."""
        reader = self.reader()
        try:
            return reader.read()
        finally:
            reader.close()

    @contextmanager
    def client(
        self, root_path: str = "", launch: Launcher | None = None, **settings: Any
    ) -> Iterator[httpx.Client]:
        """Serve the API, with other settings if some are given, and return a client of it."""
        chosen = self.settings.model_copy(update=settings)
        with serving(create_app(chosen, self.reader(chosen), launch), root_path) as client:
            yield client

    @contextmanager
    def trusted(self, launch: Launcher | None = None, **settings: Any) -> Iterator[httpx.Client]:
        """Serve the API with a token, and return a client that has it."""
        with self.client(launch=launch, api_token_sha256=TOKEN_SHA256, **settings) as client:
            client.headers["Authorization"] = f"Bearer {TOKEN}"
            yield client

    def run(self, *keys: str, source: bytes = b"id\n1\n", **metadata: Any) -> str:
        """Run these assets, of all of them, for this content of the source; return the run id."""
        made = {key: self._events(key, source, metadata) for key in keys or ASSETS}
        return self._execute(made)

    def look(self) -> str:
        """Run everything over a source that has nothing new; return the run id."""
        made = {key: self._events(key, b"", {}) for key in ASSETS}
        return self._execute({**made, "raw_customers": self._observation})

    def _execute(self, events: dict[str, Events]) -> str:
        made = [
            _step(name, {key: events[key] for key in events if STEPS[key] == name})
            for name in dict.fromkeys(STEPS[key] for key in events)
        ]
        job = dg.define_asset_job(CHURN_PIPELINE, selection=dg.AssetSelection.assets(*made))
        definitions = dg.Definitions(assets=made, jobs=[job])
        result = definitions.resolve_job_def(CHURN_PIPELINE).execute_in_process(
            instance=self.instance, raise_on_error=False
        )
        return result.run_id

    def evaluate(self, asset: str, name: str, passed: bool, **metadata: Any) -> None:
        """Record an evaluation as a step does."""
        evaluation = dg.AssetCheckEvaluation(
            asset_key=dg.AssetKey(asset), check_name=name, passed=passed, metadata=metadata
        )
        self._record(asset, dg.DagsterEventType.ASSET_CHECK_EVALUATION, evaluation)

    def make(self, *keys: str, source: bytes = b"id\n1\n", **metadata: Any) -> None:
        """Record what `run` would, without running anything, which is quicker."""
        for key in keys or ASSETS:
            result = self._result(key, source, metadata)
            assert result.metadata is not None and result.data_version is not None
            self.note(key, result.data_version.value, **result.metadata)

    def note(self, key: str, version: str = "n" * 16, **metadata: Any) -> None:
        """Record a result with just this metadata, as a step of a run does."""
        tags = {"dagster/data_version": version}
        self.record(dg.AssetMaterialization(key, metadata=metadata, tags=tags))

    def record(self, result: dg.AssetMaterialization) -> None:
        """Record a result as a step of a run does."""
        key, data = result.asset_key.to_user_string(), StepMaterializationData(result)
        self._record(key, dg.DagsterEventType.ASSET_MATERIALIZATION, data)

    def observe(self, key: str, **metadata: Any) -> None:
        """Record an observation as a step of a run does."""
        data = AssetObservationData(dg.AssetObservation(key, metadata=metadata))
        self._record(key, dg.DagsterEventType.ASSET_OBSERVATION, data)

    def _record(self, key: str, kind: dg.DagsterEventType, data: Any) -> None:
        """Record an event in a run that did nothing else."""
        if not self.instance.has_run(NOTED):
            self.instance.add_run(dg.DagsterRun(job_name=CHURN_PIPELINE, run_id=NOTED))
        event = dg.DagsterEvent(
            kind.value, CHURN_PIPELINE, step_key=STEPS[key], event_specific_data=data
        )
        self.instance.report_dagster_event(event, NOTED)

    def wipe(self, key: str) -> None:
        """Wipe an asset, as the button in the UI does."""
        self.instance.wipe_assets([dg.AssetKey(key)])

    def publish(self, key: str, content: bytes, suffix: str = "") -> PublishedFile:
        stable = Path(stable_file(key, "telco"))
        path = str(stable.with_suffix(suffix or stable.suffix))
        file = publish(self.data_dir, path, writes(content))
        return file if ASSETS[key].type == "table" else file.as_public()

    def publish_as(self, path: str, content: bytes) -> PublishedFile:
        """Publish under a path of one's own."""
        return publish(self.data_dir, path, writes(content))

    def index(self, statement: str, *values: object) -> None:
        """Change the history's index by hand."""
        if url := self.settings.postgres_url:
            with engine_of(url).connect() as changed:
                changed.exec_driver_sql(statement.replace("?", "%s"), values)
            return
        path = self.settings.history_dir / "history/runs/index.db"
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(statement, values)

    def lose(self) -> None:
        """Take the whole history away, and what it is of."""
        if url := self.settings.postgres_url:
            with engine_of(url).connect() as connection:
                connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        else:
            self.settings.history_dir.rename(self.data_dir / "elsewhere")
            (self.data_dir / "versions").rename(self.data_dir / "other")

    def close(self) -> None:
        if self._instance is not None:
            self._instance.dispose()

    def _open(self) -> dg.DagsterInstance:
        return _open(self.settings.history_dir, self.settings.postgres_url)

    def _events(self, key: str, source: bytes, metadata: dict[str, Any]) -> Events:
        def events() -> Iterator[Any]:
            checks = [self._check(each) for each in CHECKS.values() if each.asset == key]
            if any(not each.passed and each.severity == _ERROR for each in checks):
                yield from checks
                raise dg.Failure("refused", allow_retries=False)
            yield self._result(key, source, metadata)
            yield from checks

        return events

    def _observation(self) -> Iterator[Any]:
        facts = {**self._facts("raw_customers"), Meta.SOURCE_CHANGED: False}
        yield dg.AssetObservation("raw_customers", metadata=facts)
        yield from (self._check(each) for each in CHECKS.values() if each.asset == "raw_customers")

    def _check(self, check: Check) -> dg.AssetCheckResult:
        passed = check.name not in self.broken
        usual = {"found": "this" if passed else "that", "expected": "this", "rows": 3}
        return dg.AssetCheckResult(
            asset_key=check.asset,
            check_name=check.name,
            passed=passed,
            severity=_ERROR if check.blocking else dg.AssetCheckSeverity.WARN,
            metadata={**usual, **self.broken.get(check.name, {})},
        )

    def _result(self, key: str, source: bytes, more: dict[str, Any]) -> dg.MaterializeResult[Any]:
        upstream = {name: self.versions[name] for name in ASSETS[key].parents}
        content = source if key == "raw_customers" else f"{key} of {source!r}".encode()
        files = [self.publish(key, content)]
        if ASSETS[key].type == "figure":
            files.append(self.publish(key, b"{}", ".json"))
            library = f"figures/{PLOTLY_JS}"
            files.append(publish(self.data_dir, library, writes(b"//")).as_public())
        self.versions[key] = files[0].version
        return dg.MaterializeResult(
            asset_key=key,
            metadata={
                Meta.FILES: [file.as_metadata() for file in files],
                Meta.INPUTS: {"code": "1", "upstream": upstream},
                Meta.SOURCE_VERSION: self.versions["raw_customers"],
                Meta.SECONDS: 0.25,
                **self._facts(key),
                **more,
            },
            data_version=dg.DataVersion(files[0].version),
        )

    def _facts(self, key: str) -> dict[str, Any]:
        if key == "raw_customers":
            return {
                Meta.SOURCE: "https://example.org/customers.csv",
                Meta.IS_SAMPLE: False,
                Meta.CHECKED_AT: "2026-03-01T12:00:00+00:00",
                Meta.SOURCE_CHANGED: True,
            }
        if key == "processed_customers":
            return {Meta.ROWS: 10, Meta.COLUMNS: 49}
        if key == "model_metrics":
            return {Meta.METRICS: document(self.versions)}
        return {}


def _step(name: str, events: dict[str, Events]) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=name,
        specs=[dg.AssetSpec(key, deps=ASSETS[key].parents, skippable=True) for key in events],
        check_specs=[
            dg.AssetCheckSpec(check.name, asset=key, blocking=check.blocking)
            for key in events
            for check in CHECKS.values()
            if check.asset == key
        ],
    )
    def made() -> Iterator[Any]:
        for key in events:
            yield from events[key]()

    return made


def _open(folder: Path, postgres_url: str | None = None) -> dg.DagsterInstance:
    storage: dict[str, Any] = sqlite_in(folder)
    if postgres_url:
        folder.mkdir(parents=True, exist_ok=True)
        kind = {
            "module": "churn_platform.history.storage.postgres_storage",
            "class": "PostgresStorage",
        }
        storage = {**kind, "config": {"postgres_url": postgres_url}}
    overrides = {
        "telemetry": {"enabled": False},
        "storage": {"custom": storage},
        "compute_logs": NO_OUTPUT,
    }
    return dg.DagsterInstance.local_temp(str(folder), overrides)


class _Server(uvicorn.Server):
    """Looks ten times as often whether it is to end: hundreds of tests wait for it."""

    async def main_loop(self) -> None:
        for tick in count():
            if await self.on_tick(tick):
                return
            await asyncio.sleep(0.01)


@contextmanager
def serving(app: Any, root_path: str = "", **options: Any) -> Iterator[httpx.Client]:
    """Serve an app on a free local port, with other options of the server if some are given."""
    services = getattr(getattr(app, "state", None), "services", None)
    usual = server_options(services.settings) if services else SERVER
    chosen = {"log_level": "critical", **usual, **options}
    config = uvicorn.Config(app, host="127.0.0.1", port=0, root_path=root_path, **chosen)
    server = _Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the API did not start"
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        # httpx names no type of bytes, and the API takes no body without one
        headers = {"Content-Type": "application/json"}
        # without TLS there is nothing to verify, and to load the certificates takes 50 ms
        with httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            headers=headers,
            trust_env=False,
            timeout=30,
            verify=False,
        ) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()
