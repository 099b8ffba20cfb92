"""From the command to the first answer, against Dagster's own command on an empty project."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.bench import Bench, clean_environment
from benchmarks.load import Figures
from benchmarks.processes import Command
from benchmarks.report import Part, Row
from benchmarks.servers import LOADED, running, until_answered
from benchmarks.serving import medians
from churn_platform.runtime.ports import free_port

ROUNDS = 5
Process = subprocess.Popen[bytes]
_HOW = (
    "**start**: `make run` (code server, UI, daemon, API) over a finished run, and the API alone,"
    " against `dagster dev` on a project of one empty file, telemetry off: seconds from the command"
    " to the first answer with status 200, asked for every 20 ms: of the API to `/api/health`, of"
    " the UI to `/server_info`, and of the UI to a question that says that the code is loaded;"
    f" {ROUNDS} rounds in turn after one of each to warm up, medians."
)


def run(bench: Bench) -> Part:
    """Measure."""
    data_dir, empty = bench.copy("start"), _empty(bench.folder / "empty")
    found = []
    for number in range(ROUNDS + 1):
        print(f"  round {number} of {ROUNDS}", flush=True)
        found.append(_platform(bench, data_dir) | _api(bench, data_dir) | _dagster_dev(empty))
    figures = medians(found[1:])
    name = "make run / dagster dev, empty,"
    return Part(
        [
            Row(f"{name} first answer of the UI", figures["ui"], figures["dev ui"]),
            Row(f"{name} code loaded", figures["loaded"], figures["dev loaded"], target="about 1"),
            Row("make run, first answer of the API", figures["health"]),
            Row("API alone, first answer", figures["alone"], target="below 5 s"),
        ],
        _HOW,
    )


def _platform(bench: Bench, data_dir: Path) -> Figures:
    ui, api = free_port(), free_port()
    command = bench.python(data_dir, "-m", "churn_platform.commands", "run")
    # the schedule stays quiet meanwhile
    own = {"CHURN_UI_PORT": str(ui), "CHURN_API_PORT": str(api), "CHURN_CRON": "0 0 29 2 *"}
    command = Command(command.arguments, {**command.environment, **own}, command.folder)
    start = time.perf_counter()
    with running(command) as process, ThreadPoolExecutor(1) as pool:
        # both are asked at once: neither waits for the other's answer
        health = pool.submit(until_answered, process, api, "/api/health")
        return {**_of_ui(process, ui, start), "health": health.result() - start}


def _of_ui(process: Process, port: int, start: float) -> Figures:
    first = until_answered(process, port, "/server_info")
    loaded = until_answered(process, port, "/graphql", LOADED, '"LOADED"')
    return {"ui": first - start, "loaded": loaded - start}


def _api(bench: Bench, data_dir: Path) -> Figures:
    port = free_port()
    command = bench.python(data_dir, "-m", "api")
    own = {**command.environment, "CHURN_API_PORT": str(port)}
    start = time.perf_counter()
    with running(Command(command.arguments, own, command.folder)) as process:
        return {"alone": until_answered(process, port, "/api/health") - start}


def _dagster_dev(project: Path) -> Figures:
    port = free_port()
    arguments = [str(Path(sys.executable).with_name("dagster")), "dev", "-f", "empty.py"]
    environment = {**clean_environment(), "DAGSTER_HOME": str(project)}
    start = time.perf_counter()
    command = Command([*arguments, "-p", str(port)], environment, str(project))
    with running(command) as process:
        return {f"dev {name}": value for name, value in _of_ui(process, port, start).items()}


def _empty(folder: Path) -> Path:
    folder.mkdir()
    (folder / "empty.py").write_text("import dagster as dg\n\ndefs = dg.Definitions()\n")
    (folder / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    return folder
