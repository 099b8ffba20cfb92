"""Other servers that can be asked the same: Dagster's GraphQL, MLflow's REST."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.bench import ROOT, Bench, clean_environment
from benchmarks.plain import python_with
from benchmarks.processes import Command, measure
from benchmarks.servers import ask, running, until_answered
from churn_platform.runtime.ports import free_port

MLFLOW = "3.17.2"
_LOG_SECONDS = 300
_QUERY = """{ assetOrError(assetKey: {path: ["model_metrics"]}) { ... on Asset {
  assetMaterializations(limit: %d) { runId timestamp metadataEntries { label
    ... on JsonMetadataEntry { jsonString } ... on FloatMetadataEntry { floatValue } } } } } }"""
_SEARCH, _HISTORY = "/api/2.0/mlflow/runs/search", "/api/2.0/mlflow/metrics/get-history"


@dataclass(frozen=True)
class Question:
    """What is asked for, and the file of the body, if it is sent by POST."""

    path: str
    body: str = ""


@contextmanager
def dagster(bench: Bench, data_dir: Path) -> Iterator[tuple[int, dict[str, Question]]]:
    """Serve Dagster's UI over a history, without code; give its port and the questions."""
    port = free_port()
    arguments = ["-m", "dagster_webserver", "--empty-workspace", "-h", "127.0.0.1"]
    command = bench.python(data_dir, *arguments, "-p", str(port))
    own = {**command.environment, "DAGSTER_HOME": str(ROOT)}
    with running(Command(command.arguments, own, command.folder)) as process:
        until_answered(process, port, "/server_info")
        bodies = {
            "newest metrics": {"query": _QUERY % 1},
            "last 50 metrics": {"query": _QUERY % 50},
        }
        yield port, {name: _posted(bench, port, "/graphql", bodies[name]) for name in bodies}


@contextmanager
def mlflow(bench: Bench, runs: int) -> Iterator[tuple[int, int, dict[str, Question]]]:
    """Serve MLflow over so many runs; give its port, how many there are, and the questions.

    Logging takes five minutes at most: there may be fewer runs then.
    """
    python, folder = python_with("mlflow", [f"mlflow=={MLFLOW}"]), bench.folder / f"mlflow-{runs}"
    folder.mkdir()
    database, port = folder / "mlflow.db", free_port()
    environment = {
        **clean_environment(),
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "DO_NOT_TRACK": "true",
    }
    script = [python, "-m", "benchmarks.mlflow_runs", str(database), str(folder)]
    limits = [str(runs), str(_LOG_SECONDS)]
    made = json.loads(measure(Command([*script, *limits], environment, str(ROOT))).stdout)
    store = ["--backend-store-uri", f"sqlite:///{database}", "--default-artifact-root", str(folder)]
    options = ["--port", str(port), "--workers", "1", "--allowed-hosts", "*"]
    server = [python, "-m", "mlflow", "server", *store, *options]
    with running(Command(server, environment, str(folder))) as process:
        until_answered(process, port, "/health")
        yield port, made["made"], _of_mlflow(bench, port, made)


def _of_mlflow(bench: Bench, port: int, made: dict[str, Any]) -> dict[str, Question]:
    search = {"experiment_ids": [made["experiment"]], "order_by": ["attributes.start_time DESC"]}
    history = f"{_HISTORY}?run_id={made['run']}&metric_key=roc_auc"
    _checked(port, history, None)
    return {
        "newest metrics": _posted(bench, port, _SEARCH, {**search, "max_results": 1}),
        "last 50 metrics": _posted(bench, port, _SEARCH, {**search, "max_results": 50}),
        "one metric, 50 values of a run": Question(history),
    }


def _posted(bench: Bench, port: int, path: str, body: Any) -> Question:
    _checked(port, path, body)
    file = bench.folder / f"question-{port}-{len(json.dumps(body))}.json"
    file.write_text(json.dumps(body))
    return Question(path, str(file))


def _checked(port: int, path: str, body: Any) -> None:
    """Ask once, and look whether the answer holds what was asked for."""
    status, text = ask(port, path, body)
    if status != 200 or '"errors"' in text or "roc_auc" not in text and "score_0" not in text:
        raise SystemExit(f"{path}: {status} {text[:500]}")
