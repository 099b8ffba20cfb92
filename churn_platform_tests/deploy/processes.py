"""The commands of `deploy/` as processes on free ports, and a proxy before them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from churn_platform.runtime.ports import free_port
from churn_platform_tests.commands.processes import environment
from churn_platform_tests.commands.started import PROJECT, eventually, running
from churn_platform_tests.deploy.files import DEPLOY, PLATFORM, commands

BIN = Path(sys.executable).parent
NEVER = "0 0 29 2 *"


class Deployed:
    """A server: which process listens where, and the environment that they all have."""

    def __init__(self, folder: Path, source: Path, postgres_url: str) -> None:
        self.folder, self.data = folder, folder / "data"
        self.ports = {name: free_port() for name in (*PLATFORM, "proxy")}
        self.processes: dict[str, subprocess.Popen[str]] = {}
        self._shared = environment(
            self.data,
            source,
            CHURN_DAGSTER_POSTGRES_URL=postgres_url,
            CHURN_CRON=NEVER,
            CHURN_UI_URL=f"https://127.0.0.1:{self.ports['proxy']}/churn/view",
            CHURN_API_URL=f"https://127.0.0.1:{self.ports['proxy']}/churn/api",
            CHURN_UI_PREFIX="/churn/ui",
            CHURN_UI_PORT=self.ports["ui"],
            CHURN_CODE_HOST="127.0.0.1",
            CHURN_CODE_PORT=self.ports["code"],
            DAGSTER_HOME=PROJECT,
            CHURN_API_PORT=self.ports["api"],
            DAGSTER_CLI_API_GRPC_PORT=self.ports["code"],
            PATH=f"{BIN}:{os.environ['PATH']}",
        )

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name]}"

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    @contextmanager
    def started(self) -> Iterator[None]:
        """Everything, until the end of the block."""
        with ExitStack() as stack:
            for name, command in commands().items():
                self.processes[name] = stack.enter_context(running(self._start(name, command)))
            yield

    def _start(self, name: str, command: list[str]) -> subprocess.Popen[str]:
        own = {"DAGSTER_WEBSERVER_PORT": str(self.ports[name])} if name in ("ui", "viewer") else {}
        with (self.folder / f"{name}.log").open("w") as log:
            return subprocess.Popen(
                [str(BIN / command[0]), *command[1:]],
                cwd=PROJECT,
                env=self._shared | own,
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,
            )


def nginx() -> str:
    """Path of nginx; where there is none the test is skipped, but not in CI."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if found is not None:
        return found
    problem = "nginx is not there: install Debian's nginx-light"
    if os.environ.get("CI"):
        pytest.fail(problem)
    pytest.skip(problem)


def proxy_configuration(folder: Path, ports: dict[str, int], logins: dict[str, str]) -> Path:
    """Write `deploy/nginx.conf` with these ports and a certificate and logins of its own."""
    text = (DEPLOY / "nginx.conf").read_text()
    for name, port in {"ui": 3000, "viewer": 3001, "api": 8000}.items():
        text = text.replace(f"127.0.0.1:{port};", f"127.0.0.1:{ports[name]};")
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{ports['proxy']} ssl")
    text = text.replace("server_name churn.example.org;", "server_name 127.0.0.1;")
    text = text.replace("/etc/churn/", f"{folder}/")
    _certify(folder)
    hashed = {name: _hashed(password) for name, password in logins.items()}
    (folder / "operators.htpasswd").write_text(f"olga:{hashed['olga']}\n")
    viewers = "".join(f"{name}:{each}\n" for name, each in hashed.items())
    (folder / "viewers.htpasswd").write_text(viewers)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.getuid() == 0 else ""  # the folder is open to its owner alone
    whole = (
        f"{user}daemon off;\nmaster_process on;\nworker_processes 1;\npid {folder}/nginx.pid;\n"
        f"error_log {folder}/nginx.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}{text}\n}}\n"
    )
    path = folder / "nginx.conf"
    path.write_text(whole)
    return path


@contextmanager
def proxy(configuration: Path) -> Iterator[None]:
    """Nginx before the processes."""
    command = [nginx(), "-p", str(configuration.parent), "-c", str(configuration)]
    done = subprocess.run([*command, "-t"], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0 and not re.search(r"\[(warn|emerg)\]", done.stderr), done.stderr
    started = subprocess.Popen(command, text=True, start_new_session=True)
    with running(started):
        eventually(lambda: (configuration.parent / "nginx.pid").read_text().strip(), 10)
        yield


def _certify(folder: Path) -> None:
    made = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    out = ["-keyout", str(folder / "tls.key"), "-out", str(folder / "tls.crt")]
    subprocess.run(["openssl", "req", *made, *out], check=True, capture_output=True, timeout=60)


def _hashed(password: str) -> str:
    command = ["openssl", "passwd", "-apr1", password]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=30)
    return done.stdout.strip()
