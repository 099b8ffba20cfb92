"""`python -m api`: serve the API at the configured address."""

import argparse

import uvicorn

from api.middleware.server import APP, server_options
from churn_platform.config.settings import SettingsError, get_settings
from churn_platform.runtime.memory import limit_memory


def main() -> None:
    """Serve until the process is stopped.

    Raises:
        SystemExit: a setting is not allowed.
    """
    limit_memory()
    parser = argparse.ArgumentParser(prog="python -m api", description=__doc__)
    parser.add_argument("--root-path", default="", help="path that a proxy serves it below")
    root_path = parser.parse_args().root_path
    try:
        settings = get_settings()
    except SettingsError as error:
        raise SystemExit(str(error)) from None
    uvicorn.run(
        APP,
        host=settings.api_host,
        port=settings.api_port,
        root_path=root_path,
        log_level="warning",
        **server_options(settings),
    )


if __name__ == "__main__":
    main()
