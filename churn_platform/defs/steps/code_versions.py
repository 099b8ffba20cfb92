"""The code versions of the assets: when code, settings or libraries change, Dagster marks them."""

from churn_platform.catalog import ASSETS, LEADER
from churn_platform.defs.steps.configuration import expected_config
from churn_platform.history.lineage import libraries_of
from churn_platform.history.staleness import code_version
from churn_platform.pipeline import Pipeline


def code_versions(pipeline: Pipeline) -> dict[str, str]:
    """Return of each asset what `Step.result` records when it runs in this pipeline."""
    config = expected_config(pipeline.settings)
    found = {}
    for key, asset in ASSETS.items():
        leader = LEADER.get(key, key)
        inputs = {"config": config[leader], "libraries": libraries_of(leader)}
        found[key] = code_version({"code": asset.code_version, **inputs})
    return found
