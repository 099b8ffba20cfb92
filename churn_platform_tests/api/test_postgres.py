"""The API over Postgres: it makes nothing, tells no password, and survives a restart."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from churn_platform.config.settings import get_settings
from churn_platform.history.paging import write_cursor
from churn_platform.history.reader import Reader
from churn_platform.history.storage.postgres import MARKER, engine_of, mark
from churn_platform.history.storage.postgres_present import Database
from churn_platform.history.storage.postgres_storage import PostgresStorage
from churn_platform.history.storage.postgres_tables import making
from churn_platform.history.storage.present import StorageError
from churn_platform.history.storage.project import open_history
from churn_platform_tests.api.routes.test_pipeline import ENDPOINTS
from churn_platform_tests.api.test_odd_requests import ODD_FILTERS, ODD_QUERIES, PAGED, TRAVERSALS
from churn_platform_tests.api.world import World
from churn_platform_tests.commands.started import eventually
from churn_platform_tests.postgres import PASSWORD, QUOTED, Cluster

HUGE = [f"cursor={write_cursor(10**digits)}" for digits in (9, 18, 19, 40)]
TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


@pytest.fixture
def bare(postgres: Cluster) -> Iterator[str]:
    """Address of a database without any table."""
    url = postgres.create("template1")
    yield url
    postgres.drop(url)


@pytest.fixture
def made(postgres: Cluster) -> Iterator[str]:
    """Address of a database with Dagster's tables."""
    url = postgres.create()
    yield url
    postgres.drop(url)


def tables(postgres: Cluster, url: str) -> int:
    return int(postgres.execute(TABLES, url.rpartition("/")[2])[0][0])


def health_of(client: httpx.Client) -> dict[str, Any]:
    answer = client.get("/api/health")
    assert answer.status_code == 200
    return dict(answer.json())


def test_an_empty_database_is_no_data_yet_and_stays_empty(
    postgres: Cluster, bare: str, tmp_path: Path
) -> None:
    world = World(tmp_path, postgres_url=bare)
    with world.client() as client:
        assert health_of(client)["status"] == "no data yet"
        assert {client.get(path).status_code for path in ENDPOINTS} == {200}
    assert tables(postgres, bare) == 0
    assert not world.data_dir.exists()


