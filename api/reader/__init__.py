"""The only door to the Dagster instance. Reads, and never makes or migrates a history."""

import dagster as dg

from api.reader.door import Reader
from api.reader.schedule import schedule_times

__all__ = ["DAGSTER_VERSION", "Reader", "schedule_times"]
DAGSTER_VERSION = dg.__version__
