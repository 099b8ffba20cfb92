"""Steps take the configuration that they declare, and no other key, in the Launchpad as well."""

import dagster as dg
import pytest

from churn_platform.catalog import MAINTENANCE, WRITING_JOBS
from churn_platform.definitions import defs

JOBS = [*WRITING_JOBS, MAINTENANCE]


@pytest.mark.parametrize("job", JOBS)
def test_no_step_takes_an_unknown_key(job: str) -> None:
    definition = defs().get_repository_def().get_job(job)
    for node in definition.graph.nodes:
        dg.validate_run_config(definition, {"ops": {node.name: {"config": {}}}})
        with pytest.raises(dg.DagsterInvalidConfigError, match="unexpected config entry"):
            dg.validate_run_config(definition, {"ops": {node.name: {"config": {"typo": 1}}}})
