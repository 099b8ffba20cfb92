"""The predictions of the API."""

import time

from benchmarks.bench import Bench
from benchmarks.bodies import write_bodies
from benchmarks.load import Figures, Load
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
    f" {PATH}` with rows of the source as JSON. The client is a process of its own on the same"
    f" machine: one customer with one connection and with {CONNECTIONS}, then batches of"
    f" {BATCH:,}, {SECONDS} s each. Health: asked for every {_EVERY * 1000:.0f} ms for"
    f" {_HEALTH_SECONDS} s while another connection sends such batches without a pause, against"
    f" the same without them. Medians of {ROUNDS} rounds after a second to warm up."
)


def run(bench: Bench) -> Part:
    """Measure."""
    contract = load_contract(FOLDER / f"{DEFAULT_CONTRACT}.toml")
    one, batch = write_bodies(bench.source, contract, bench.folder / "predictions", BATCH)
    with serving(bench, bench.finished) as port:
        loaded(Load(port, PATH, body=str(one), seconds=1))
        loaded(Load(port, PATH, body=str(batch), seconds=1))
        rounds = [_round(port, str(one), str(batch)) for _ in range(ROUNDS)]
    return Part(_rows(medians(rounds)), _HOW)


def _round(port: int, one: str, batch: str) -> Figures:
    return (
        _named("one", loaded(Load(port, PATH, 1, SECONDS, one)))
        | _named("many", loaded(Load(port, PATH, CONNECTIONS, SECONDS, one)))
        | _named("batch", loaded(Load(port, PATH, 1, SECONDS, batch)))
        | _named("alone", loaded(Load(port, HEALTH, 1, _HEALTH_SECONDS, every=_EVERY)))
        | _named("busy", _while_busy(port, batch))
    )


def _while_busy(port: int, batch: str) -> Figures:
    """Return the figures of health while batches are scored, before and after it is asked for."""
    with loading(Load(port, PATH, 1, _HEALTH_SECONDS + 2, batch)) as client:
        time.sleep(1)
        health = loaded(Load(port, HEALTH, 1, _HEALTH_SECONDS, every=_EVERY))
        ended(client)
    return health


def _named(name: str, figures: Figures) -> Figures:
    return {f"{name} {key}": value for key, value in figures.items()}


def _rows(found: Figures) -> list[Row]:
    name, many = "predictions, one customer,", f"{CONNECTIONS} connections"
    health = f"API, {HEALTH} while batches are scored / alone,"
    return [
        Row(f"{name} median", found["one p50"], unit="ms", target="below 10 ms"),
        Row(f"{name} 99 %", found["one p99"], unit="ms"),
        Row(f"{name} {many}", found["many rate"], unit="/s", target="at least 100/s"),
        Row(f"predictions, {BATCH:,} customers", found["batch p50"] / 1000, target="below 1 s"),
        Row(f"{health} median", found["busy p50"], found["alone p50"], "ms"),
        Row(f"{health} 99 %", found["busy p99"], found["alone p99"], "ms", "below 200 ms"),
    ]
