"""`make restore FROM=…`: a backup in the place of the data folder, which is put aside."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from churn_platform.commands.shared.begin import begin
from churn_platform.config.settings import SettingsError, get_settings
from churn_platform.data_folder.manifest import BackupError
from churn_platform.data_folder.restore import restore

_POSTGRES = "Dagster's history lies in Postgres: restore it with pg_restore or psql as well."


def add_options(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--from", dest="source", default="", metavar="FILE", help="a file that backup wrote"
    )


def main(source: str = "") -> int:
    """Restore; return the process's exit code."""
    if not source:
        print("Say which backup: make restore FROM=backups/....tar.gz", file=sys.stderr)
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
        print(f"What was there before is in {aside}; remove it when you do not need it.")
    if made.history == "postgres":
        print(_POSTGRES)
    return 0
