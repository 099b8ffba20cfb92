"""What the API answers over short and long histories, against others that can be asked the same."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from benchmarks.api import filled
from benchmarks.bench import Bench
from benchmarks.bodies import write_bodies
from benchmarks.load import Figures, Load
from benchmarks.report import Part, Row, number, table
from benchmarks.rivals import MLFLOW, Question, dagster, mlflow
from benchmarks.serving import loaded, medians, serving
from churn_platform.config.contracts.load import FOLDER, load_contract
from churn_platform.config.settings import DEFAULT_CONTRACT

SIZES, MLFLOW_SIZES = (100, 10_000, 100_000), (1_000, 10_000)
ROUNDS, SECONDS, CONNECTIONS = 3, 3, 8
ASSETS = ("model_metrics", "champion_model")
OURS, DAGSTER, REST = "API", "Dagster GraphQL", "MLflow REST"
_HEAD = ("question", "asked", "runs", "median", "99 %", "requests")
_HOW = (
    "**questions**: one process of the API over so many runs, whose metrics and champions are"
    " recorded (the last real, the others its copies), against Dagster's own web server over the"
    " same history for the same metadata by GraphQL, and against one worker of MLflow"
    f" {MLFLOW} over SQLite, in an environment of its own, whose runs have 28 metrics, 12"
    " parameters and 5 tags each, logged through its store class in five minutes at most. The"
    " client is a process of its own: one connection for the latencies, and"
    f" {CONNECTIONS} for the requests per second, {SECONDS} s each, {ROUNDS} rounds after a second"
    " to warm up; medians of the rounds."
)


class Asked(NamedTuple):
    """Who was asked what, over how many runs."""

    question: str
    who: str
    runs: int


def run(bench: Bench) -> Part:
    """Measure."""
    found: dict[Asked, Figures] = {}
    for runs in SIZES:
        data_dir = filled(bench, f"questions-{runs}", runs, ASSETS)
        with serving(bench, data_dir) as port:
            found |= _asked(port, OURS, runs, _questions(bench))
        with dagster(bench, data_dir) as (port, questions):
            found |= _asked(port, DAGSTER, runs, questions)
    for runs in MLFLOW_SIZES:
        with mlflow(bench, runs) as (port, made, questions):
            found |= _asked(port, REST, made, questions)
    return Part(list(rows(found)), _HOW, [asked_table(found)])


def _questions(bench: Bench) -> dict[str, Question]:
    contract = load_contract(FOLDER / f"{DEFAULT_CONTRACT}.toml")
    one, _ = write_bodies(bench.source, contract, bench.folder / "questions", 1)
    return {
        "newest metrics": Question("/api/metrics"),
        "last 50 metrics": Question("/api/model-runs?limit=50"),
        "artifacts": Question("/api/artifacts"),
        "one prediction": Question("/api/predictions", str(one)),
    }


def _asked(
    port: int, who: str, runs: int, questions: Mapping[str, Question]
) -> dict[Asked, Figures]:
    print(f"  {who}, {runs:,} runs", flush=True)
    found = {}
    for name, question in questions.items():
        one = Load(port, question.path, 1, SECONDS, question.body)
        many = Load(port, question.path, CONNECTIONS, SECONDS, question.body)
        loaded(Load(port, question.path, 1, 1, question.body))
        rounds = [{**loaded(one), "rate": loaded(many)["rate"]} for _ in range(ROUNDS)]
        found[Asked(name, who, runs)] = medians(rounds)
    return found


def rows(found: Mapping[Asked, Figures]) -> Iterator[Row]:
    """Yield our medians over those of the others that were asked the same, the nearest in size."""
    for asked, figures in found.items():
        ours = [each for each in found if each.who == OURS and each.question == asked.question]
        if asked.who == OURS or not ours:
            continue
        nearest = min(ours, key=lambda each: abs(each.runs - asked.runs))
        what = f"{asked.question}, API over {nearest.runs:,} / {asked.who} over {asked.runs:,}"
        yield Row(f"{what} runs, median", found[nearest]["p50"], figures["p50"], "ms")


def asked_table(found: Mapping[Asked, Figures]) -> str:
    """Return a table of everything that was asked."""
    lines = [
        (
            asked.question,
            asked.who,
            f"{asked.runs:,}",
            f"{number(figures['p50'])} ms",
            f"{number(figures['p99'])} ms",
            f"{number(figures['rate'])} /s",
        )
        for asked, figures in sorted(found.items())
    ]
    return table(_HEAD, lines)
