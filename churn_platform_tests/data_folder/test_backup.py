"""Backups of a small made-up data folder: what is in one, and what is refused."""

import io
import os
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from churn_platform.config.settings import Settings
from churn_platform.data_folder.backup import default_file, make_backup
from churn_platform.data_folder.manifest import BackupError, Manifest
from churn_platform.data_folder.restore import restore
from churn_platform.runtime.ports import free_port, listens
from churn_platform.storage.removal_lock import BusyError, housekeeping
from churn_platform_tests.commands.started import eventually

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
RUN = "dagster/history/runs/0a0a0a0a.db"


def database(path: Path, rows: int = 200) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE asset_keys (asset_key, wipe_timestamp)")
        connection.execute(
            "CREATE TABLE event_logs"
            " (id, run_id, event, asset_key, dagster_event_type, partition, step_key, timestamp)"
        )
        connection.execute("PRAGMA journal_mode = WAL")
        for _ in range(rows):
            connection.execute("INSERT INTO asset_keys VALUES ('[\"x\"]', ?)", ("x" * 100,))


def rows(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM asset_keys").fetchone()[0])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(home=tmp_path, data_dir=tmp_path / "data")
    for name, content in {
        "versions/0123456789abcdef-a.csv": b"a",
        "raw/a.csv": b"a",
        "raw/.part-1": b"half",
        "dagster/logs/run/step.out": b"printed",
        "README.md": b"# data",
    }.items():
        path = made.data_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for name in ("dagster/history/runs/index.db", "dagster/history/runs.db", RUN):
        database(made.data_dir / name)
    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith((".db", "-wal", "-shm"))
    }


def test_it_goes_beside_the_data_folder_unless_a_place_is_given(settings: Settings) -> None:
    home = settings.home
    assert default_file("", settings, NOW) == home / "backups/data-20260301T123000Z.tar.gz"
    assert default_file("there", settings, NOW) == home / "there/data-20260301T123000Z.tar.gz"
    assert default_file("x.tar.gz", settings, NOW) == home / "x.tar.gz"


def test_what_was_backed_up_comes_back_and_what_was_there_is_put_aside(settings: Settings) -> None:
    file, data = settings.home / "x.tar.gz", settings.data_dir
    before = contents(data)
    made = make_backup(settings, file)
    assert (made.history, made.damaged) == ("sqlite", [])
    (data / "raw/a.csv").write_bytes(b"spoilt")
    again, aside = restore(settings, file)
    assert again == made
    assert aside is not None and (aside / "raw/a.csv").read_bytes() == b"spoilt"
    del before["raw/.part-1"]
    assert contents(data) == before
    assert [rows(data / name) for name in (RUN, "dagster/history/runs.db")] == [200, 200]
    assert [path.name for path in settings.home.glob(".part-*")] == []


def test_a_database_is_copied_with_what_still_lies_in_its_log(settings: Settings) -> None:
    path = settings.data_dir / RUN
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        with writer:
            writer.execute("INSERT INTO asset_keys VALUES ('[\"x\"]', '')")
        assert path.with_name(f"{path.name}-wal").stat().st_size
        make_backup(settings, settings.home / "x.tar.gz")
    other = Settings(home=settings.home, data_dir=settings.home / "other")
    assert restore(other, settings.home / "x.tar.gz")[1] is None
    assert rows(other.data_dir / RUN) == 201


def test_a_damaged_file_of_one_run_is_named_and_stops_nothing(settings: Settings) -> None:
    path = settings.data_dir / RUN
    path.write_bytes(path.read_bytes()[:5_000])
    made = make_backup(settings, settings.home / "x.tar.gz")
    assert made.damaged == ["history/runs/0a0a0a0a.db"]
    restore(settings, settings.home / "x.tar.gz")
    assert path.stat().st_size == 5_000


def test_a_damaged_file_of_all_runs_is_refused(settings: Settings) -> None:
    (settings.data_dir / "dagster/history/runs.db").write_bytes(b"no database" * 1000)
    with pytest.raises(BackupError, match=r"history/runs.db: file is not a database; nothing"):
        make_backup(settings, settings.home / "x.tar.gz")
    assert not (settings.home / "x.tar.gz").exists()


def test_with_postgres_the_history_is_left_to_pg_dump(settings: Settings) -> None:
    url = SecretStr("postgresql://user:word@somewhere/churn")
    other = settings.model_copy(update={"dagster_postgres_url": url})
    made = make_backup(other, settings.home / "x.tar.gz")
    assert made.history == "postgres"
    assert [entry.path for entry in made.files if entry.path.endswith(".db")] == []


def test_what_cannot_be_a_backup_s_place_is_refused(settings: Settings) -> None:
    (settings.home / "x.tar.gz").write_bytes(b"")
    with pytest.raises(BackupError, match=r"x.tar.gz already exists"):
        make_backup(settings, settings.home / "x.tar.gz")
    with pytest.raises(BackupError, match="outside of the data folder"):
        make_backup(settings, settings.data_dir / "x.tar.gz")
    empty = Settings(home=settings.home, data_dir=settings.home / "empty")
    with pytest.raises(BackupError, match="empty holds no results"):
        make_backup(empty, settings.home / "y.tar.gz")


