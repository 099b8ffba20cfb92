"""The schedule: launches a run at every tick, unless one is in progress."""

import json
from datetime import UTC, datetime

import dagster as dg

from churn_platform.catalog import KEPT_UP, SCHEDULE
from churn_platform.checks import CHECKS
from churn_platform.config.source_errors import SourceError
from churn_platform.defs.assets.ingestion import KEY, check_facts, in_hand
from churn_platform.defs.automation.due import due_partition
from churn_platform.defs.automation.jobs import churn_pipeline
from churn_platform.defs.automation.stale import stale_assets
from churn_platform.defs.steps.configuration import run_config
from churn_platform.defs.steps.resources import CustomerSource, PipelineResource
from churn_platform.history.lineage import newest
from churn_platform.history.run_liveness import runs_in_progress
from churn_platform.history.source_checks import record_look
from churn_platform.metadata import Tag
from churn_platform.pipeline import Pipeline
from churn_platform.wording import job_words


def schedule_of(pipeline: Pipeline) -> dg.ScheduleDefinition:
    """Return the schedule, which ticks as the pipeline's settings say."""
    return dg.schedule(
        job=churn_pipeline,
        name=SCHEDULE,
        cron_schedule=pipeline.settings.cron,
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=(
            "Checks the source and recomputes what is out of date. Skips the tick while a run that"
            " writes these assets is in progress. For a dated source it takes the newest extract."
        ),
    )(every_two_minutes)


def every_two_minutes(
    context: dg.ScheduleEvaluationContext, pipeline: PipelineResource
) -> dg.RunRequest | dg.SkipReason:
    """Decide what a tick does."""
    settings = pipeline.settings
    if busy := runs_in_progress(context.instance, settings.max_run_seconds):
        return dg.SkipReason(_describe(busy[0]))
    due = due_partition(context.instance, pipeline)
    if due.nothing:
        return dg.SkipReason(due.said)
    if due.said:
        context.log.info(due.said)
    stale = stale_assets(context.instance, pipeline, due.key)
    if not stale and settings.skip_unchanged_ticks:
        if reason := _unchanged(context, CustomerSource(pipeline, due.key)):
            return dg.SkipReason(f"{due.said} {reason}".strip())
    # The source is checked at every tick, so that a permanently failing step cannot keep new # data
    # out. Assets downstream of a new table are stale at the next tick. They are not launched # in
    # the same run: Dagster would mark the checks of unneeded assets as skipped.
    chosen = [key for key in KEPT_UP if key == KEY or key in stale]
    return dg.RunRequest(
        asset_selection=[dg.AssetKey(key) for key in chosen],
        # by name: otherwise Dagster also plans the sensor's check, and shows it as skipped
        asset_check_keys=[
            dg.AssetCheckKey(dg.AssetKey(asset), name) for asset, name in CHECKS if asset in chosen
        ],
        run_config=run_config(settings, chosen),
        partition_key=due.key,
        tags={
            Tag.TRIGGER: "schedule",
            Tag.STALE: json.dumps(stale),
            **({Tag.WAITS_FOR: due.waits_for} if due.waits_for else {}),
        },
    )


def _describe(record: dg.RunRecord) -> str:
    run, created = record.dagster_run, record.create_timestamp.astimezone(UTC)
    keys = {key.to_user_string() for key in run.asset_selection or ()}
    return (
        f"Run {run.run_id} of {job_words(run.job_name, keys)} is in progress:"
        f" {run.status.value}, created {created:%H:%M:%S} UTC."
    )


def _unchanged(context: dg.ScheduleEvaluationContext, source: CustomerSource) -> str | None:
    """Return why no run is needed, after recording the check; None if one is needed."""
    known = in_hand(newest(context.instance, KEY, source.partition), source.pipeline.root)
    try:
        got = source.obtain(known, context.log.info)
    except SourceError:
        return None  # the run will get the same error, and shows it as its own failure
    if got.file:
        got.file.path.unlink()
        return None
    facts = check_facts(got, known, source)
    record_look(context.instance, facts)
    return f"Nothing changed ({got.reason}) at {datetime.now(UTC):%H:%M:%S} UTC."
