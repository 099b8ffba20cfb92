import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from churn_platform.config.contracts.load import FOLDER
from churn_platform.config.dated_source import Partitioning
from churn_platform.config.fixed import variables
from churn_platform.config.settings import (
    DEFAULT_SOURCE,
    Settings,
    SettingsError,
    contract_of,
    former_names,
    get_settings,
    read_settings,
)


def test_defaults_are_the_documented_ones() -> None:
    settings = read_settings()
    assert settings.source == DEFAULT_SOURCE
    assert settings.source_is_default
    assert (settings.ui_port, settings.api_port, settings.seed) == (3000, 8000, 42)
    assert settings.api_url == "http://127.0.0.1:8000"
    assert settings.data_dir == settings.home / "data"


def test_every_setting_says_what_it_does() -> None:
    silent = [name for name, info in variables(Settings, "CHURN_") if not info.description]
    assert set(silent) <= set(former_names())


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("CHURN_UI_PORT", "99999", "less than or equal to 65535"),
        ("CHURN_SEED", "many", "valid integer"),
        ("CHURN_MAX_RUN_SECONDS", "5", "greater than or equal to 60"),
        ("CHURN_LOGISTIC_REGRESSION__C", "-1", "greater than 0"),
        ("CHURN_CRON", "every day", "cron"),
        ("CHURN_API_TRUSTED_PROXIES", "*", "IPv4 or IPv6 network"),
        ("CHURN_API_TRUSTED_PROXIES", "10.0.0.1,proxy", "IPv4 or IPv6 network"),
        ("CHURN_PARTITIONS", "weekly", "'monthly' or 'daily'"),
        ("CHURN_PARTITIONS", "daily", "CHURN_SOURCE has no {partition}"),
        ("CHURN_PARTITIONS_START", "2026-01", "CHURN_SOURCE has no {partition}"),
        ("CHURN_CONTRACT", "nothing", "no contract of that name; expected one of bank, ecommerce,"),
        ("CHURN_CONTRACT", "nothing.toml", "no such file; expected a contract written in TOML"),
    ],
)
def test_a_wrong_value_is_refused_by_name_value_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert f"{name}='{value}' is not allowed" in str(caught.value)
    assert allowed in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://me:hush@db/churn",
        "postgresql://me:hush@db",
        "postgresql://me:hush@/churn",
        "postgresql://me:hush@db:many/churn",
        "postgresql://me:hush@db:0/churn",
        "postgresql://me:hu/hush@db/churn",
        "postgresql://me:1/hush@db/churn",
        "postgresql://me:hu#hush@db/churn",
        "postgresql://me:hu?hush@db/churn",
        "postgresql://me:hush${PASSWORD}@db/churn",
        "hush",
        "postgresql://me:p@hush@db/churn",
        "postgresql://me:hush@db:5@x/churn",
        "postgresql://me@hush:5@db/churn",
    ],
)
def test_a_wrong_address_of_postgres_is_refused_without_showing_it(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("CHURN_DAGSTER_POSTGRES_URL", url)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    said = str(caught.value)
    assert said.startswith("CHURN_DAGSTER_POSTGRES_URL is not allowed: ")
    assert "expected postgresql://USER:PASSWORD@HOST:PORT/DATABASE" in said
    assert "\n" not in said and "hush" not in said


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("CHURN_DATA_URL", "ftp://me:hush@bucket/x?sig=hush", "='ftp://bucket/x?…'"),
        ("CHURN_DATA_URL", "s3:/me:hush@bucket/x", "='(not a valid URL)'"),
        ("CHURN_DATA_URL", "me:hush@bucket", "='(not a valid URL)'"),
        ("CHURN_UI_PREFIX", "https://me:hush@host/ui", "='https://host/ui'"),
        ("CHURN_API_PORT", "http://me:hush@host:81", "='http://host:81'"),
    ],
)
def test_a_wrong_value_that_may_be_an_address_is_repeated_without_its_secrets(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, shown: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert f"{name}{shown} is not allowed" in str(caught.value)
    assert "hush" not in str(caught.value)


def test_settings_that_contradict_each_other_are_refused_without_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CHURN_SOURCE", "https://me:hush@host/a.csv")
    monkeypatch.setenv("CHURN_DASK_SCHEDULER", "me:hush")
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert str(caught.value) == (
        "CHURN_DASK_SCHEDULER is not the address of a scheduler: expected one such as"
        " tcp://10.0.0.5:8786."
    )
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("address", [":", "x", "tcp://127.0.0.1", "tcp://me:hush@10.0.0.5", "a:b"])
def test_an_address_that_no_scheduler_can_have_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("CHURN_DASK_SCHEDULER", address)
    with pytest.raises(SettingsError, match="is not the address of a scheduler") as caught:
        read_settings()
    assert "hush" not in str(caught.value)
    monkeypatch.setenv("CHURN_DASK_SCHEDULER", "tls://[fe80::1]:8786")
    found = read_settings()
    assert (found.engine, found.dask_scheduler) == ("dask", "tls://[fe80::1]:8786")
    monkeypatch.setenv("CHURN_DASK_SCHEDULER", " ")
    assert read_settings().engine == "local"


def test_a_group_that_contradicts_itself_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHURN_CAMPAIGN__OFFER_COST", "999")
    said = "^CHURN_CAMPAIGN is not allowed: an offer of 999 costs the whole value 200.$"
    with pytest.raises(SettingsError, match=said):
        read_settings()


def test_the_settings_show_no_secret_when_they_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SOURCE", "DATA_URL"):
        monkeypatch.setenv(f"CHURN_{name}", "s3://me:hush@host/a")
    assert "hush" not in repr(read_settings())


def test_an_empty_address_of_postgres_is_no_silent_return_to_sqlite(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CHURN_DAGSTER_POSTGRES_URL", "")
    with pytest.raises(SettingsError, match="^CHURN_DAGSTER_POSTGRES_URL is empty: set it, or"):
        read_settings()


def test_an_unknown_hyperparameter_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHURN_LOGISTIC_REGRESSION__DEPTH", "3")
    with pytest.raises(
        SettingsError, match="CHURN_LOGISTIC_REGRESSION__DEPTH is not a setting: did you"
    ):
        read_settings()


def test_the_env_file_of_the_home_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CHURN_SEED=7\nCHURN_DATA_DIR=elsewhere\n")
    monkeypatch.setenv("CHURN_HOME", str(tmp_path))
    settings = read_settings()
    assert settings.seed == 7
    assert settings.data_dir == tmp_path / "elsewhere"


def test_the_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("CHURN_SEED=7\n")
    monkeypatch.setenv("CHURN_HOME", str(tmp_path))
    monkeypatch.setenv("CHURN_SEED", "8")
    assert read_settings().seed == 8


@pytest.mark.parametrize("module", ["churn_platform.commands", "api.main"])
def test_a_wrong_setting_stops_the_start_in_one_line(module: str) -> None:
    import os

    environment = {**os.environ, "CHURN_SEED": "many"}
    command = (
        [sys.executable, "-m", module, "run"]
        if "commands" in module
        else [sys.executable, "-m", "uvicorn", f"{module}:app", "--port", "0"]
    )
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert "CHURN_SEED='many' is not allowed" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_contract_of_ones_own_is_read_again_when_its_file_changes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.toml"
    text = (FOLDER / "telco.toml").read_text()
    mine.write_text(text.replace('name = "telco"', 'name = "mine"'))
    monkeypatch.setenv("CHURN_CONTRACT", str(mine))
    get_settings.cache_clear()
    assert contract_of(get_settings()).name == "mine"
    assert not get_settings().source_is_default  # the sample is of the default contract
    mine.write_text(text.replace('name = "telco"', 'name = "mine_too"'))
    assert contract_of(get_settings()).name == "mine_too"
    get_settings.cache_clear()


def test_a_broken_contract_names_file_column_found_and_expected(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text((FOLDER / "telco.toml").read_text().replace("high = 1200", 'high = "many"'))
    monkeypatch.setenv("CHURN_CONTRACT", str(mine))
    with pytest.raises(SettingsError) as caught:
        read_settings()
    said = "mine.toml: columns.tenure.high: Input should be a valid number"
    assert said in str(caught.value) and "found 'many'" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("every", "start", "expected"),
    [
        ("monthly", "", "such as 2026-01."),
        ("monthly", "2026-1", "such as 2026-01."),
        ("monthly", "2026-13", "such as 2026-01."),
        ("monthly", "2026-01-15", "such as 2026-01."),
        ("daily", "2026-01", "such as 2026-01-31."),
        ("daily", "2026-02-30", "such as 2026-01-31."),
    ],
)
def test_a_dated_source_needs_a_start_that_fits(
    monkeypatch: pytest.MonkeyPatch, every: str, start: str, expected: str
) -> None:
    monkeypatch.setenv("CHURN_SOURCE", "customers-{partition}.csv")
    monkeypatch.setenv("CHURN_PARTITIONS", every)
    monkeypatch.setenv("CHURN_PARTITIONS_START", start)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    said = f"CHURN_PARTITIONS_START={start!r} is not allowed: expected the first"
    assert said in str(caught.value)
    assert expected in str(caught.value)


def test_a_dated_source_has_partitions_and_another_has_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert read_settings().partitioning is None
    monkeypatch.setenv("CHURN_SOURCE", "customers-{partition}.csv")
    monkeypatch.setenv("CHURN_PARTITIONS_START", "2026-02")
    assert read_settings().partitioning == Partitioning("monthly", date(2026, 2, 1))
    monkeypatch.setenv("CHURN_PARTITIONS_START", "2026-02-01")
    assert read_settings().partitioning == Partitioning("monthly", date(2026, 2, 1))


@pytest.mark.parametrize("data", ["/", "..", ".", "~", "~/.."])
def test_a_data_folder_that_holds_more_than_data_is_refused(
    data: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = tmp_path / "me"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("CHURN_HOME", str(tmp_path / "project"))
    monkeypatch.setenv("CHURN_DATA_DIR", data)
    with pytest.raises(SettingsError, match="CHURN_DATA_DIR=/.* contains (the project|your home)"):
        read_settings()
