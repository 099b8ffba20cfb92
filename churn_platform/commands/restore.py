"""`make restore FROM=…`: replace the data folder by a backup; the old folder is kept."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from churn_platform.commands.shared.begin import begin
from churn_platform.config.settings import SettingsError, get_settings
from churn_platform.data_folder.manifest import BackupError
from churn_platform.data_folder.restore import restore

_POSTGRES = "Dagster's history is in Postgres: restore it with pg_restore or psql as well."


def add_options(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--from", dest="source", default="", metavar="FILE", help="a backup file")


def main(source: str = "") -> int:
    """Restore; return the process's exit code."""
    if not source:
        print("No backup given: make restore FROM=backups/....tar.gz", file=sys.stderr)
        return 2
    try:
        settings = get_settings()
        begin(settings)
        made, aside = restore(settings, settings.home / Path(source).expanduser())
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except BackupError as error:
        print(f"Not restored: {error}.", file=sys.stderr)
        return 1
    print(f"Restored {len(made.files):,} files of {made.made_at} to {settings.data_dir}.")
    if aside:
        print(f"The previous folder is {aside}; delete it when you do not need it any more.")
    if made.history == "postgres":
        print(_POSTGRES)
    return 0
