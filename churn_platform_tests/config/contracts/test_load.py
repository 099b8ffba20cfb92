from pathlib import Path

import pytest

from churn_platform.config.contracts.load import (
    ContractError,
    find_contract,
    load_contract,
    parse_contract,
    shipped,
)
from churn_platform_tests.config.contracts.small import SMALL


def test_every_shipped_contract_is_found_by_its_name_and_carries_it(tmp_path: Path) -> None:
    assert "telco" in shipped()
    for name in shipped():
        assert load_contract(find_contract(name, tmp_path)).name == name


def test_a_path_starts_at_the_project(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(SMALL)
    assert find_contract("mine.toml", tmp_path) == tmp_path / "mine.toml"
    assert load_contract(tmp_path / "mine.toml").name == "small"


def test_what_is_not_there_is_said_with_what_is(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="'telcom': no contract of that name; expected one of"):
        find_contract("telcom", tmp_path)
    with pytest.raises(ContractError, match=r"gone\.toml: no such file; expected a contract"):
        find_contract("gone.toml", tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name = ", r"bad\.toml: not TOML: Invalid value"),
        (b"\xff\xfe", r"bad\.toml: .*expected a contract in TOML"),
        (b"name = 'x'", r"bad\.toml: columns: Field required"),
        (b"columns = 3\nname = 'x'", r"bad\.toml: columns"),
        (b"name = 'x'\n[columns]\nid = 3", r"bad\.toml: columns\.id"),
    ],
)
def test_what_is_no_contract_is_refused_by_file_and_place(
    tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "bad.toml").write_bytes(content)
    with pytest.raises(ContractError, match=said):
        load_contract(tmp_path / "bad.toml")


def test_every_problem_has_a_line_of_its_own() -> None:
    text = SMALL.replace('"Basic", "Full"]', '"Basic"]').replace('header = "Price"', "")
    with pytest.raises(ContractError) as caught:
        parse_contract(text, "small.toml")
    assert len(str(caught.value).split("\n")) == 2
