"""Where the time of one run of the whole graph goes."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.imports import OTHERS, seconds_by_group
from benchmarks.processes import measure
from benchmarks.report import table
from churn_platform.catalog import LEADER

_GROUPS = {
    "dagster": ("dagster", "dagster_shared", "dagster_pipes", "dagster_pandas"),
    "sqlalchemy, alembic": ("sqlalchemy", "alembic"),
    "pandas, numpy, pyarrow": ("pandas", "numpy", "pyarrow"),
    "scikit-learn, scipy": ("sklearn", "scipy", "joblib"),
    "matplotlib, plotly": ("matplotlib", "plotly"),
    "pydantic and the settings": ("pydantic", "pydantic_settings", "churn_platform"),
}
ROUNDS, WHOLE = 3, "whole"
GROUP_OF = {package: group for group, packages in _GROUPS.items() for package in packages}


def profile(bench: Bench, data_dir: Path) -> str:
    """Return a table of seconds, of the quickest of a few runs that report their imports."""
    parts = min((_run(bench, data_dir) for _ in range(ROUNDS)), key=lambda parts: parts[WHOLE])
    rows = [(part, f"{s:.2f} s", f"{s / parts[WHOLE]:.0%}") for part, s in parts.items()]
    return table(("where the time of one run goes", "seconds", "share"), rows)


def _run(bench: Bench, data_dir: Path) -> dict[str, float]:
    cost = measure(bench.materialize(data_dir, "-X", "importtime"))
    imports = seconds_by_group(_reported(cost.stderr, data_dir), GROUP_OF)
    assets = step_seconds((data_dir / "logs/pipeline.log").read_text().splitlines())
    rest = cost.wall - sum(imports.values()) - sum(assets.values())
    names = [*_GROUPS, OTHERS]
    return {
        **{f"import: {name}": imports.get(name, 0.0) for name in names},
        **{f"asset: {key}": seconds for key, seconds in assets.items()},
        "Dagster's bookkeeping and the process itself": rest,
        WHOLE: cost.wall,
    }


def _reported(stderr: str, data_dir: Path) -> list[str]:
    """Return all lines on imports: those made while steps run are in the newest run's own log."""
    logs = sorted(data_dir.glob("dagster/logs/*/compute_logs/*.err"), key=_changed)
    return [*stderr.splitlines(), *logs[-1].read_text().splitlines()]


def _changed(path: Path) -> float:
    return path.stat().st_mtime


def step_seconds(lines: Iterable[str]) -> dict[str, float]:
    """Return the seconds of each step in the newest run, by its first asset.

    A step that makes several assets logs a line for each, with the seconds since it began: the
    last of them are the step's.

    Args:
        lines: of data/logs/pipeline.log.
    """
    events = [json.loads(line) for line in lines]
    made = [event for event in events if event["event"] == "materialized"]
    newest = [event for event in made if event["run_id"] == made[-1]["run_id"]]
    steps: dict[str, dict[str, float]] = {}
    for event in newest:
        asset: str = event["asset"]
        steps.setdefault(LEADER.get(asset, asset), {})[asset] = event["seconds"]
    return {_name(first, own): max(own.values()) for first, own in steps.items()}


def _name(first: str, own: Mapping[str, float]) -> str:
    return first if len(own) == 1 else f"{first} and {len(own) - 1} more"
