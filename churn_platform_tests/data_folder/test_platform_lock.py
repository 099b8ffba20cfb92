"""One platform a data folder: the lock, who holds it, and the settings that it was started with."""

import errno
import fcntl
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from churn_platform.commands.shared.beside import find_other_settings
from churn_platform.config.contracts.load import FOLDER
from churn_platform.config.setting_values import decisive
from churn_platform.config.settings import Settings
from churn_platform.data_folder.platform_lock import (
    FILE,
    OccupiedError,
    differences,
    find_running,
    hold,
)
from churn_platform_tests.commands.processes import run_command

_HOLDER = """
import subprocess, sys, time
from pathlib import Path
from churn_platform.data_folder.platform_lock import hold
from churn_platform.config.settings import Settings
lock = hold(Settings(home=Path(sys.argv[1]), ui_port=3456), sys.argv[2])
if sys.argv[3] == "child":
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"], pass_fds=[lock])
print("held", flush=True)
time.sleep(300)
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


@contextmanager
def holder(
    settings: Settings, kind: str = "make run", child: str = ""
) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock."""
    command = [sys.executable, "-c", _HOLDER, str(settings.home), kind, child]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert process.stdout and process.stdout.readline() == "held\n"
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)
        if process.stdout:
            process.stdout.close()


def let_go(descriptor: int | None) -> None:
    assert descriptor is not None
    os.close(descriptor)


def test_the_second_is_refused_and_told_who_the_first_is(settings: Settings) -> None:
    with holder(settings) as first:
        with pytest.raises(OccupiedError) as caught:
            hold(settings, "make run")
        said = str(caught.value)
        assert f"make run, process {first.pid} on {os.uname().nodename} since 2" in said
        assert "Dagster UI http://127.0.0.1:3456, API http://127.0.0.1:8000" in said
        assert f"CHURN_DATA_DIR={settings.data_dir}" in said and "\n" not in said


def test_a_killed_platform_holds_nothing(settings: Settings) -> None:
    with holder(settings) as first:
        first.kill()
        first.wait(timeout=30)
        assert find_running(settings) is None
        let_go(hold(settings, "make run"))


def test_what_a_killed_platform_leaves_behind_still_holds_the_folder(settings: Settings) -> None:
    with holder(settings, child="child") as first:
        first.kill()
        first.wait(timeout=30)
        with pytest.raises(OccupiedError, match=f"process {first.pid} "):
            hold(settings, "make run")
    let_go(hold(settings, "make run"))


def test_services_share_a_folder_but_not_with_make_run(settings: Settings) -> None:
    with holder(settings, "code server") as first:
        let_go(hold(settings, "code server"))
        with pytest.raises(OccupiedError, match=rf"\(code server, process ({first.pid}|\d+) on "):
            hold(settings, "make run")
    with holder(settings), pytest.raises(OccupiedError, match="make run, process"):
        hold(settings, "code server")


def test_a_folder_nobody_works_in_stays_as_it_is(settings: Settings) -> None:
    assert find_running(settings) is None
    assert not settings.data_dir.exists()


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP])
def test_without_locks_the_platform_starts_all_the_same(
    settings: Settings, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", refuse)
    assert hold(settings, "make run") is None
    assert find_running(settings) is None


def test_what_it_runs_with_is_written_down_for_its_owner_and_without_secrets(
    tmp_path: Path,
) -> None:
    chosen = Settings(
        home=tmp_path,
        source="https://me:hush@host/a.csv?sig=hush",
        data_url="s3://me:hush@bucket/x",
        api_token_sha256="ab" * 32,
        dagster_postgres_url=SecretStr("postgresql://me:hush@db:5432/churn"),
        seed=7,
    )
    lock = hold(chosen, "make run")
    running = find_running(chosen)
    assert running is not None
    text = (chosen.data_dir / FILE).read_text()
    assert "hush" not in text and "abab" not in text
    assert (chosen.data_dir / FILE).stat().st_mode & 0o777 == 0o600
    assert running.settings["CHURN_SEED"] == "7"
    assert running.settings["CHURN_SOURCE"].startswith("https://host/a.csv?… (")
    assert running.settings["CHURN_DAGSTER_POSTGRES_URL"] == "database churn at db:5432"
    let_go(lock)


def test_settings_that_decide_the_results_are_compared_and_others_are_not(tmp_path: Path) -> None:
    one = Settings(home=tmp_path, source="a.csv")
    same = Settings(
        home=tmp_path,
        source=str(tmp_path / "a.csv"),
        contract=str(FOLDER / "telco.toml"),
        ui_port=3999,
        cron="0 0 * * *",
        batch_rows=1000,
    )
    assert decisive(one) == decisive(same)
    lock = hold(one, "make run")
    running = find_running(one)
    assert running is not None and differences(running, same) == []
    other = Settings(home=tmp_path, source="b.csv", contract="bank", seed=7)
    other.champion.margin = 0.02
    assert sorted(differences(running, other)) == [
        "CHURN_CHAMPION__MARGIN is 0.01 there, 0.02 here",
        "CHURN_CONTRACT is telco there, bank here",
        "CHURN_SEED is 42 there, 7 here",
        f"CHURN_SOURCE is {tmp_path}/a.csv there, {tmp_path}/b.csv here",
    ]
    let_go(lock)


def test_a_signature_in_the_address_counts_though_it_is_not_shown(tmp_path: Path) -> None:
    signed = [decisive(Settings(source=f"https://host/a.csv?sig={sig}")) for sig in ("a", "b")]
    assert signed[0] != signed[1]


def test_a_person_may_go_on_in_spite_of_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with holder(settings):
        assert find_other_settings(settings) is None
        other = Settings(home=settings.home, seed=7)
        said = find_other_settings(other)
        assert said and "CHURN_SEED is 42 there, 7 here." in said and "ANYWAY=1" in said
        monkeypatch.setenv("ANYWAY", "1")
        assert find_other_settings(other) is None
    monkeypatch.delenv("ANYWAY")
    assert find_other_settings(other) is None


@pytest.mark.parametrize(
    "command", [("materialize",), ("search",), ("rollback", "--release")], ids=lambda one: one[0]
)
@pytest.mark.parametrize("where", ["environment", ".env"])
def test_commands_with_other_settings_stop_beside_a_running_platform(
    command: tuple[str, ...], where: str, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "table.csv").write_text("a\n")
    given: dict[str, Any] = {"CHURN_CONTRACT": "bank", "CHURN_SEED": 7}
    if where == ".env":
        lines = [f"{name}={value}\n" for name, value in given.items()]
        (tmp_path / ".env").write_text("".join(lines))
        (tmp_path / ".env").chmod(0o600)
        given = {}
    with holder(settings) as first:
        done = run_command(
            *command,
            data=settings.data_dir,
            source=tmp_path / "table.csv",
            CHURN_HOME=tmp_path,
            **given,
        )
    assert done.returncode == 2
    assert re.fullmatch(r"Not started: [^\n]*\n", done.stderr), done.stderr
    assert f"process {first.pid} " in done.stderr
    assert "CHURN_CONTRACT is telco there, bank here" in done.stderr
    assert "CHURN_SEED is 42 there, 7 here" in done.stderr
    assert not (settings.data_dir / "dagster").exists()
