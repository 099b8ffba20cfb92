"""The Host header must name this server."""

import pytest
from starlette.datastructures import Headers

from churn_platform.webserver.hosts import allowed_hosts, is_allowed


def headers(*hosts: str) -> Headers:
    return Headers(raw=[(b"host", host.encode()) for host in hosts])


def test_names_are_this_machine_s_and_those_in_the_settings() -> None:
    own = {"localhost", "127.0.0.1", "::1"}
    assert allowed_hosts("", "127.0.0.1", "") == own
    behind = allowed_hosts("", "10.0.0.5", "https://churn.example/api")
    assert behind == own | {"10.0.0.5", "churn.example"}
    # our own commands ask by this machine's names, whatever else is listed
    further = allowed_hosts(" a.example, B.example ,[::2],", "127.0.0.1", "")
    assert further == own | {"a.example", "b.example", "::2"}


@pytest.mark.parametrize("host", ["B.EXAMPLE:443", "b.example", "[::2]", "[::2]:3000"])
def test_a_name_is_allowed_in_any_case_and_with_any_port(host: str) -> None:
    assert is_allowed(headers(host), frozenset({"b.example", "::2"}))


@pytest.mark.parametrize(
    "hosts",
    [
        (),
        ("",),
        ("localhost", "localhost"),
        ("localhost", "evil.example"),
        ("evil.example",),
        ("localhost.",),
        ("localhost.evil.example",),
        ("evil.example@localhost",),
        ("localhost:3000:3000",),
        ("localhost, evil.example",),
    ],
)
def test_everything_else_is_refused(hosts: tuple[str, ...]) -> None:
    assert not is_allowed(headers(*hosts), frozenset({"localhost"}))


def test_a_star_allows_any_name_but_not_two() -> None:
    assert is_allowed(headers("whatever"), frozenset({"*"}))
    assert not is_allowed(headers("a", "b"), frozenset({"*"}))
