from pathlib import Path

import pytest

from churn_platform.sources.drafting.request import CommandError, name_of, read_request


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("data/My Customers.csv", "my_customers"),
        ("https://host/a/Telco-Churn.csv.gz?x=1", "telco_churn"),
        ("file:///tmp/E%20Comm.xlsx", "e_comm"),
        ("2024.csv", "table_2024"),
        (".csv", "table"),
    ],
)
def test_the_name_comes_from_the_last_part_of_the_source(source: str, name: str) -> None:
    assert name_of(source) == name


def test_what_is_given_is_taken_and_the_rest_has_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    plain = read_request({"source": "my.csv"})
    assert (plain.name, plain.out, plain.identifier) == ("my", Path("my.toml"), None)
    full = read_request(
        {"source": "my.csv", "id": "a=b", "target": "Left?", "name": "shop", "sheet": "S 1"}
    )
    assert (full.identifier, full.target, full.out) == ("a=b", "Left?", Path("shop.toml"))
    assert full.reading.model_dump(exclude_none=True) == {"sheet": "S 1"}


def test_the_settings_are_quoted_and_without_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    spaced = read_request({"source": "my table.csv", "out": "my own.toml"})
    assert spaced.settings == ["CHURN_CONTRACT='my own.toml'", "CHURN_SOURCE='my table.csv'"]
    secret = read_request({"source": "https://me:secret@host/t.csv"})
    assert "secret" not in str(secret.settings)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({}, "SOURCE is missing"),
        ({"source": "a.csv", "out": "a.txt"}, r"OUT=a.txt: expected a name that ends in .toml"),
    ],
)
def test_a_mistake_is_one_line(given: dict[str, str], text: str) -> None:
    with pytest.raises(CommandError, match=text):
        read_request(given)


def test_a_file_is_replaced_only_by_force(tmp_path: Path) -> None:
    out = tmp_path / "a.toml"
    out.write_text("mine")
    with pytest.raises(CommandError, match="already exists"):
        read_request({"source": "a.csv", "out": str(out)})
    assert read_request({"source": "a.csv", "out": str(out)}, force=True).out == out


def test_what_was_guessed_wrongly_can_be_said_for_another_draft(tmp_path: Path) -> None:
    given = {"source": "a.csv", "out": str(tmp_path / "a.toml")}
    request = read_request({**given, "encoding": "cp1250", "decimal": ","})
    assert (request.reading.encoding, request.reading.decimal) == ("cp1250", ",")
    with pytest.raises(CommandError, match=r"^DECIMAL=;: expected \. or ,$"):
        read_request({**given, "decimal": ";"})
