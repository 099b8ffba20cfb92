"""The seconds of each step of a run, by its log."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from benchmarks.report import number, table
from churn_platform.catalog import LEADER

Seconds = dict[str, float]


def step_seconds(lines: Iterable[str]) -> Seconds:
    """Return the seconds of each step in the newest run, by its first asset.

    A step that makes several assets logs a line for each, with the seconds since it began: the
    last of them are the step's.

    Args:
        lines: of data/logs/pipeline.log.
    """
    events = [json.loads(line) for line in lines]
    made = [event for event in events if event["event"] == "materialized"]
    steps: dict[str, Seconds] = {}
    for event in (event for event in made if event["run_id"] == made[-1]["run_id"]):
        asset: str = event["asset"]
        steps.setdefault(LEADER.get(asset, asset), {})[asset] = event["seconds"]
    return {_name(first, own): max(own.values()) for first, own in steps.items()}


def steps_of(data_dir: Path) -> Seconds:
    """Return the seconds of each step in the newest run over a data folder."""
    return step_seconds((data_dir / "logs/pipeline.log").read_text().splitlines())


def steps_table(found: Mapping[str, tuple[float, Seconds]]) -> str:
    """Return a table with a column for each run.

    Args:
        found: heading of the column -> seconds of the whole run and of its steps.
    """
    rows = {name: [name] for _, steps in found.values() for name in steps}
    for name, cells in rows.items():
        times = (steps.get(name) for _, steps in found.values())
        cells += ["" if seconds is None else f"{number(seconds)} s" for seconds in times]
    rest = [f"{number(wall - sum(steps.values()))} s" for wall, steps in found.values()]
    whole = [f"{number(wall)} s" for wall, _ in found.values()]
    last = [["imports, Dagster and the process itself", *rest], ["whole run", *whole]]
    return table(["seconds of each step", *found], [*rows.values(), *last])


def _name(first: str, own: Mapping[str, float]) -> str:
    return first if len(own) == 1 else f"{first} and {len(own) - 1} more"
