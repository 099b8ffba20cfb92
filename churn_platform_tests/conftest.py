"""Fixtures that several test files share."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import pytest

from churn_platform_tests.api.world import World
from churn_platform_tests.dated import changing, computed, months, undelivered  # noqa: F401
from churn_platform_tests.made_once import made_once
from churn_platform_tests.platform import Platform, platform_in
from churn_platform_tests.postgres import Cluster, cluster_with_template
from churn_platform_tests.quick import spare_the_disk
from churn_platform_tests.telco import TELCO

os.environ.pop("CHURN_DAGSTER_POSTGRES_URL", None)  # somebody's real history is not for tests
os.environ["DAGSTER_DISABLE_TELEMETRY"] = "yes"  # instances of the tests' own have it on
spare_the_disk()
PROJECT = Path(__file__).resolve().parent.parent
REAL_CSV = Path(
    os.environ.get("CHURN_REAL_CSV", PROJECT.parent / "shared/data/telco_customer_churn.csv")
)
_ORDER = {"unattended": 0, "analysis": 2}  # any other folder or file: 1


@pytest.fixture(scope="session")
def real_csv() -> Path:
    """The real Telco table."""
    if not REAL_CSV.is_file():
        pytest.skip(f"the real table is not there: set CHURN_REAL_CSV, or put it at {REAL_CSV}")
    return REAL_CSV


@pytest.fixture
def raw() -> pd.DataFrame:
    """Four customers as text, under our names; the third is new and was not billed yet."""
    base = {column.name: column.values[0] if column.values else "No" for column in TELCO.columns}
    base["senior_citizen"] = "0"
    rows = [
        ("0003-C", "40", "20.5", "820", "No"),
        ("0001-A", "1", "29.85", "29.85", "Yes"),
        ("0004-D", "0", "19.90", "", "No"),
        ("0002-B", "34", "56.95", "1889.5", "Yes"),
    ]
    names = ("customer_id", "tenure", "monthly_charges", "total_charges", "churn")
    return pd.DataFrame([{**base, **dict(zip(names, row, strict=True))} for row in rows])


@pytest.fixture(scope="session")
def small_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made table of 300 customers in the source's shape."""
    from churn_platform.sources.sample.telco import write_sample

    path = tmp_path_factory.mktemp("source") / "small.csv"
    write_sample(path, rows=300, seed=7)
    return path


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "storage: runs over SQLite and over a real Postgres")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest and end with the many quick ones, so that no worker waits for another.

    Otherwise one worker would do the longest at the end, and the others wait.
    """
    items.sort(key=lambda item: _ORDER.get(item.path.relative_to(PROJECT).parts[1], 1))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give the tests of a file to one worker, and those of a folder that share a running platform.

    What a file sets up is then set up once. The files keep their order, see above.
    """
    from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

    class Scheduling(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            path = Path(nodeid.partition("::")[0])
            return str(path.parent if path.parent.name == "live" else path)

    config.option.loadscopereorder = False
    return Scheduling(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what reads or writes the history over both storages.

    These are the tests marked `storage`: of runs in progress, schedule ticks (every way in which
    a tick asks and writes), rollback, freshness, and of what the API reads: pages, evaluations,
    checks, champions. The whole graph runs once for those that start from a finished platform.
    Others, such as those of figures and contents, would write and read the same events again, which
    costs minutes and tells nothing new. `api/test_postgres.py` has what Postgres alone can do.
    """
    if "backend" in metafunc.fixturenames and metafunc.definition.get_closest_marker("storage"):
        metafunc.parametrize("backend", ["sqlite", "postgres"], indirect=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A Postgres server of this worker's, started by the first test that wants it."""
    with cluster_with_template() as made:
        yield made


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """Which storage the history is in: sqlite, unless the test runs over both."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def database(backend: str, request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Address of a Postgres database of this test's own, with Dagster's empty tables; or None."""
    if backend == "sqlite":
        yield None
        return
    postgres: Cluster = request.getfixturevalue("postgres")
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture
def platform(
    tmp_path: Path, small_csv: Path, monkeypatch: pytest.MonkeyPatch, database: str | None
) -> Iterator[Platform]:
    """The whole graph over an empty folder, an instance of its own and the small table."""
    shutil.copyfile(small_csv, tmp_path / "source.csv")
    with platform_in(tmp_path, monkeypatch, database) as made:
        yield made


@pytest.fixture(scope="session")
def _done_once(tmp_path_factory: pytest.TempPathFactory, small_csv: Path) -> Path:
    def make(folder: Path) -> None:
        shutil.copyfile(small_csv, folder / "source.csv")
        with pytest.MonkeyPatch.context() as patch, platform_in(folder, patch) as made:
            assert made.scheduled_run().success

    return made_once(tmp_path_factory, "done", make)


@pytest.fixture(scope="session")
def _done_in_postgres(
    tmp_path_factory: pytest.TempPathFactory, small_csv: Path, postgres: Cluster
) -> Path:
    """The same in Postgres, as the template `done`."""
    folder, url = tmp_path_factory.mktemp("done"), postgres.create()
    shutil.copyfile(small_csv, folder / "source.csv")
    with pytest.MonkeyPatch.context() as patch, platform_in(folder, patch, url) as made:
        assert made.scheduled_run().success
    postgres.keep(url, "done")
    return folder


@pytest.fixture
def done(
    tmp_path: Path, backend: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Platform]:
    """A platform whose whole graph was materialized once; a copy, free to be changed."""
    folder = tmp_path / "done"
    if backend == "sqlite":
        shutil.copytree(request.getfixturevalue("_done_once"), folder)
        with platform_in(folder, monkeypatch) as made:
            yield made
        return
    shutil.copytree(request.getfixturevalue("_done_in_postgres"), folder)
    postgres: Cluster = request.getfixturevalue("postgres")
    url = postgres.create("done")
    with platform_in(folder, monkeypatch, url) as made:
        yield made
    postgres.drop(url)


@pytest.fixture
def finished(_done_once: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """The one that every test's `done` is a copy of, only to be looked at."""
    with platform_in(_done_once, monkeypatch) as made:
        yield made
        assert made.instance.get_runs_count() == 1, "a test that runs something takes `done`"


@pytest.fixture
def world(tmp_path: Path, database: str | None) -> Iterator[World]:
    """A platform of its own, in which nothing ran yet."""
    made = World(tmp_path, postgres_url=database)
    yield made
    made.close()


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A platform whose whole graph ran once, for tests that change nothing."""
    made = World(tmp_path_factory.mktemp("ran"), cache_seconds=3600)
    made.run()
    yield made
    made.close()


@pytest.fixture(scope="session")
def client(ran: World) -> Iterator[httpx.Client]:
    """The API of `ran`."""
    with ran.client() as made:
        yield made


@pytest.fixture
def empty(world: World) -> Iterator[httpx.Client]:
    """The API of a platform in which nothing ran yet."""
    with world.client() as made:
        yield made
