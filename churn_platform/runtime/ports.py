"""Check that the ports we need are free, and find a free one."""

import socket

from churn_platform.config.settings import Settings


def find_taken(settings: Settings) -> str | None:
    """Return a sentence on the first port that cannot be used, or None."""
    wanted = {
        "CHURN_UI_PORT": (settings.ui_host, settings.ui_port),
        "CHURN_API_PORT": (settings.api_host, settings.api_port),
    }
    if wanted["CHURN_UI_PORT"] == wanted["CHURN_API_PORT"]:
        return f"CHURN_UI_PORT and CHURN_API_PORT are both {settings.ui_port}; they must differ."
    for name, (host, port) in wanted.items():
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            # as the servers do: a port whose last connections are still closing counts as free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                return (
                    f"{host}:{port} cannot be used ({error.strerror}). Stop the program that"
                    f" listens there, or set {name} to a free port."
                )
    return None


def listens(port: int) -> bool:
    """Return whether a process listens on a port of the loopback interface."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """Return a port of the loopback interface that is free at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
