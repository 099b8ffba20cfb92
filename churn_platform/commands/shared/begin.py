"""What every command does first: it closes the data folder to other users."""

import sys

from churn_platform.config.settings import Settings
from churn_platform.data_folder.permissions import open_env, tighten
from churn_platform.storage.private_files import keep_private


def begin(settings: Settings) -> int:
    """Let this process write for its owner alone, and close what lies open; print what stays so.

    Returns the umask that the process was started with.
    """
    umask = keep_private()
    for said in (tighten(settings.data_dir), open_env(settings.home)):
        if said:
            print(said, file=sys.stderr)
    return umask
