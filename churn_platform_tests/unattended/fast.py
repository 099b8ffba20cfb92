"""The platform's definitions with a tick every ten seconds, which no cron expression can say."""

import dagster as dg

from churn_platform import definitions
from churn_platform.defs.automation.jobs import churn_pipeline
from churn_platform_tests.platform import decide

SECONDS = 10


@dg.sensor(
    job=churn_pipeline,
    minimum_interval_seconds=SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def every_ten_seconds(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Do what the schedule would do at this moment."""
    decided: dg.RunRequest | dg.SkipReason = decide(context.instance, definitions.defs())
    return decided


@dg.definitions
def fast() -> dg.Definitions:
    """All of the platform, and the sensor."""
    return dg.Definitions.merge(definitions.defs(), dg.Definitions(sensors=[every_ten_seconds]))
