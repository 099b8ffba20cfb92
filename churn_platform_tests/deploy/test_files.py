"""The files of `deploy/` are valid, agree with each other, and open nothing to the network."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from churn_platform.config.settings import Settings
from churn_platform_tests.deploy.files import DEPLOY, PLATFORM, commands, compose, unit

BIN = Path(sys.executable).parent
UNITS = [f"churn-{name}.service" for name in PLATFORM]
_SERVICE_KEYS = {
    *("image", "build", "restart", "init", "read_only", "tmpfs", "cap_drop", "security_opt"),
    *("volumes", "env_file", "environment", "command", "ports", "depends_on", "healthcheck"),
    *("stop_grace_period", "mem_limit"),
}


def test_the_compose_file_has_what_compose_knows() -> None:
    read = compose()
    extensions = {key for key in read if key.startswith("x-")}
    assert read.keys() - extensions == {"name", "services", "volumes"}
    assert read["services"].keys() == {"postgres", *PLATFORM}
    for name, service in read["services"].items():
        assert service.keys() <= _SERVICE_KEYS, name
        assert isinstance(service["image"], str)
        assert service["healthcheck"]["test"][0] == "CMD"
        for volume in service["volumes"]:
            assert volume.split(":")[0] in read["volumes"], name
        for other, how in service.get("depends_on", {}).items():
            assert how == {"condition": "service_healthy"}
            assert "healthcheck" in read["services"][other]


def test_one_image_makes_all_processes() -> None:
    services = compose()["services"]
    assert {services[name]["image"] for name in PLATFORM} == {"churn-platform"}
    for name in PLATFORM:
        build = services[name]["build"]
        assert (DEPLOY / build["context"] / build["dockerfile"]).samefile(DEPLOY / "Dockerfile")


def test_ports_are_open_to_this_machine_alone_and_the_database_to_nobody() -> None:
    services = compose()["services"]
    ports = {name: service.get("ports", []) for name, service in services.items()}
    assert ports == {
        "postgres": [],
        "code": [],
        "ui": ["127.0.0.1:3000:3000"],
        "viewer": ["127.0.0.1:3001:3001"],
        "daemon": [],
        "api": ["127.0.0.1:8000:8000"],
    }


def test_no_password_is_written_down() -> None:
    for path in DEPLOY.iterdir():
        for password in re.findall(r"postgresql://\w+:(.+?)@", path.read_text()):
            assert password == "CHANGE-ME" or password.startswith("${POSTGRES_PASSWORD:?"), path


@pytest.mark.parametrize("name", PLATFORM)
def test_unit_and_service_run_the_same_command(name: str) -> None:
    read = unit(f"churn-{name}.service")
    (line,) = read["ExecStart"]
    program, *arguments = line.split()
    assert [Path(program).name, *arguments] == commands()[name]
    assert Path(program).parent == Path("/opt/churn/.venv/bin")
    assert (BIN / Path(program).name).is_file()
    environment = compose()["services"][name]["environment"]
    ports = {each for key, each in environment.items() if key.endswith("_PORT") and "DAG" in key}
    if name != "api":
        told = {each.partition("=")[2] for each in read["Environment"] if "_PORT=" in each}
        assert told == ports


@pytest.mark.parametrize("name", UNITS)
def test_units_are_confined_and_come_back(name: str) -> None:
    read = unit(name)
    for key, value in {
        "User": "churn",
        "Restart": "on-failure",
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ReadWritePaths": "/var/lib/churn",
        "PrivateTmp": "yes",
        "EnvironmentFile": "/etc/churn/churn.env",
        "CapabilityBoundingSet": "",
        "PartOf": "churn.target",
    }.items():
        assert read[key] == [value], key
    assert "CHURN_DATA_DIR=/var/lib/churn" in read["Environment"]
    assert read["MemoryMax"]
    (wanted,) = unit("churn.target")["Wants"]
    assert name in wanted.split()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not there")
def test_systemd_finds_nothing_to_say_about_the_units(tmp_path: Path) -> None:
    for path in (*DEPLOY.glob("*.service"), DEPLOY / "churn.target"):
        (tmp_path / path.name).write_text(
            path.read_text().replace("/opt/churn/.venv/bin", str(BIN))
        )
    paths = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run(
        ["systemd-analyze", "verify", *paths], capture_output=True, text=True, timeout=60
    )
    assert (done.stdout + done.stderr, done.returncode) == ("", 0)


def test_the_example_of_settings_names_settings_that_there_are() -> None:
    lines = (DEPLOY / "churn.env.example").read_text().splitlines()
    names = {line.lstrip("#").partition("=")[0] for line in lines if re.match(r"#?[A-Z_]+=", line)}
    known = {f"CHURN_{name.upper()}" for name in Settings.model_fields}
    others = {"CHURN_CODE_HOST", "CHURN_CODE_PORT", "DAGSTER_DISABLE_TELEMETRY"}
    assert "CHURN_DAGSTER_POSTGRES_URL" in names
    assert names - known == others


def test_the_page_on_operations_names_what_there_is() -> None:
    text = (DEPLOY.parent / "docs/operations.md").read_text()
    for path in re.findall(r"\bdeploy/([\w.*-]*\w)", text):
        assert path == ".env" or path == "churn.env" or list(DEPLOY.glob(path)), path
    makefile = (DEPLOY.parent / "Makefile").read_text()
    for target in re.findall(r"make -C /opt/churn (\S+)", text):
        assert target == ".venv/.ready" or f"\n{target}:" in makefile, target
    assert set(re.findall(r"`(churn-\w+)`", text)) >= {
        name.removesuffix(".service") for name in UNITS
    }
