"""Other servers in processes of their own, and when they begin to answer."""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from typing import Any

from benchmarks.processes import Command
from churn_platform.runtime.processes import stop_all

_LONGEST_SECONDS = 120
LOADED = "{ workspaceOrError { ... on Workspace { locationEntries { loadStatus } } } }"


@contextmanager
def running(command: Command) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command, and end it and all that it started on leaving."""
    process = subprocess.Popen(
        command.arguments,
        env=command.environment,
        cwd=command.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        stop_all([process])
        process.wait()


def until_answered(
    process: subprocess.Popen[bytes], port: int, path: str, query: str = "", holds: str = ""
) -> float:
    """Wait for an answer with status 200; return the moment it was there, of `perf_counter`.

    Args:
        process: who is to answer, or started it.
        port: where.
        path: what is asked for.
        query: sent as GraphQL, if it is not empty.
        holds: text that the answer must hold.

    Raises:
        SystemExit: the process ended, or there was no such answer for two minutes.
    """
    deadline = time.monotonic() + _LONGEST_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            status, text = ask(port, path, {"query": query} if query else None)
            if status == 200 and holds in text:
                return time.perf_counter()
        except (OSError, HTTPException):
            pass
        time.sleep(0.02)
    raise SystemExit(f"no answer to {path} on port {port}")


def ask(port: int, path: str, body: Any = None) -> tuple[int, str]:
    """Return status and text of an answer; with a body it is sent by POST, as JSON."""
    connection = HTTPConnection("127.0.0.1", port, timeout=_LONGEST_SECONDS)
    try:
        content = None if body is None else json.dumps(body)
        headers = {"Content-Type": "application/json"}
        connection.request("GET" if body is None else "POST", path, content, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()
