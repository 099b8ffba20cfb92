"""`make reset`: remove all results and the history, but only what the platform made."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable

from churn_platform.commands.shared.begin import begin
from churn_platform.commands.shared.options import add_flag
from churn_platform.config.settings import Settings, SettingsError, get_settings
from churn_platform.data_folder.platform_lock import OccupiedError, hold
from churn_platform.data_folder.reset import Findings, find_made, remove
from churn_platform.data_folder.users import users_of

_USAGE = "make reset, or make reset YES=1 to skip the question"
_MAX_NAMED = 10


def add_options(parser: ArgumentParser) -> None:
    """Declare the options."""
    add_flag(parser, "--yes", "ask nothing")


def main(yes: bool = False, ask: Callable[[str], str] = input) -> int:
    """Reset after confirmation; return the process's exit code."""
    try:
        settings = get_settings()
        begin(settings)
        hold(settings, "make reset")  # until this process ends
        if users := users_of(settings):
            raise OccupiedError(f"it is in use: {users[0]}; stop it first.")
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except OccupiedError as error:
        print(f"Nothing was removed: {error}", file=sys.stderr)
        return 1
    return _reset(settings, yes, ask)


def _reset(settings: Settings, confirmed: bool, ask: Callable[[str], str]) -> int:
    found = find_made(settings.data_dir)
    if not found.ours:
        print(f"There is nothing to remove in {settings.data_dir}.")
        return 0
    print(
        f"All results in {settings.data_dir} and the history of all runs, {found.bytes / 1e6:,.1f}"
        " MB, will be deleted; backups and your own files stay."
    )
    if not confirmed and not _agreed(ask):
        print(f"Nothing was removed: {_USAGE}.", file=sys.stderr)
        return 1
    remove(settings.data_dir, found)
    print("\n".join(["Removed.", *_afterwards(settings, found)]))
    return 0


def _agreed(ask: Callable[[str], str]) -> bool:
    if not sys.stdin.isatty():
        return False
    try:
        return ask("Remove them? Type yes: ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _afterwards(settings: Settings, found: Findings) -> list[str]:
    message = []
    kept = [str(path) for path in found.kept if path.name != "README.md"]
    if kept:
        more = f" and {len(kept) - _MAX_NAMED:,} more" if len(kept) > _MAX_NAMED else ""
        message.append(f"Kept (not made by the platform): {', '.join(kept[:_MAX_NAMED])}{more}.")
    if settings.postgres_url:
        message.append("The history in Postgres stays: drop its database and create it again.")
    if settings.data_url:
        message.append("The files in the object store of CHURN_DATA_URL stay.")
    return [*message, "make run starts from scratch."]
