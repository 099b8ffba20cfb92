"""From the command to the first answer of the API and of Dagster's UI."""

import time
from concurrent.futures import ThreadPoolExecutor

from benchmarks.bench import Bench
from benchmarks.load import Figures
from benchmarks.processes import Command
from benchmarks.report import Part, Row
from benchmarks.serving import medians, running, until_answered
from churn_platform.runtime.ports import free_port

ROUNDS = 5
_HOW = (
    "**start**: `make run` (code server, UI, daemon, API) over a finished run, and the API alone:"
    " seconds from the command to the first answer with status 200, asked for every 20 ms, of the"
    " API to `/api/health` and of the UI to a query that says that the code is loaded;"
    f" medians of {ROUNDS} rounds after one to warm up."
)
_LOADED = "{ workspaceOrError { ... on Workspace { locationEntries { loadStatus } } } }"


def run(bench: Bench) -> Part:
    """Measure."""
    rounds = []
    for number in range(ROUNDS + 1):
        print(f"  round {number} of {ROUNDS}", flush=True)
        rounds.append(_start(bench, "churn_platform.commands run") | _start(bench, "api"))
    figures = medians(rounds[1:])
    rows = [
        Row("make run, code loaded in the UI", figures["churn_platform.commands run UI"]),
        Row("make run, first answer of the API", figures["churn_platform.commands run"]),
        Row("API alone, first answer", figures["api"], target="below 5 s"),
    ]
    return Part(rows, _HOW)


def _start(bench: Bench, module: str) -> Figures:
    ui, api = free_port(), free_port()
    command = bench.python(bench.finished, "-m", *module.split())
    # the schedule stays quiet meanwhile
    own = {"CHURN_UI_PORT": str(ui), "CHURN_API_PORT": str(api), "CHURN_CRON": "0 0 29 2 *"}
    start = time.perf_counter()
    command = Command(command.arguments, {**command.environment, **own}, command.folder)
    with running(command) as process, ThreadPoolExecutor(1) as pool:
        # both are asked at once: neither waits for the other's answer
        health = pool.submit(until_answered, process, api, "/api/health")
        found = {}
        if module != "api":
            loaded = until_answered(process, ui, "/graphql", {"query": _LOADED}, '"LOADED"')
            found = {f"{module} UI": loaded - start}
        return {**found, module: health.result() - start}
