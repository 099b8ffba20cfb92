"""Runs as the history tells of them."""

import dagster as dg

from churn_platform.history.reader.runs import run_of


def test_a_run_of_assets_without_a_job_names_the_assets() -> None:
    keys = frozenset({dg.AssetKey("churn_scores"), dg.AssetKey("batch_drift")})
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_run(dg.DagsterRun(job_name="__ASSET_JOB", asset_selection=keys))
        (record,) = instance.get_run_records()
    assert run_of(record).job == "materialize: batch_drift, churn_scores"
