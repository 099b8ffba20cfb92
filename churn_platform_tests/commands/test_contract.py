"""`make contract`, from the command line to the file."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from churn_platform.commands.contract import main
from churn_platform.config.contracts.load import load_contract
from churn_platform.config.settings import find_home, get_settings
from churn_platform_tests.servers import body, serving
from churn_platform_tests.tables.write import write_table

_TWO = {"source": "t.csv", "target": "b"}


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_it_writes_a_contract_and_says_what_to_check_and_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_table(tmp_path, "bank", rows=300)
    assert main(source=path.name) == 0
    contract = load_contract(tmp_path / "bank.toml")
    assert (contract.name, contract.target) == ("bank", "exited")
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "bank.toml: id customer_id, target exited, 10 features"
    assert "  'RowNumber' is left out as of no use: a row's number" in said
    assert said[-3].endswith("change what is wrong, then put these lines into .env, and make run:")
    assert said[-2:] == ["CHURN_CONTRACT=bank.toml", "CHURN_SOURCE=bank.csv"]
    text = (tmp_path / "bank.toml").read_text()
    assert text.startswith("# Drafted from bank.csv: 300 rows, 14 columns, read as 'csv' 'utf-8'")


def test_a_file_url_and_choices_are_taken(tmp_path: Path) -> None:
    path = write_table(tmp_path, "saas", rows=300)
    chosen = {"target": "churn", "id": "customerid", "name": "shop", "out": "own.toml"}
    assert main(False, source=path.as_uri(), **chosen) == 0
    contract = load_contract(tmp_path / "own.toml")
    assert contract.name == "shop"
    assert contract["total_spend"].kind == "numeric"


def test_a_url_is_fetched_and_its_password_goes_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    content = write_table(tmp_path, "saas", rows=300).read_bytes()
    with serving(body(content)) as seen:
        secret = seen.url.replace("http://", "http://me:secret@")
        assert main(source=secret) == 0
    written = (tmp_path / "table.toml").read_text()
    assert load_contract(tmp_path / "table.toml").target == "churn"
    assert f"CHURN_SOURCE={seen.url}\n" in written
    assert "secret" not in written + capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({}, "SOURCE is missing"),
        ({"source": "none.csv"}, "none.csv: No such file or directory"),
        ({"source": "t.csv", "target": "c"}, "t.csv: TARGET='c': no such column"),
        ({"source": "t.csv"}, "t.csv: no column named like churn has two values"),
        ({**_TWO, "name": "My Shop", "out": "m.toml"}, "m.toml: name: String should"),
        ({**_TWO, "out": "no/such/folder.toml"}, "no/such/folder.toml: No such"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(
    given: dict[str, str], text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,Yes\n2,No\n3,No\n1,No\n")
    assert main(False, **given) == 2
    error = capsys.readouterr().err
    assert error.startswith(text)
    assert error.count("\n") == 1
    assert not list(tmp_path.glob("*.toml"))


def test_a_contract_of_ones_own_is_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_table(tmp_path, "saas", rows=300)
    (tmp_path / "saas.toml").write_text("mine")
    assert main(source=path.name) == 2
    assert (tmp_path / "saas.toml").read_text() == "mine"
    assert capsys.readouterr().err.startswith("saas.toml: already exists")
    assert main(source=path.name, force=True) == 0
    assert load_contract(tmp_path / "saas.toml").name == "saas"


def test_the_caps_of_the_settings_hold(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_table(tmp_path, "saas", rows=300)
    monkeypatch.setenv("CHURN_SOURCE_MAX_BYTES", "5000")
    get_settings.cache_clear()
    try:
        assert main(source=path.name) == 2
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()
    assert "at most 5,000 are accepted" in capsys.readouterr().err


def test_make_hands_on_what_was_given_and_nothing_of_the_environment() -> None:
    done = subprocess.run(
        ["make", "-n", "-o", ".venv/.ready", "contract", "SOURCE=a b's.csv", "TARGET=left $$?"],
        env={"PATH": "/usr/bin:/bin", "NAME": "somebody"},
        cwd=find_home(),
        capture_output=True,
        text=True,
    )
    line = done.stdout.strip().splitlines()[-1]
    expected = "/churn contract '--source=a b'\\''s.csv' '--target=left $?'"
    assert " ".join(line.split()).endswith(expected)


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o027, 0o640), (0o077, 0o600)])
def test_whoever_the_umask_lets_may_read_the_contract_and_no_link_is_followed(
    tmp_path: Path, umask: int, mode: int
) -> None:
    path = write_table(tmp_path, "saas", rows=300)
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "saas.toml").symlink_to("mine")
    before = os.umask(umask)
    try:
        assert main(source=path.name, force=True) == 0
    finally:
        os.umask(before)
    assert not (tmp_path / "saas.toml").is_symlink()
    assert stat.S_IMODE((tmp_path / "saas.toml").stat().st_mode) == mode
    assert (tmp_path / "mine").read_text() == "mine"