def test_the_projects_own_instance_makes_no_tables_for_a_reader(
    postgres: Cluster, bare: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHURN_DAGSTER_POSTGRES_URL", bare)
    monkeypatch.setenv("CHURN_DATA_DIR", str(tmp_path / "data"))
    get_settings.cache_clear()
    try:
        open_history(get_settings(), makes_tables=False).dispose()
        assert Reader(get_settings()).read().newest == {}
    finally:
        get_settings.cache_clear()
    assert tables(postgres, bare) == 0
    assert not (tmp_path / "data").exists()


def test_tables_in_the_making_are_not_read(made: str) -> None:
    place = Database(made)
    with engine_of(made).connect() as writer, making(writer):
        assert not place.is_ready()
    assert place.is_ready()


def test_a_history_that_was_made_by_half_is_completed(
    postgres: Cluster, bare: str, tmp_path: Path
) -> None:
    PostgresStorage(bare)
    whole = tables(postgres, bare)
    with engine_of(bare).connect() as connection:
        connection.execute(text("DROP TABLE asset_keys, job_ticks"))
        connection.execute(text("DELETE FROM secondary_indexes"))
    assert Database(bare).identity() is None
    PostgresStorage(bare)
    assert tables(postgres, bare) == whole
    assert Database(bare).is_ready()


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"port": 1}, "Connection refused"),
        ({"password": "an0ther"}, 'password authentication failed for user "churn"'),
        ({"password": ""}, "no password supplied"),
        ({"database": "elsewhere"}, 'database "elsewhere" does not exist'),
    ],
    ids=["refused", "wrong password", "no password", "no database"],
)
def test_a_database_that_cannot_be_had_is_degraded_health_without_a_secret(
    postgres: Cluster,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    broken: dict[str, Any],
    said: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    host = f"127.0.0.1:{broken.get('port', postgres.port)}"
    database, secret = broken.get("database", "postgres"), broken.get("password", QUOTED)
    world = World(tmp_path, postgres_url=f"postgresql://churn:{secret}@{host}/{database}")
    with world.client() as client:
        health = health_of(client)
        assert health["status"] == "degraded"
        where = f"storage: CHURN_DAGSTER_POSTGRES_URL: database {database} at {host}: {said}"
        assert health["reasons"] == [where]
        answers = [client.get(path) for path in ENDPOINTS[1:]]
    assert {answer.status_code for answer in answers} == {503}
    told = caplog.text + "".join(answer.text for answer in answers) + str(health)
    assert said in caplog.text
    told += repr(world.settings) + str(world.settings.model_dump())
    assert [hidden for hidden in (PASSWORD, QUOTED, "an0ther") if hidden in told] == []


def test_a_restart_of_postgres_degrades_the_api_until_it_is_back(
    postgres: Cluster, made: str, tmp_path: Path
) -> None:
    world = World(tmp_path, postgres_url=made)
    world.make()
    with world.client() as client:
        before = client.get("/api/metrics").json()
        assert before["state"] == "ok"
        postgres.stop()
        try:
            assert client.get("/api/metrics").json() == before
            health = health_of(client)
            assert health["status"] == "degraded" and health["storage"]["answers"] is False
            assert health["reasons"][0].endswith(": Connection refused")
        finally:
            postgres.start()
        assert eventually(lambda: health_of(client)["storage"]["answers"], 30)
        # the writer's connections were cut as well
        world.note("model_metrics", "afterwards")
        items = client.get("/api/model-runs").json()["items"]
    assert [item["data_version"] for item in items] == ["afterwards", before["data_version"]]
    world.close()


def test_a_process_without_the_setting_refuses_instead_of_starting_another_history(
    tmp_path: Path,
) -> None:
    world = World(tmp_path)
    mark(world.settings.history_dir, "postgresql://u:secret@db.example:5432/churn")
    noted = (world.settings.history_dir / MARKER).read_text()
    assert noted == "The history is in Postgres, database churn at db.example:5432.\n"
    with pytest.raises(StorageError, match="^CHURN_DAGSTER_POSTGRES_URL is not set, but the hist"):
        world.reader().read()


def shape(value: Any) -> Any:
    """Names and types, without what differs from run to run."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    if isinstance(value, list):
        return [shape(each) for each in value]
    return value if isinstance(value, bool) else type(value).__name__


@pytest.fixture(scope="module")
def both(
    postgres: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """The API of a finished platform over SQLite, and of one over Postgres, made alike."""
    url = postgres.create()
    worlds = [World(tmp_path_factory.mktemp("both"), 3600, each) for each in (None, url)]
    for world in worlds:
        world.run()
    with worlds[0].client() as here, worlds[1].client() as there:
        yield here, there
    for world in worlds:
        world.close()
    postgres.drop(url)


@pytest.mark.parametrize("path", ENDPOINTS)
def test_both_storages_give_the_same_answers(
    both: tuple[httpx.Client, httpx.Client], path: str
) -> None:
    here, there = (client.get(path).json() for client in both)
    assert shape(here) == shape(there)


def test_both_storages_refuse_the_same_requests(both: tuple[httpx.Client, httpx.Client]) -> None:
    paths = [f"{path}?{query}" for path in PAGED for query in (*ODD_QUERIES, *HUGE)]
    paths += [f"/api/checks?{query}" for query in ODD_FILTERS]
    paths += [f"/api/artifacts/{tail}" for tail in TRAVERSALS]
    paths += [f"/api/assets/{key}/materializations" for key in ("%00", "raw_customers%00", "%ff")]
    for path in paths:
        here, there = (client.get(path) for client in both)
        assert here.status_code == there.status_code < 500, path


def test_the_password_is_in_no_argument_of_a_process(made: str, tmp_path: Path) -> None:
    """A run's process gets the instance's configuration as an argument, which everybody can see."""
    code = (
        "from churn_platform.config.settings import find_home; import dagster as dg;"
        "print(dg.DagsterInstance.from_config(str(find_home())).get_ref())"
    )
    environment = {
        **os.environ,
        "CHURN_DAGSTER_POSTGRES_URL": made,
        "CHURN_DATA_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60
    )
    assert "ProjectStorage" in done.stdout, done.stderr
    assert QUOTED not in done.stdout + done.stderr and PASSWORD not in done.stdout + done.stderr
