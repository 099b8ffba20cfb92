"""A real Postgres for the tests: a cluster of its own, with a database for each test."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import OperationalError

from churn_platform.history.storage.postgres import engine_of
from churn_platform.runtime.ports import free_port

USER, PASSWORD = "churn", "p@ss/word-that-nobody-may-see"  # both need quoting in an address
QUOTED = "p%40ss%2Fword-that-nobody-may-see"
MADE = "made"
"""The template whose Dagster tables are there; to copy it takes a tenth of making them."""


def programs() -> Path:
    """The folder of initdb and postgres; where there is none the test is skipped, but not in CI."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        problem = "no /usr/lib/postgresql/*/bin/initdb: install Debian's postgresql"
        pytest.fail(problem) if os.environ.get("CI") else pytest.skip(problem)
    return found[-1].parent


class Cluster:
    """One Postgres server over a folder that goes with it."""

    def __init__(self, folder: Path) -> None:
        self._bin, self._folder, self.port = programs(), folder, free_port()
        # initdb and postgres refuse to be root; Debian's package brings a user for them
        self._as: dict[str, Any] = {}
        if os.getuid() == 0:
            self._as = {"user": "postgres", "group": "postgres", "extra_groups": []}
            shutil.chown(folder, "postgres", "postgres")
        self._server: subprocess.Popen[bytes] | None = None
        self._initialise()

    def _initialise(self) -> None:
        secret = self._folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        made = ["-A", "scram-sha-256", "-U", USER, f"--pwfile={secret}", "-E", "UTF8", "-N"]
        command = [str(self._bin / "initdb"), "-D", str(self._folder / "data"), *made]
        done = subprocess.run(
            command, cwd=self._folder, capture_output=True, text=True, timeout=60, **self._as
        )
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        """Start the server, which forgets nothing of a time before, and wait until it answers."""
        where = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={self.port}"]
        # nothing here has to outlive a power cut
        quick = ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"]
        command = [str(self._bin / "postgres"), "-D", str(self._folder / "data"), "-k", ""]
        with (self._folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [*command, *where, *quick],
                cwd=self._folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._as,
            )
        deadline = time.monotonic() + 60
        while not self._answers():
            assert self._server.poll() is None and time.monotonic() < deadline, self._log()
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it as `pg_ctl stop -m fast` does: open connections are closed."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            try:
                self._server.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait(timeout=30)
            self._server = None

    def url(self, database: str, password: str = QUOTED) -> str:
        return f"postgresql+psycopg2://{USER}:{password}@127.0.0.1:{self.port}/{database}"

    def create(self, template: str = MADE) -> str:
        """Make a database like the template, and return its address."""
        name = f"t{uuid4().hex[:16]}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def keep(self, url: str, name: str) -> None:
        """Make a template of a database, which goes."""
        engine_of(url).dispose()
        database = url.rpartition("/")[2]
        self.execute(f"ALTER DATABASE {database} RENAME TO {name}")

    def drop(self, url: str) -> None:
        engine_of(url).dispose()
        self.execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def execute(self, statement: str, database: str = "postgres") -> list[Any]:
        """Execute a statement and return its rows, if it has any."""
        # databases are not made within a transaction
        engine = create_engine(self.url(database), poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            found = connection.exec_driver_sql(statement)
            return list(found) if found.returns_rows else []

    def _answers(self) -> bool:
        try:
            self.execute("SELECT 1")
            return True
        except OperationalError:
            return False

    def _log(self) -> str:
        return (self._folder / "log").read_text()


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running server; it and its folder are gone afterwards, whatever the test does."""
    programs()
    folder = Path(tempfile.mkdtemp(prefix="churn-postgres-"))
    try:
        made = Cluster(folder)
        try:
            made.start()
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder)


@contextmanager
def cluster_with_template() -> Iterator[Cluster]:
    """A running server with the template `MADE`."""
    from churn_platform.history.storage.postgres_storage import (
        PostgresStorage,  # most workers need none of it
    )

    with cluster() as made:
        url = made.create("template1")
        PostgresStorage(url)
        made.keep(url, MADE)
        yield made


@contextmanager
def new_database() -> Iterator[str]:
    """Address of an empty database of a server of its own, without its driver's name."""
    with cluster() as made:
        yield made.create("template1").replace("+psycopg2", "")
