"""The predictions of the API against the model's pipeline in process."""

import json
import time
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.bodies import write_bodies
from benchmarks.load import Figures, Load
from benchmarks.processes import Command, measure
from benchmarks.report import Part, Row
from benchmarks.serving import ended, loaded, loading, medians, serving
from churn_platform.config.contracts.load import FOLDER, load_contract
from churn_platform.config.settings import DEFAULT_CONTRACT

ROUNDS, SECONDS, CONNECTIONS, BATCH = 5, 3, 8, 10_000
PATH, HEALTH = "/api/predictions", "/api/health"
# apart enough for the probe not to be a load of its own
_EVERY, _HEALTH_SECONDS = 0.05, 5
_HOW = (
    "**predictions**: `uvicorn api.main:app`, one process, over a finished run; `POST"
    f" {PATH}` with rows of the source as JSON, by the source's headers. The client is a process of"
    f" its own on the same machine. One customer: {SECONDS} s each with one connection and with"
    f" {CONNECTIONS}. A batch: {BATCH:,} customers, the source's rows again under other ids, one"
    f" request after the other for {SECONDS} s. Health: asked for every {_EVERY * 1000:.0f} ms"
    f" for {_HEALTH_SECONDS} s while another connection sends such batches without a pause, against"
    f" the same without them. {ROUNDS} rounds after a second to warm up; medians of the rounds. The"
    " pipeline: `predict_proba` of the champion's file in a fresh process with one thread, on"
    " DataFrames of the same row and of as many rows that are read and cleaned already; without"
    " reasons, checks or JSON."
)


def run(bench: Bench) -> Part:
    """Measure."""
    contract = load_contract(FOLDER / f"{DEFAULT_CONTRACT}.toml")
    folder = bench.folder / "predictions"
    one, batch = write_bodies(bench.source, contract, folder, BATCH)
    id = json.loads(one.read_text())["customer"][contract[contract.identifier].source]
    plain = bench.python(
        bench.finished, "-m", "benchmarks.plain_predict", id, str(BATCH), str(SECONDS)
    )
    with serving(bench, bench.finished) as port:
        loaded(Load(port, PATH, body=str(one), seconds=1))
        loaded(Load(port, PATH, body=str(batch), seconds=1))
        return Part(_rows(medians(_rounds(port, one, batch, plain))), _HOW)


def _rounds(port: int, one: Path, batch: Path, plain: Command) -> list[Figures]:
    found = []
    for number in range(1, ROUNDS + 1):
        print(f"  round {number} of {ROUNDS}", flush=True)
        found.append(
            _named("one", loaded(Load(port, PATH, 1, SECONDS, str(one))))
            | _named("many", loaded(Load(port, PATH, CONNECTIONS, SECONDS, str(one))))
            | _named("batch", loaded(Load(port, PATH, 1, SECONDS, str(batch))))
            | _named("alone", loaded(Load(port, HEALTH, 1, _HEALTH_SECONDS, every=_EVERY)))
            | _named("busy", _while_busy(port, batch))
            | _named("plain", json.loads(measure(plain).stdout))
        )
    return found


def _while_busy(port: int, batch: Path) -> Figures:
    """Return the figures of health while batches are scored, before and after it is asked for."""
    with loading(Load(port, PATH, 1, _HEALTH_SECONDS + 2, str(batch))) as client:
        time.sleep(1)
        health = loaded(Load(port, HEALTH, 1, _HEALTH_SECONDS, every=_EVERY))
        ended(client)
    return health


def _named(name: str, figures: Figures) -> Figures:
    return {f"{name} {key}": value for key, value in figures.items()}


def _rows(found: Figures) -> list[Row]:
    name = "predictions / pipeline in process,"
    many = f"predictions, one customer, {CONNECTIONS} connections"
    health = f"API, {HEALTH} while batches are scored / alone,"
    one, batch = (found["one p50"], found["plain p50"]), (found["batch p50"], found["plain batch"])
    return [
        Row(f"{name} one customer, median", *one, "ms", "below 10 ms"),
        Row(f"{name} one customer, 99 %", found["one p99"], found["plain p99"], "ms"),
        Row(many, found["many rate"], unit="/s", target="at least 100/s"),
        Row(f"{name} {BATCH:,} customers, median", batch[0] / 1000, batch[1], "s", "below 1 s"),
        Row(f"{health} median", found["busy p50"], found["alone p50"], "ms"),
        Row(f"{health} 99 %", found["busy p99"], found["alone p99"], "ms", "below 200 ms"),
    ]
