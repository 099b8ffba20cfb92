"""`make backup`: back up everything to one file while the platform runs."""

import sys
from argparse import ArgumentParser
from datetime import UTC, datetime

from churn_platform.commands.shared.begin import begin
from churn_platform.config.settings import SettingsError, get_settings
from churn_platform.data_folder.backup import default_file, make_backup
from churn_platform.data_folder.manifest import BackupError
from churn_platform.storage.removal_lock import BusyError

_POSTGRES = (
    "Dagster's history is in Postgres and not in this backup: back it up with pg_dump before this"
    " command, so that the backup has every file that the history names."
)


def add_options(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--out",
        default="",
        metavar="PATH",
        help="a folder, or a name that ends in .tar.gz; default: backups/ next to the data folder",
    )


def main(out: str = "") -> int:
    """Make a backup; return the process's exit code."""
    try:
        settings = get_settings()
        begin(settings)
        file = default_file(out, settings, datetime.now(UTC))
        made = make_backup(settings, file)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except (BackupError, BusyError) as error:
        print(f"No backup was made: {error}.", file=sys.stderr)
        return 1
    for name in made.damaged:
        print(f"{name} is damaged and was backed up as it is.", file=sys.stderr)
    if made.history == "postgres":
        print(_POSTGRES)
    size = sum(entry.bytes for entry in made.files) / 1e6
    packed = file.stat().st_size / 1e6
    print(f"{file}: {len(made.files):,} files, {size:,.1f} MB, {packed:,.1f} MB packed.")
    return 0
