"""The pipeline of the environment, checked before a command runs a part of it."""

import sys

from churn_platform.commands.shared.begin import begin
from churn_platform.commands.shared.preflight import find_trouble
from churn_platform.config.settings import get_settings
from churn_platform.history.storage.postgres import require
from churn_platform.pipeline import Pipeline


def ready_pipeline() -> Pipeline | None:
    """Return the pipeline; None after a problem with its data folder, which is printed.

    Raises:
        SettingsError: a setting is invalid.
        PostgresError: the history in Postgres cannot be used.
    """
    settings = get_settings()
    begin(settings)
    require(settings.history_dir, settings.postgres_url)
    if trouble := find_trouble(settings):
        print(trouble, file=sys.stderr)
        return None
    return Pipeline(settings)
