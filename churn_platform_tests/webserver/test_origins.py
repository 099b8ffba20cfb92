"""What a browser says of the page that sent a request."""

import pytest
from starlette.datastructures import Headers

from churn_platform.webserver.origins import is_cross_site, is_page_load

HOST = "127.0.0.1:3000"


def headers(**values: str) -> Headers:
    return Headers(
        {"host": HOST, **{name.replace("_", "-"): each for name, each in values.items()}}
    )


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"origin": f"http://{HOST}"},
        {"origin": f"HTTP://{HOST.upper()}"},
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
        {"origin": f"http://{HOST}", "sec_fetch_site": "same-origin"},
    ],
)
def test_own_pages_and_programs(given: dict[str, str]) -> None:
    assert not is_cross_site(headers(**given))


@pytest.mark.parametrize(
    "given",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://127.0.0.1"},
        {"origin": "http://127.0.0.1:3001"},
        {"origin": "http://localhost:3000"},
        {"origin": f"http://{HOST}.evil.example"},
        {"origin": f"http://evil.example/{HOST}"},
        {"origin": f"http://{HOST}@evil.example"},
        {"origin": "http://["},
        {"origin": "file://"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": ""},
        {"sec_fetch_site": "something new"},
        {"origin": f"http://{HOST}", "sec_fetch_site": "cross-site"},
    ],
)
def test_pages_of_other_sites(given: dict[str, str]) -> None:
    assert is_cross_site(headers(**given))


def test_two_origins_must_both_be_ours() -> None:
    raw = [(b"host", HOST.encode()), (b"origin", f"http://{HOST}".encode())]
    assert not is_cross_site(Headers(raw=raw))
    assert is_cross_site(Headers(raw=[*raw, (b"origin", b"https://evil.example")]))


def test_behind_a_proxy_that_replaces_the_host_the_setting_says_who_we_are() -> None:
    given = headers(origin="https://churn.example")
    assert is_cross_site(given)
    assert not is_cross_site(given, frozenset({"churn.example"}))


def test_only_a_link_into_a_window_of_its_own_loads_a_page() -> None:
    link = {"sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    assert is_page_load("GET", headers(**link))
    assert not is_page_load("POST", headers(**link))
    assert not is_page_load("GET", headers(**link, origin="null"))
    for other in ("iframe", "frame", "embed", "object", "empty", "image"):
        assert not is_page_load("GET", headers(**link | {"sec_fetch_dest": other}))
    for other in ("no-cors", "cors", "same-origin", "websocket"):
        assert not is_page_load("GET", headers(**link | {"sec_fetch_mode": other}))
    assert not is_page_load("GET", headers())
