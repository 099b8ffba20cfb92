from pathlib import Path

import pytest

from churn_platform.source.errors import SourceRefused
from churn_platform.source.location import file_of, is_http, shown


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("https://user:secret@host:81/a.csv?x=1", "https://host:81/a.csv?x=1"),
        ("https://user:se@cret@host/a.csv", "https://host/a.csv"),
        ("https://token@host/me@home.csv", "https://host/me@home.csv"),
        ("https://user:se/cret@host/a.csv", "https://(not a valid URL)"),
        ("http://[::1/a.csv", "http://(not a valid URL)"),
        (" https://host/a.csv ", "https://host/a.csv"),
        ("folder/me@home.csv", "folder/me@home.csv"),
    ],
)
def test_user_and_password_are_never_shown(source: str, expected: str) -> None:
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [("http://host", True), ("HTTPS://host", True), ("file:///a", False), ("http/a.csv", False)],
)
def test_only_http_and_https_go_over_the_network(source: str, expected: bool) -> None:
    assert is_http(source) is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a/b.csv", "/base/a/b.csv"),
        ("/a/b.csv", "/a/b.csv"),
        ("file:///a/b%20c.csv", "/a/b c.csv"),
        ("file://localhost/a.csv", "/a.csv"),
    ],
)
def test_a_file_is_found_by_path_and_by_url(source: str, expected: str) -> None:
    assert file_of(source, Path("/base")) == Path(expected)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("ftp://user:secret@host/a.csv", "ftp://host/a.csv: scheme 'ftp' is not known"),
        ("file://a/b.csv", "names the host 'a'; expected file:///path"),
    ],
)
def test_another_scheme_or_machine_is_refused(source: str, words: str) -> None:
    with pytest.raises(SourceRefused) as caught:
        file_of(source, Path("/base"))
    assert words in str(caught.value)
    assert "secret" not in str(caught.value)
