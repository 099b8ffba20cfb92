"""Steps take the configuration that they declare, and each fails in one line that says why."""

import json

import dagster as dg
import pytest

from churn_platform.catalog import MAINTENANCE, WRITING_JOBS
from churn_platform.definitions import defs
from churn_platform.metadata import Tag
from churn_platform_tests.platform import Platform

JOBS = [*WRITING_JOBS, MAINTENANCE]


@pytest.mark.parametrize("job", JOBS)
def test_no_step_takes_an_unknown_key(job: str) -> None:
    definition = defs().get_repository_def().get_job(job)
    for node in definition.graph.nodes:
        dg.validate_run_config(definition, {"ops": {node.name: {"config": {}}}})
        with pytest.raises(dg.DagsterInvalidConfigError, match="unexpected config entry"):
            dg.validate_run_config(definition, {"ops": {node.name: {"config": {"typo": 1}}}})


# a generator and a function, both before their step is open
@pytest.mark.parametrize("key", ["raw_customers", "retention_summary"])
def test_whatever_is_raised_in_a_step_is_one_line_on_every_page(
    key: str, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "churn_platform.defs.steps.step.expected_config", lambda _: float("Jane Roe")
    )
    result = platform.run(select=[key])
    said = platform.failure(result)
    assert said.startswith(f"{key}: unexpected ValueError at ")
    run = platform.instance.get_run_by_id(result.run_id)
    assert run is not None and run.tags[Tag.WHY] == said
    line = json.loads((platform.data_dir / "logs/pipeline.log").read_text().splitlines()[-1])
    assert (line["event"], line["asset"]) == ("failed", key)
    assert f"{key}: {line['error']}" == said
    told = "".join(map(str, platform.instance.all_logs(result.run_id)))
    assert "Jane" not in told
