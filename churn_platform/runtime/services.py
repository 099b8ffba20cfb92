"""The platform's processes: code server, UI, daemon and API."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from churn_platform.catalog import LOCATION
from churn_platform.config.settings import Settings
from churn_platform.runtime.ports import free_port

DEFINITIONS = "churn_platform.definitions"
_LOCAL = "127.0.0.1"
_WORKSPACE = """load_from:
  - grpc_server: {{host: {host}, port: {port}, location_name: {name}}}
"""


@dataclass(frozen=True)
class Service:
    """A process that runs as long as the platform."""

    name: str
    command: list[str]
    port: int = 0
    """Its port on the loopback interface, for the services started after it."""


def services(settings: Settings, folder: Path, module: str = DEFINITIONS) -> list[Service]:
    """Return the services of `make run`, in the order of their start.

    UI and daemon share one code server, so that it can be restarted when it dies: `dagster dev`
    would show an error permanently.

    Args:
        settings: addresses and folders.
        folder: gets a workspace file that tells UI and daemon where the code server is.
        module: what the code server loads.
    """
    port, workspace = free_port(), folder / "workspace.yaml"
    workspace.write_text(_WORKSPACE.format(host=_LOCAL, port=port, name=LOCATION))
    quiet = ["--log-level", "warning"]
    code = ["-m", "dagster", "api", "grpc", "-m", module, *quiet]
    code += ["-d", str(settings.home), "--location-name", LOCATION]
    code += ["--host", _LOCAL, "--port", str(port)]
    ui = ["-m", "churn_platform.webserver", "-w", str(workspace), "--dagster-log-level", "warning"]
    ui += ["--host", settings.ui_host, "--port", str(settings.ui_port)]
    ui += ["--path-prefix", settings.ui_prefix] if settings.ui_prefix else []
    daemon = ["-m", "dagster._daemon", "run", "-w", str(workspace), *quiet]
    others = {"Dagster UI": ui, "daemon": daemon, "API": ["-m", "api"]}
    return [
        Service("code server", [sys.executable, *code], port),
        *(Service(name, [sys.executable, *command]) for name, command in others.items()),
    ]


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment of the services."""
    places = {"CHURN_HOME": settings.home, "DAGSTER_HOME": settings.dagster_home}
    return {**os.environ, **{name: str(path) for name, path in places.items()}}
