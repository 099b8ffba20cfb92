"""`python -m churn_platform.webserver`: `dagster-webserver`, same options, with request checks."""

import sys

from dagster_webserver.cli import main as dagster_main

from churn_platform.config.settings import SettingsError, get_settings
from churn_platform.webserver.server import install


def main() -> None:
    """Serve the Dagster UI until it is stopped.

    Raises:
        SystemExit: a setting is invalid.
    """
    try:
        settings = get_settings()
    except SettingsError as error:
        sys.exit(str(error))
    install(settings)
    dagster_main()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
