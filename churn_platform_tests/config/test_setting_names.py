"""A misspelled setting is refused by its name wherever a process of the platform starts."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from churn_platform.config.setting_names import wrong_lines, wrong_names
from churn_platform.config.settings import SettingsError, former_names, read_settings, setting_names

PROJECT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
_DAGSTER_HOME = {"DAGSTER_HOME": str(PROJECT), "DAGSTER_DISABLE_TELEMETRY": "yes"}
COMMANDS = {
    "run": ["run"],
    "materialize": ["materialize"],
    "search": ["search"],
    "rollback": ["rollback", "--release"],
    "prune": ["prune"],
    "backup": ["backup"],
    "restore": ["restore", "--from=nothing.tar.gz"],
    "contract": ["contract", "--source=nothing.csv"],
    "token": ["token"],
    "score": ["score", "--source=nothing.csv"],
    "reset": ["reset"],
}
# one process for all of them, since each would import the same; test_cli.py starts some alone
_EACH = """
import json, sys
from contextlib import redirect_stderr
from io import StringIO
from churn_platform.commands.cli import parse
from churn_platform.commands.shared.ending import exit_code
found = {}
for name, words in json.loads(sys.argv[1]).items():
    with redirect_stderr(StringIO()) as said:
        command, options = parse(words)
        code = exit_code(command.main, **vars(options))
    found[name] = code, said.getvalue()
