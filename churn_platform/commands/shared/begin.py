"""What every command does first: make the data folder private."""

import sys

from churn_platform.config.settings import Settings
from churn_platform.data_folder.permissions import env_warning, make_private
from churn_platform.storage.private_files import keep_private


def begin(settings: Settings) -> int:
    """Make new and existing files private to their owner; print those that cannot be.

    Returns the process's umask from before.
    """
    umask = keep_private()
    for message in (make_private(settings.data_dir), env_warning(settings.home)):
        if message:
            print(message, file=sys.stderr)
    return umask
