"""What every command does first: make the data folder private."""

import sys

from churn_platform.config.settings import Settings
from churn_platform.data_folder.permissions import open_env, tighten
from churn_platform.storage.private_files import keep_private


def begin(settings: Settings) -> int:
    """Make new and existing files private to their owner; print those that cannot be.

    Returns the process's umask from before.
    """
    umask = keep_private()
    for said in (tighten(settings.data_dir), open_env(settings.home)):
        if said:
            print(said, file=sys.stderr)
    return umask
