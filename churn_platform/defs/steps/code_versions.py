"""The code versions of the assets: when code, settings or libraries change, Dagster marks them."""

from churn_platform.catalog import ASSETS, LEADER
from churn_platform.defs.steps.configuration import expected_config
from churn_platform.history.lineage import inputs_of
from churn_platform.history.staleness import code_version
from churn_platform.pipeline import Pipeline


def code_versions(pipeline: Pipeline) -> dict[str, str]:
    """Return of each asset what `Step.result` records when it runs in this pipeline."""
    config, contract = expected_config(pipeline.settings), pipeline.contract
    return {
        key: code_version(inputs_of(key, contract, config[LEADER.get(key, key)], {}))
        for key in ASSETS
    }
