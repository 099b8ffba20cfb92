import re
from pathlib import Path

import pytest

from churn_platform.config.source_errors import SourceRefused
from churn_platform.config.source_location import file_of, identity, is_http, shown, unquoted


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("https://user:secret@host:81/a.csv?x=1", "https://host:81/a.csv?…"),
        ("https://user:se@cret@host/a.csv", "https://host/a.csv"),
        ("https://token@host/me@home.csv", "https://host/me@home.csv"),
        ("https://user:se/cret@host/a.csv", "https://(not a valid URL)"),
        ("http://[::1/a.csv", "http://(not a valid URL)"),
        (" https://host/a.csv ", "https://host/a.csv"),
        ("HTTPS://user:secret@HOST/a.csv#secret", "https://HOST/a.csv"),
        ("https://user%3Asecret%40host/a.csv", "https://host/a.csv"),
        ("https://user%253Asecret%2540host/a.csv", "https://(not a valid URL)"),
        ("http://user:secret@[fe80::1]:81/a.csv", "http://[fe80::1]:81/a.csv"),
        ("http://user:secret@münchen.example/a.csv", "http://münchen.example/a.csv"),
        ("https://cdn.example/me@1/a.csv", "https://cdn.example/me@1/a.csv"),
        ("s3://key:secret@bucket/a.csv", "s3://bucket/a.csv"),
        ("s3://key:sec/ret@bucket/a.csv", "s3://(not a valid URL)"),
        ("s3://bucket/me@home.csv", "s3://bucket/me@home.csv"),
        ("tcp://user:secret@10.0.0.5:8786", "tcp://10.0.0.5:8786"),
        ("file:///home/me@work/a.csv", "file:///home/me@work/a.csv"),
        ("folder/me@home.csv", "folder/me@home.csv"),
        ("/data/12:30/me@home.csv", "/data/12:30/me@home.csv"),
        (r"C:\data\me@home.csv", r"C:\data\me@home.csv"),
    ],
)
def test_user_and_password_are_never_shown(source: str, expected: str) -> None:
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("https://host/a.csv?sv=1&sig=secret%2F", "https://host/a.csv?…"),
        ("https://host/a.csv?X-Amz-Signature=secret#secret", "https://host/a.csv?…"),
        ("https://host/{partition}.csv?sig=secret", "https://host/{partition}.csv?…"),
        ("https://host/a.csv%3Fsig=secret", "https://host/a.csv?…"),
        ("https://host/a.csv%253fsig=secret", "https://host/a.csv?…"),
        ("file:///a.csv?sig=secret", "file:///a.csv?…"),
        ("host/a.csv?sig=secret", "host/a.csv?…"),
    ],
)
def test_values_of_a_query_are_never_shown(source: str, expected: str) -> None:
    assert shown(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "https://user:12/secret@host/a.csv",
        "https://user:1?secret@host/a.csv",
        "https://user:1#secret@host/a.csv",
        "https://sec/ret@host/a.csv",
        "//user:secret@host/a.csv",
        "user:secret@host/a.csv",
        "user:se/cret@host/a.csv",
        "http:/user:secret@host/a.csv",
        "http:user:secret@host/a.csv",
        "'https://user:secret@host/a.csv'",
        "CHURN_SOURCE=https://user:secret@host/a.csv",
        r"http:\\user:secret@host\a.csv",
        "https://user:secret@ho st/a.csv",
    ],
)
def test_of_what_may_be_read_in_two_ways_nothing_but_the_scheme_is_shown(source: str) -> None:
    assert not re.search(r"\b(user|sec|ret|secret|host)\b|1", shown(source))


def test_sources_that_are_shown_alike_are_told_apart_without_their_query() -> None:
    first, second = (f"https://u:p@host/a.csv?sig={each}" for each in ("secret", "other"))
    assert shown(first) == shown(second)
    assert identity(first) != identity(second)
    assert identity(first) == identity(first.replace("u:p@", ""))
    assert "secret" not in identity(first) and "sig" not in identity(first)
    assert identity("https://u:p@host/a.csv") == "https://host/a.csv"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('Could not connect to the endpoint URL: "https://b/a?sig=secret"',
         "Could not connect to the endpoint URL"),
        ("Invalid URL in location header: Invalid port: 'secret'.",
         "Invalid URL in location header: Invalid port"),
        ("illegal status line: bytearray(b'secret')", "illegal status line"),
        ("Cannot connect to host key:secret@bucket:443", "Cannot connect to host"),
        ("HTTP 403 for https://b/a?sig=secret", "HTTP 403 for"),
        ("[Errno 111] Connection refused", "[Errno 111] Connection refused"),
        ("peer closed connection (received 10 bytes, expected 20)",
         "peer closed connection (received 10 bytes, expected 20)"),
    ],
)  # fmt: skip
def test_of_a_librarys_text_what_it_quotes_is_left_out(text: str, kept: str) -> None:
    assert unquoted(Exception(text)) == kept


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
