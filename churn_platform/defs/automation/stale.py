"""Find stale assets."""

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
    """Return the stale assets with reasons, in the order of the graph; of one partition if dated.

    Compares the inputs of each newest result with the current code, settings, libraries and
    upstream results, and checks that its files exist. Does not check the source.
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
            why.append(f"its file is missing or truncated: {', '.join(lost)}")
        if why:
            found[key] = why
    return _whole_steps(found)


def _whole_steps(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Add assets computed in one step with a stale one; in the order of the graph."""
    both = dict(found)
    for group in TOGETHER.values():
        if any(key in found for key in group):
            both |= {
                key: ["it is computed in one step with another stale asset"]
                for key in group
                if key not in found
            }
    return {key: both[key] for key in ASSETS if key in both}


def _lost_files(data_dir: Path, files: Iterable[PublishedFile]) -> list[str]:
    return [file.id for file in files if not remote.has(data_dir / file.path, file.bytes)]
