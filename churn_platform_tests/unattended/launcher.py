"""`make run` over `fast`: `python -m churn_platform_tests.unattended.launcher`."""

import sys

from churn_platform.commands.run import main

if __name__ == "__main__":
    sys.exit(main("churn_platform_tests.unattended.fast"))
