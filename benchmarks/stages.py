"""Seconds and memory of each step of a run, by its log and by what was seen meanwhile."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from benchmarks.profiles import step_seconds
from benchmarks.report import number, table
from benchmarks.watch import Sample
from churn_platform.catalog import LEADER


class Stage(NamedTuple):
    """A step: its seconds, and the most MiB that were seen in it; None if nobody looked."""

    name: str
    seconds: float
    peak: float | None


def stages(lines: Sequence[str], samples: Iterable[Sample]) -> list[Stage]:
    """Return the steps of the newest run, in their order.

    Args:
        lines: of data/logs/pipeline.log.
        samples: what was seen while it ran.
    """
    events = [json.loads(line) for line in lines]
    newest = [each for each in events if each["run_id"] == events[-1]["run_id"] and "asset" in each]
    times: dict[str, list[float]] = {}
    for each in newest:
        times.setdefault(LEADER.get(each["asset"], each["asset"]), []).append(_moment(each))
    seen = list(samples)
    seconds = step_seconds(lines)
    return [
        Stage(name, seconds[name], _peak(seen, min(times[leader]), max(times[leader])))
        for name, leader in zip(seconds, _leaders(newest), strict=True)
    ]


def stages_table(found: Mapping[int, Sequence[Stage]], walls: Mapping[int, float]) -> str:
    """Return a table of the steps by how many rows the source had; the whole is at its end."""
    head = ["seconds and peak MiB of each step"]
    head += [f"{rows:,} rows" for rows in found]
    names = list(dict.fromkeys(stage.name for each in found.values() for stage in each))
    cells = {(rows, stage.name): _cell(stage) for rows in found for stage in found[rows]}
    lines = [[name, *(cells.get((rows, name), "") for rows in found)] for name in names]
    whole = ["whole", *(f"{number(walls[rows])} s" for rows in found)]
    speed = ["rows per second", *(f"{rows / walls[rows]:,.0f} /s" for rows in found)]
    return table(head, [*lines, whole, speed])


def _leaders(events: Iterable[Mapping[str, Any]]) -> list[str]:
    made = (each["asset"] for each in events if each["event"] == "materialized")
    return list(dict.fromkeys(LEADER.get(asset, asset) for asset in made))


def _cell(stage: Stage) -> str:
    peak = "" if stage.peak is None else f", {number(stage.peak)} MiB"
    return f"{number(stage.seconds)} s{peak}"


def _moment(event: Mapping[str, Any]) -> float:
    return datetime.fromisoformat(event["time"]).timestamp()


def _peak(samples: Iterable[Sample], start: float, end: float) -> float | None:
    return max((each.memory for each in samples if start <= each.time <= end), default=None)
