"""`make prune`: remove old runs and results now; with DRY_RUN=1 only list them."""

import sys
from argparse import ArgumentParser

from churn_platform.commands.shared.begin import begin
from churn_platform.commands.shared.options import add_flag
from churn_platform.config.settings import SettingsError, get_settings
from churn_platform.history.model_history import HistoryError
from churn_platform.history.storage.complete import history_trouble
from churn_platform.pipeline import Pipeline
from churn_platform.storage.removal_lock import BusyError


def add_options(parser: ArgumentParser) -> None:
    """Declare the options."""
    add_flag(parser, "--dry-run", "only list what would be removed")


def main(dry_run: bool = False) -> int:
    """Prune, or list what would be removed; return the process's exit code."""
    try:
        settings = get_settings()
        begin(settings)
        if not settings.postgres_url and (
            trouble := history_trouble(settings.data_dir, settings.history_dir)
        ):
            raise HistoryError(trouble)
        bounds = settings.retention
        print(
            f"Runs stay for {bounds.days} days, the newest {bounds.runs:,} for longer; the newest"
            f" {bounds.champions} champions and everything current are kept forever."
        )
        _prune(Pipeline(settings), dry_run)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except (BusyError, HistoryError) as error:
        print(f"Nothing was removed: {error}.", file=sys.stderr)
        return 1
    return 0


def _prune(pipeline: Pipeline, dry_run: bool) -> None:
    from churn_platform.history.retention.prune import find_outdated, prune

    settings = pipeline.settings
    with pipeline.open_history() as instance:
        if not dry_run:
            print(f"Removed {prune(instance, settings)}.")
            return
        found = find_outdated(instance, settings)
    for file in found.files:
        print(f"  {file.path.relative_to(settings.data_dir)}, {file.bytes:,} bytes")
    print(f"Would remove {found}. Nothing was removed.")
