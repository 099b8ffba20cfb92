"""What the files of `deploy/` say, for the tests."""

from pathlib import Path
from typing import Any

import yaml

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
PLATFORM = ("code", "ui", "viewer", "daemon", "api")
"""The services that are processes of the platform; each has a unit of the same name."""


def compose() -> dict[str, Any]:
    """The compose file, with its anchors resolved."""
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return read


def commands() -> dict[str, list[str]]:
    """What each process is started with, by service."""
    services = compose()["services"]
    return {name: services[name]["command"] for name in PLATFORM}


def unit(name: str) -> dict[str, list[str]]:
    """Each key of a unit with its values, of all sections together."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / name).read_text().splitlines():
        key, given, value = line.partition("=")
        if given and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found
