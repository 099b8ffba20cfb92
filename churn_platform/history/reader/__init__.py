"""What the API reads of Dagster's storage; it never creates or migrates one."""

import dagster as dg

from churn_platform.history.reader.history import Reader
from churn_platform.history.reader.schedule import schedule_times

__all__ = ["DAGSTER_VERSION", "Reader", "schedule_times"]
DAGSTER_VERSION = dg.__version__
