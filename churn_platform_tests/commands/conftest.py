"""What the tests of commands share."""

import pytest

from churn_platform.config.settings import get_settings
from churn_platform_tests.platform import Platform


@pytest.fixture
def commanded(done: Platform) -> Platform:
    """A finished platform whose history is where a command, a process of its own, looks for it."""
    get_settings().history_dir.symlink_to(done.instance.root_directory)
    return done
