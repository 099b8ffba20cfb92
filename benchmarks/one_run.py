"""One run in a fresh process: an unchanged scheduled tick, or a job of one empty asset."""

import sys

import dagster as dg

from churn_platform.catalog import CHURN_PIPELINE
from churn_platform.config.settings import find_home
from churn_platform.metadata import Tag

UNCHANGED_TICK = {Tag.TRIGGER: "schedule", Tag.STALE: "{}"}


def main(kind: str) -> None:
    """Run it; a tick must recompute nothing."""
    job, tags = (_pipeline(), UNCHANGED_TICK) if kind == "tick" else (_empty(), {})
    asked = [dg.AssetKey("raw_customers")] if kind == "tick" else None
    with dg.DagsterInstance.from_config(str(find_home())) as instance:
        result = job.execute_in_process(instance=instance, tags=tags, asset_selection=asked)
    if kind == "tick" and any(event.is_step_materialization for event in result.all_events):
        raise SystemExit("the tick recomputed something: it was not an unchanged one")


def _pipeline() -> dg.JobDefinition:
    from churn_platform.definitions import defs

    return defs().resolve_job_def(CHURN_PIPELINE)


def _empty() -> dg.JobDefinition:
    @dg.asset
    def empty() -> None:
        """Nothing."""

    job = dg.define_asset_job("empty_job", selection=[empty])
    return dg.Definitions(assets=[empty], jobs=[job]).resolve_job_def("empty_job")


if __name__ == "__main__":
    main(sys.argv[1])