print(json.dumps(found))
"""
SERVICES = {
    "api": [sys.executable, "-m", "api"],
    "ui": [sys.executable, "-m", "churn_platform.webserver", "--empty-workspace"],
    "daemon": [sys.executable, "-m", "dagster._daemon", "run", "--empty-workspace"],
    "code server": [str(BIN / "dg"), "check", "defs"],
}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("CHURN_CONTRCT", "CHURN_CONTRACT"),
        ("CHURN_contract", "CHURN_CONTRACT"),
        ("churn_contract", "CHURN_CONTRACT"),
        ("CHRUN_CONTRACT", "CHURN_CONTRACT"),
        ("CURN_SOURCE", "CHURN_SOURCE"),
        ("CHURN_RETENTION__DAY", "CHURN_RETENTION__DAYS"),
        ("CHURN_CHAMPION_MEASURE", "CHURN_CHAMPION__MEASURE"),
        ("CHURN_CAMPAIGN__CVL", "CHURN_CAMPAIGN__CLV"),
        ("CHURN_GRADIENT_BOOSTING__MAXITER", "CHURN_GRADIENT_BOOSTING__MAX_ITER"),
        ("CHURN_GRADIENT_BOSTING__MAX_DEPTH", "CHURN_GRADIENT_BOOSTING__MAX_DEPTH"),
        ("CHURN_CODE_PROT", "CHURN_CODE_PORT"),
    ],
)
@pytest.mark.parametrize("where", ["environment", ".env"])
def test_an_unknown_name_is_refused_with_the_closest_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, meant: str, where: str
) -> None:
    monkeypatch.setenv("CHURN_HOME", str(tmp_path))
    if where == "environment":
        monkeypatch.setenv(name, "hush")
        said = f"{name} is not a setting: did you mean {meant}?"
    else:
        (tmp_path / ".env").write_text(f"CHURN_SEED=7\n\n{name}=hush\n")
        said = f"{tmp_path}/.env, line 3: {name} is not a setting: did you mean {meant}?"
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("name", "became"),
    [
        ("CHURN_LOG_BACKUPS", "it is always 3: 20 MB of each log cover weeks"),
        ("CHURN_DRIFT__PSI_ALARM", "it is always 0.25: the usual bound of a large shift"),
        ("CHURN_RANDOM_FOREST__MAX_DEPTH", "it is always 10: the Launchpad of feature_importance"),
        ("CHURN_ENGINE", "it is Dask if CHURN_DASK_SCHEDULER is set, else this machine"),
        ("CHURN_UI_ALLOWED_HOSTS", "CHURN_ALLOWED_HOSTS holds the names of the UI and of the API"),
    ],
)
@pytest.mark.parametrize("where", ["environment", ".env"])
def test_a_former_setting_is_refused_with_what_became_of_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, became: str, where: str
) -> None:
    monkeypatch.setenv("CHURN_HOME", str(tmp_path))
    if where == "environment":
        monkeypatch.setenv(name, "hush")
    else:
        (tmp_path / ".env").write_text(f"{name}=hush\n")
    with pytest.raises(SettingsError) as caught:
        read_settings()
    said = str(caught.value)
    assert f"{name} is no longer a setting: {became}" in said
    assert said.endswith(". Remove it.") and "hush" not in said and "\n" not in said


def test_there_are_at_most_45_settings_and_every_other_has_a_reason() -> None:
    assert len(setting_names()) <= 45
    assert not setting_names() & set(former_names())
    assert [name for name, became in former_names().items() if len(became) < 20] == []


def test_a_name_that_is_close_to_none_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHURN_XYZZY", "")
    with pytest.raises(
        SettingsError, match="^CHURN_XYZZY is not a setting: docs/settings.md lists them.$"
    ):
        read_settings()


def test_names_of_other_programs_are_none_of_ours() -> None:
    names = ["HOME", "SOURCE", "CHURNED_CUSTOMERS", "LURCH_SEED", "AWS_DEFAULT_REGION", "CHURN"]
    assert wrong_names(names, setting_names()) == []


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("CHURN_CONTRACT bank\n", 1, "expected NAME=value"),
        ("CHURN_CONTRACT\n", 1, "expected NAME=value"),
        ("# hush\nCHURN_CONTRACT: bank\n", 2, "expected NAME=value"),
        ("CHURN_SEED=1\r\n\r\nset CHURN_CONTRACT=bank\r\n", 3, "expected NAME=value"),
        ("; CHURN_CONTRACT=bank\n", 1, "expected NAME=value"),
        ("//CHURN_CONTRACT=bank\n", 1, "expected NAME=value"),
        ("=bank\n", 1, "expected NAME=value"),
        ('CHURN_CONTRACT="bank\nCHURN_SEED=7\n', 1, "expected NAME=value"),
        ('CHURN_CONTRACT="bank" hush\n', 1, "expected NAME=value"),
        ("CHURN_SEED=1\nCHURN_SEED=2\n", 2, "CHURN_SEED is set in line 1 too"),
        ("CHURN_SEED=1\n\nexport CHURN_SEED=1\n", 3, "CHURN_SEED is set in line 1 too"),
        ("CONTRACT=bank\n", 1, "CONTRACT is not a setting: did you mean CHURN_CONTRACT?"),
    ],
)
def test_a_line_that_would_have_no_effect_is_refused_with_its_number(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, line: int, said: str
) -> None:
    (tmp_path / ".env").write_bytes(text.encode())
    monkeypatch.setenv("CHURN_HOME", str(tmp_path))
    with pytest.raises(SettingsError) as caught:
        read_settings()
    first = str(caught.value).splitlines()[0]
    assert first.startswith(f"{tmp_path}/.env, line {line}: {said}")
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "CHURN_SEED=7",
        "export CHURN_SEED=7\n",
        "  CHURN_SEED = 7\n",
        'CHURN_SEED="7"\n',
        "CHURN_SEED='7'  # seven\n",
        "\ufeff# written by an editor on Windows\r\n\r\nCHURN_SEED=7\r\n",
        "# CHURN_CONTRCT=bank\nCHURN_SEED=7 # CHURN_SEED=8\n",
        "AWS_DEFAULT_REGION=eu-central-1\nDAGSTER_DISABLE_TELEMETRY=yes\nHOME=/\nCHURN_SEED=7\n",
        "CHURN_CODE_PORT=4000\nCHURN_SEED=7\n",
    ],
)
def test_every_usual_way_to_write_a_line_has_its_effect(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    (tmp_path / ".env").write_bytes(text.encode())
    monkeypatch.setenv("CHURN_HOME", str(tmp_path))
    assert read_settings().seed == 7


def test_a_file_that_is_not_text_in_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes("CHURN_SEED=7\n".encode("utf-16"))
    assert wrong_lines(path, setting_names()) == [f"{path}: expected text in UTF-8."]


def test_every_name_in_the_files_of_the_project_is_one_that_something_reads() -> None:
    pages = [PROJECT / "README.md", PROJECT / "Makefile", PROJECT / "dagster.yaml"]
    pages += [*(PROJECT / "docs").glob("*.md"), *(PROJECT / "deploy").iterdir()]
    text = "\n".join(path.read_text().partition("## Fixed values")[0] for path in pages)
    names = set(re.findall(r"\bCHURN_[A-Z0-9_]*[A-Z0-9]\b(?=[=`:\s])", text))
    assert len(names) >= 45
    assert wrong_names(names, setting_names()) == []


def test_every_command_refuses_a_misspelled_setting(tmp_path: Path) -> None:
    done = started(
        [sys.executable, "-c", _EACH, json.dumps(COMMANDS)],
        CHURN_CONTRCT="bank",
        CHURN_DATA_DIR=str(tmp_path / "data"),
    )
    refused = [2, "CHURN_CONTRCT is not a setting: did you mean CHURN_CONTRACT?\n"]
    assert json.loads(done.stdout) == dict.fromkeys(COMMANDS, refused), done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
def test_every_service_refuses_a_misspelled_setting_of_the_env_file(
    tmp_path: Path, service: list[str]
) -> None:
    (tmp_path / ".env").write_text("CHURN_CONTRCT=bank\n")
    done = started(service, CHURN_HOME=str(tmp_path), **_DAGSTER_HOME)
    assert done.returncode != 0
    said = "line 1: CHURN_CONTRCT is not a setting: did you mean CHURN_CONTRACT?"
    assert said in " ".join((done.stdout + done.stderr).split())


def started(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=PROJECT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
