"""An S3-compatible server on 127.0.0.1, a process of its own."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from churn_platform.runtime.ports import free_port
from churn_platform_tests.commands.started import eventually

BUCKET = "churn"
_SERVER = "import sys; from moto.server import main; main(['-H', '127.0.0.1', '-p', sys.argv[1]])"


@contextmanager
def s3_server() -> Iterator[str]:
    """Start the server with an empty bucket, and give its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", _SERVER, str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        eventually(lambda: _put(f"{address}/{BUCKET}"))
        yield address
    finally:
        process.kill()
        process.wait(timeout=30)


def settings_of(patch: pytest.MonkeyPatch, address: str) -> None:
    """Let this process, and those that it starts, use the server."""
    for name, value in {
        "AWS_ENDPOINT_URL_S3": address,
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        patch.setenv(name, value)
    patch.delenv("AWS_PROFILE", raising=False)
    assert "AWS_ENDPOINT_URL_S3" in os.environ


def _put(address: str) -> bool:
    try:
        request = urllib.request.Request(address, method="PUT", data=b"")
        with urllib.request.urlopen(request, timeout=5):
            return True
    except OSError:
        return False
