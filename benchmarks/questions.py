"""The newest metrics of a long history: from the API, Dagster's GraphQL and MLflow's REST."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.api import filled
from benchmarks.bench import ROOT, Bench, clean_environment
from benchmarks.load import Load
from benchmarks.plain import python_with
from benchmarks.processes import Command, measure
from benchmarks.report import Part, Row
from benchmarks.serving import loaded, medians, request, running, serving, until_answered
from churn_platform.runtime.ports import free_port

RUNS, MLFLOW_RUNS, MLFLOW = 10_000, 1_000, "3.17.2"
ROUNDS, SECONDS = 3, 3
ASSETS = ("model_metrics", "champion_model")
_QUERY = """{ assetOrError(assetKey: {path: ["model_metrics"]}) { ... on Asset {
  assetMaterializations(limit: 1) { runId timestamp metadataEntries { label
    ... on JsonMetadataEntry { jsonString } ... on FloatMetadataEntry { floatValue } } } } } }"""
_SEARCH = "/api/2.0/mlflow/runs/search"
_HOW = (
    f"**questions**: the newest metrics from one process of the API over {RUNS:,} runs (the last"
    " real, the others its copies), against Dagster's own web server over the same history for the"
    f" same metadata by GraphQL, and against one worker of MLflow {MLFLOW} over SQLite with"
    f" {MLFLOW_RUNS:,} runs of 28 metrics, in an environment of its own. The client is a process of"
    f" its own with one connection, {SECONDS} s, {ROUNDS} rounds after a second to warm up."
)


def run(bench: Bench) -> Part:
    """Measure."""
    data_dir = filled(bench, "questions", RUNS, ASSETS)
    with serving(bench, data_dir) as port:
        ours = _median(Load(port, "/api/metrics"))
    with _dagster(bench, str(data_dir)) as port:
        dagster = _median(_posted(bench, port, "/graphql", {"query": _QUERY}))
    with _mlflow(bench) as (port, experiment):
        newest = {"order_by": ["attributes.start_time DESC"], "max_results": 1}
        body = {"experiment_ids": [experiment], **newest}
        mlflow = _median(_posted(bench, port, _SEARCH, body))
    name = f"newest metrics, API over {RUNS:,} /"
    rows = [
        Row(f"{name} Dagster GraphQL over {RUNS:,} runs, median", ours, dagster, "ms"),
        Row(f"{name} MLflow REST over {MLFLOW_RUNS:,} runs, median", ours, mlflow, "ms"),
    ]
    return Part(rows, _HOW)


def _median(load: Load) -> float:
    loaded(load)
    return medians([loaded(load) for _ in range(ROUNDS)])["p50"]


def _posted(bench: Bench, port: int, path: str, body: Any) -> Load:
    """Return the load of a body, once an answer to it has held what is asked for."""
    status, text = request(port, path, body)
    if status != 200 or '"errors"' in text or "roc_auc" not in text and "score_0" not in text:
        raise SystemExit(f"{path}: {status} {text[:500]}")
    file = bench.folder / f"question-{port}.json"
    file.write_text(json.dumps(body))
    return Load(port, path, 1, SECONDS, str(file))


@contextmanager
def _dagster(bench: Bench, data_dir: str) -> Iterator[int]:
    """Serve Dagster's UI over a history, without code."""
    port = free_port()
    script = ["dagster_webserver", "--empty-workspace", "-h", "127.0.0.1", "-p", str(port)]
    command = bench.python(bench.folder, "-m", *script)
    own = {**command.environment, "CHURN_DATA_DIR": data_dir, "DAGSTER_HOME": str(ROOT)}
    with running(Command(command.arguments, own, command.folder)) as process:
        until_answered(process, port, "/server_info")
        yield port


@contextmanager
def _mlflow(bench: Bench) -> Iterator[tuple[int, str]]:
    """Serve MLflow over its runs; give its port and the experiment."""
    python, folder = python_with("mlflow", [f"mlflow=={MLFLOW}"]), bench.folder / "mlflow"
    folder.mkdir()
    database, port = f"sqlite:///{folder / 'mlflow.db'}", free_port()
    own = {**clean_environment(), "MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"}
    script = [python, "-m", "benchmarks.mlflow_runs", database, str(MLFLOW_RUNS)]
    experiment = measure(Command(script, own, str(ROOT))).stdout.split()[-1]
    store = ["--backend-store-uri", database, "--default-artifact-root", str(folder)]
    options = ["--port", str(port), "--workers", "1", "--allowed-hosts", "*"]
    server = [python, "-m", "mlflow", "server", *store, *options]
    with running(Command(server, own, str(folder))) as process:
        until_answered(process, port, "/health")
        yield port, experiment
