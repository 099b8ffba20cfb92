"""What is out of date."""

from collections.abc import Iterable
from pathlib import Path

import dagster as dg

from churn_platform.catalog import ASSETS, KEPT_UP, LEADER, TOGETHER
from churn_platform.defs.steps.configuration import expected_config
from churn_platform.history.lineage import inputs_of, newest_of
from churn_platform.history.staleness import reasons
from churn_platform.pipeline import Pipeline
from churn_platform.storage import results_store as remote
from churn_platform.storage.artifacts import PublishedFile


def stale_assets(
    instance: dg.DagsterInstance, pipeline: Pipeline, partition: str | None = None
) -> dict[str, list[str]]:
    """Return what is out of date, in the partition of a dated source, in the order of the graph.

    Compares each newest result with what the current code, settings, libraries and upstream
    results would go into it, and looks whether its files are in place. Whether the source has
    something new is not asked here.
    """
    found: dict[str, list[str]] = {}
    known, config = newest_of(instance, ASSETS, partition), expected_config(pipeline.settings)
    contract = pipeline.contract
    for key in KEPT_UP:
        leader, result = ASSETS[LEADER.get(key, key)], known.get(key)
        upstream = {name: known[name].version for name in leader.reads if name in known}
        current = inputs_of(key, contract, config[leader.key], upstream)
        why = reasons(result.inputs if result else None, current)
        why += [f"upstream {name} is recomputed" for name in leader.reads if name in found]
        if result and (lost := _lost_files(pipeline.root, result.files)):
            why.append(f"its file is missing or cut: {', '.join(lost)}")
        if why:
            found[key] = why
    return _whole_steps(found)


def _whole_steps(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Add what one step makes together with something stale; in the order of the graph."""
    both = dict(found)
    for group in TOGETHER.values():
        if any(key in found for key in group):
            both |= {
                key: ["it is made in one step with another result"]
                for key in group
                if key not in found
            }
    return {key: both[key] for key in ASSETS if key in both}


def _lost_files(data_dir: Path, files: Iterable[PublishedFile]) -> list[str]:
    return [file.id for file in files if not remote.has(data_dir / file.path, file.bytes)]