def test_it_waits_for_no_pruning(settings: Settings) -> None:
    with housekeeping(settings.data_dir), pytest.raises(BusyError, match="in progress"):
        make_backup(settings, settings.home / "x.tar.gz")


def test_a_killed_backup_leaves_no_file_of_its_name(settings: Settings) -> None:
    from random import Random

    (settings.data_dir / "versions/big.bin").write_bytes(Random(1).randbytes(150_000_000))
    command = "import sys, pathlib; from churn_platform.data_folder.backup import make_backup;"
    command += "from churn_platform.config.settings import Settings;"
    command += "home = pathlib.Path(sys.argv[1]);"
    command += "settings = Settings(home=home, data_dir=home / 'data');"
    command += "make_backup(settings, home / 'there/x.tar.gz')"
    there = settings.home / "there"
    process = subprocess.Popen([sys.executable, "-c", command, str(settings.home)])
    while not any(path.is_file() and path.stat().st_size for path in there.glob(".part-*")):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (there / "x.tar.gz").exists()
    make_backup(settings, there / "x.tar.gz")  # the lock went with its holder


def change_member(name: str, content: bytes | None) -> Callable[[bytes], bytes]:
    """Change, add or (None) leave out a file of the archive."""

    def changed(packed: bytes) -> bytes:
        target = io.BytesIO()
        with (
            tarfile.open(fileobj=io.BytesIO(packed)) as old,
            tarfile.open(fileobj=target, mode="w:gz") as new,
        ):
            members = {each.name: old.extractfile(each).read() for each in old}  # type: ignore[union-attr]
            members |= {} if content is None else {name: content}
            for each, text in members.items():
                if each != name or content is not None:
                    info = tarfile.TarInfo(each)
                    info.size = len(text)
                    new.addfile(info, io.BytesIO(text))
        return target.getvalue()

    return changed


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda packed: packed[: len(packed) // 2], "is damaged"),
        (lambda packed: b"no archive", "is damaged"),
        (change_member("raw/a.csv", b"other"), "raw/a.csv differs from the manifest"),
        (change_member("raw/a.csv", None), "raw/a.csv differs from the manifest"),
        (change_member("raw/b.csv", b"more"), "raw/b.csv differs from the manifest"),
        (change_member("../evil.txt", b"out"), "'../evil.txt' is not a file of a data folder"),
        (change_member("manifest.json", None), "there is no manifest.json"),
        (change_member("manifest.json", b"{}"), "manifest.json cannot be read"),
        (change_member("manifest.json", b'{"format": 2}'), "another version"),
    ],
    ids=["half", "text", "changed", "missing", "added", "outside", "whole", "empty", "new"],
)
def test_a_backup_that_is_not_whole_changes_nothing(
    settings: Settings, damage: Callable[[bytes], bytes], said: str
) -> None:
    file = settings.home / "x.tar.gz"
    make_backup(settings, file)
    file.write_bytes(damage(file.read_bytes()))
    before = contents(settings.home)
    with pytest.raises(BackupError, match=said):
        restore(settings, file)
    assert contents(settings.home) == before
    assert not (settings.home.parent / "evil.txt").exists()


def test_a_link_in_an_archive_is_refused(settings: Settings) -> None:
    file = settings.home / "x.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        link = tarfile.TarInfo("raw")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc"
        archive.addfile(link)
    with pytest.raises(BackupError, match="'raw' is not a file of a data folder"):
        restore(settings, file)


def test_while_a_process_has_a_file_of_the_folder_open_nothing_is_restored(
    settings: Settings,
) -> None:
    file = settings.home / "x.tar.gz"
    make_backup(settings, file)
    hold = "import sys; f = open(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", hold, str(settings.data_dir / "raw/a.csv")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout and process.stdout.readline() == "open\n"
        said = rf"process {process.pid} \(.*\) has raw/a.csv open; stop it first"
        with pytest.raises(BackupError, match=said):
            restore(settings, file)
        process.communicate()
    restore(settings, file)


def test_while_the_api_runs_nothing_is_restored(settings: Settings) -> None:
    file, port = settings.home / "x.tar.gz", free_port()
    make_backup(settings, file)
    chosen = {"CHURN_DATA_DIR": str(settings.data_dir), "CHURN_API_PORT": str(port)}
    with subprocess.Popen([sys.executable, "-m", "api"], env=os.environ | chosen) as process:
        try:
            eventually(lambda: listens(port))
            said = rf"process {process.pid} \(.*-m api\) uses this data folder; stop it first"
            with pytest.raises(BackupError, match=said):
                restore(settings, file)
        finally:
            process.terminate()
    restore(settings, file)


def test_a_manifest_is_read_as_it_was_written() -> None:
    made = Manifest("2026-03-01T12:30:00+00:00", "sqlite", damaged=["a.db"])
    assert Manifest.from_json(made.as_json()) == made
