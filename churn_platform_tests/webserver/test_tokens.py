"""Tokens, and the command that makes them."""

import re
from pathlib import Path

import pytest

from churn_platform.config.settings import SettingsError, read_settings
from churn_platform.webserver.tokens import digest_of, is_known, new_token
from churn_platform_tests.commands.processes import run_command

# of the text "token", by sha256sum
SHA256 = "3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0"


def test_a_token_is_known_by_its_digest_alone() -> None:
    assert digest_of("token") == SHA256
    assert is_known("token", ["0" * 64, SHA256, "1" * 64])
    for other in ("", "Token", "token ", SHA256, "töken"):
        assert not is_known(other, ["0" * 64, SHA256])
    assert not is_known("token", [])


def test_tokens_differ_and_hold_256_bits() -> None:
    made = {new_token() for _ in range(100)}
    assert len(made) == 100
    assert {len(each) for each in made} == {43}  # 32 bytes in base64


def test_the_command_prints_a_token_and_the_line_that_makes_it_known(tmp_path: Path) -> None:
    done = run_command("token", data=tmp_path, source=tmp_path, CHURN_API_TOKEN_SHA256=SHA256)
    assert done.returncode == 0, done.stderr
    token = re.findall(r"^Authorization: Bearer (\S+)$", done.stdout, flags=re.MULTILINE)
    line = re.findall(r"^CHURN_API_TOKEN_SHA256=(\S+)$", done.stdout, flags=re.MULTILINE)
    assert len(token) == 1
    assert line == [f"{SHA256},{digest_of(token[0])}"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("value", ["pass-word", SHA256[:-1], f"{SHA256},x", f"{SHA256}\n{SHA256}"])
def test_a_wrong_digest_is_refused_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("CHURN_API_TOKEN_SHA256", value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert "CHURN_API_TOKEN_SHA256 is not allowed" in str(caught.value)
    assert "64 hexadecimal digits" in str(caught.value)
    assert value not in str(caught.value)


def test_digests_may_be_written_with_spaces_and_in_capitals(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CHURN_API_TOKEN_SHA256", f" {SHA256.upper()} , {'0' * 64},")
    settings = read_settings()
    assert settings.api_token_sha256 == f"{SHA256},{'0' * 64}"
    assert SHA256 not in repr(settings)
