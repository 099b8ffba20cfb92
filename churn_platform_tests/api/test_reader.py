"""The door to Dagster: what it finds, and that it changes nothing."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest

from churn_platform.config.settings import get_settings
from churn_platform.history.reader import Reader, schedule_times
from churn_platform.history.source_checks import record_look
from churn_platform.history.storage.present import StorageError, is_ready
from churn_platform.history.storage.sqlite_files import MAIN
from churn_platform.metadata import Tag
from churn_platform_tests.api.world import World
from churn_platform_tests.pipes import pipe


def when(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "now", "tick", "overdue"),
    [
        ("*/2 * * * *", "2026-03-01T12:01:30", "2026-03-01T12:02:00", "2026-03-01T11:55:30"),
        ("0 * * * *", "2026-03-01T12:30:00", "2026-03-01T13:00:00", "2026-03-01T09:30:00"),
        # Monday 09:10: the ticks before 09:00 are Friday's 16:00, 15:00 and 14:00
        ("0 9-16 * * 1-5", "2026-03-02T09:10:00", "2026-03-02T10:00:00", "2026-02-27T14:10:00"),
    ],
)
def test_overdue_is_three_intervals_whatever_the_rhythm(
    cron: str, now: str, tick: str, overdue: str
) -> None:
    assert schedule_times(cron, when(now)) == {"next_tick": when(tick), "overdue": when(overdue)}


def test_a_cron_that_dagster_refuses_has_no_ticks() -> None:
    assert schedule_times("99 * * * *", when("2026-03-01T12:00:00")) == {}


@pytest.mark.storage
def test_the_trigger_of_a_run_comes_from_its_tags(world: World) -> None:
    @dg.job(name="churn_pipeline")
    def job() -> None: ...

    reader = world.reader()
    expected = {
        "person": {},
        "schedule": {"dagster/schedule_name": "x"},
        "command": {Tag.TRIGGER: "command"},
    }
    for trigger, tags in expected.items():
        job.execute_in_process(instance=world.instance, tags=tags)
        run = reader.read().last_run
        assert run is not None and run.trigger == trigger
    reader.close()


SEEN = {
    "checked_at": "2026-03-01T12:02:00+00:00",
    "source_changed": False,
    "source": "s",
}


@pytest.mark.storage
def test_an_observation_of_a_run_is_the_last_check_and_no_change(world: World) -> None:
    world.make("raw_customers")
    world.observe("raw_customers", **SEEN)
    facts = world.facts()
    assert facts.last_check is not None
    assert facts.last_check.time == when("2026-03-01T12:02:00")
    assert (facts.last_check.changed, facts.last_check.runless) == (False, False)
    assert facts.last_change == facts.newest["raw_customers"].time


@pytest.mark.storage
def test_a_look_of_a_tick_without_a_run_is_the_last_check(world: World) -> None:
    world.make("raw_customers")
    record_look(world.instance, SEEN)
    facts = world.facts()
    assert facts.last_check is not None
    assert facts.last_check.time == when("2026-03-01T12:02:00")
    assert (facts.last_check.changed, facts.last_check.runless) == (False, True)
    assert facts.last_check.id >= facts.newest["raw_customers"].id
    assert facts.last_change == facts.newest["raw_customers"].time


@pytest.mark.storage
def test_the_last_change_is_older_than_a_run_that_found_the_same(world: World) -> None:
    world.make("raw_customers")
    reader = world.reader()
    changed = reader.read().last_change
    world.make("raw_customers", source_changed=False)
    facts = reader.read()
    reader.close()
    assert facts.last_change == changed
    assert changed is not None and facts.newest["raw_customers"].time > changed


def test_reading_writes_nothing(world: World) -> None:
    world.make("raw_customers")
    world.close()
    folder = world.settings.history_dir
    before = {name: dump(folder / name) for name in MAIN}
    reader = world.reader()
    reader.read()
    reader.page("raw_customers", 5)
    reader.close()
    assert {name: dump(folder / name) for name in MAIN} == before


@pytest.mark.parametrize("name", MAIN)
def test_a_history_in_the_making_is_not_touched(world: World, name: str) -> None:
    world.make("raw_customers")
    world.close()
    path = world.settings.history_dir / name
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM alembic_version")
    reader = world.reader()
    assert reader.read().newest == {}
    assert reader.page("raw_customers", 5) == []
    assert not is_ready(world.settings.history_dir)


@pytest.mark.parametrize("name", MAIN)
def test_a_broken_file_is_named(world: World, name: str) -> None:
    world.make("raw_customers")
    world.close()
    (world.settings.history_dir / name).write_bytes(b"x" * 8192)
    for leftover in world.settings.history_dir.glob(f"{name}-*"):
        leftover.unlink()
    reader = world.reader()
    with pytest.raises(StorageError, match=rf"^{name}: file is not a database$"):
        reader.read()


def test_a_wrong_instance_configuration_is_told_without_its_values(world: World) -> None:
    world.make("raw_customers")

    def fail() -> dg.DagsterInstance:
        raise ValueError("password=hunter2")

    with pytest.raises(StorageError) as refused:
        Reader(world.settings, fail).read()
    assert str(refused.value) == "Dagster's instance (ValueError)"


def test_the_projects_own_instance_shows_the_same_history_from_every_folder(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.make("raw_customers")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("CHURN_DATA_DIR", str(world.data_dir))
    get_settings.cache_clear()
    try:
        reader = Reader(get_settings())
        assert reader.read().newest.keys() == {"raw_customers"}
        reader.close()
    finally:
        get_settings.cache_clear()
    assert list(elsewhere.iterdir()) == []


@pytest.mark.storage
def test_a_page_holds_records_and_what_cannot_be_read(world: World) -> None:
    for version in ("1", "2"):
        world.note("model_metrics", version)
    world.index("UPDATE event_logs SET event = '{}' WHERE id = (SELECT min(id) FROM event_logs)")
    reader = world.reader()
    newest, oldest = reader.page("model_metrics", 5)
    reader.close()
    assert (newest.data_version, newest.unreadable) == ("2", None)
    assert oldest.unreadable and oldest.id < newest.id


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return list(connection.iterdump())


def test_a_pipe_in_the_place_of_a_database_is_said_and_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "history").mkdir()
    with pipe(tmp_path / "history/runs.db"):
        with pytest.raises(StorageError, match=r"history/runs\.db: not a regular file"):
            is_ready(tmp_path)
