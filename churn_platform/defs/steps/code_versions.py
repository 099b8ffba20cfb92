"""The code versions of the assets: when code, settings or libraries change, Dagster marks them."""

from churn_platform.catalog import ASSETS, LEADER
from churn_platform.defs.steps.configuration import expected_config
from churn_platform.history.lineage import inputs_of
from churn_platform.history.staleness import code_version


def code_versions() -> dict[str, str]:
    """Return of each asset what `Step.result` records when it runs with these settings."""
    config = expected_config()
    return {key: code_version(inputs_of(key, config[LEADER.get(key, key)], {})) for key in ASSETS}
