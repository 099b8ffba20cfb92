import logging
import socket
import time
from email.utils import formatdate

import pytest

from churn_platform.config.source_errors import (
    SourceError,
    SourceMissing,
    SourceRefused,
    SourceUnreachable,
)
from churn_platform.config.source_location import shown
from churn_platform.sources.download import public
from churn_platform.sources.download.records import Answer, Known, Limits
from churn_platform.sources.download.transport import download
from churn_platform.sources.formats.intake import Intake
from churn_platform_tests.servers import (
    Handler,
    Reply,
    body,
    by_etag,
    dripping,
    rate_limited,
    reset,
    serving,
    status,
    truncated,
)
from churn_platform_tests.sources.download.tables import SHA256, TABLE, limits


def get(
    url: str, known: Known | None = None, log: list[str] | None = None, **changes: float
) -> tuple[Answer, Intake]:
    chosen: Limits = limits(**changes)  # type: ignore[arg-type]
    intake = Intake(shown(url), chosen.max_bytes)
    lines = [] if log is None else log
    return download(url, intake, chosen, known, lines.append), intake


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_a_body_comes_with_its_validators() -> None:
    with serving(body(TABLE, ETag='"v1"', Last_Modified="Mon, 02 Mar 2026 10:00:00 GMT")) as seen:
        answer, intake = get(seen.url)
    assert answer == Answer(True, '"v1"', "Mon, 02 Mar 2026 10:00:00 GMT")
    assert (intake.sha256, intake.bytes) == (SHA256, len(TABLE))


def test_a22_two_503_and_then_200_is_a_success_with_two_lines_in_the_log() -> None:
    log: list[str] = []
    with serving(status(503), status(503), body(TABLE)) as seen:
        _, intake = get(seen.url, log=log)
    assert intake.sha256 == SHA256
    assert [line.partition(" in ")[0] for line in log] == [
        f"{seen.url}: answered 503 Service Unavailable; attempt 2 of 3",
        f"{seen.url}: answered 503 Service Unavailable; attempt 3 of 3",
    ]


def test_attempts_are_bounded() -> None:
    with serving(status(503)) as seen:
        with pytest.raises(SourceRefused, match=r"answered 503 .*; attempt 3 was the last$"):
            get(seen.url)
    assert len(seen.paths) == 3


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410])
def test_other_refusals_are_not_repeated(code: int) -> None:
    with serving(status(code)) as seen:
        with pytest.raises(SourceRefused, match=rf"answered {code} .*; expected 200 OK$") as caught:
            get(seen.url)
    assert len(seen.paths) == 1
    assert isinstance(caught.value, SourceMissing) == (code in (404, 410))


def test_a22_retry_after_in_seconds_is_waited_for() -> None:
    with serving(rate_limited(TABLE, seconds=1)) as seen:
        _, intake = get(seen.url, attempts=2)
    assert (intake.sha256, len(seen.paths)) == (SHA256, 2)


def test_retry_after_past_the_deadline_fails_at_once() -> None:
    with serving(status(429, Retry_After=3600), body(TABLE)) as seen:
        with pytest.raises(SourceRefused) as caught:
            get(seen.url, deadline_seconds=60)
    assert str(caught.value) == (
        f"{seen.url}: answered 429 Too Many Requests; the server asks to wait 3600.0 s,"
        " which would pass the deadline of 60 s for all attempts"
    )
    assert len(seen.paths) == 1


def test_retry_after_as_a_date_is_understood() -> None:
    date = formatdate(time.time() + 1_000, usegmt=True)
    with serving(status(503, Retry_After=date), body(TABLE)) as seen:
        with pytest.raises(SourceRefused, match=r"the server asks to wait (99\d|1000)\.\d s"):
            get(seen.url)


def test_a_pause_past_the_deadline_is_not_begun() -> None:
    with serving(status(503)) as seen:
        with pytest.raises(SourceRefused, match=r"the next attempt is in .* pass the deadline"):
            get(seen.url, pause_seconds=100)
    assert len(seen.paths) == 1


@pytest.mark.parametrize("missing", [1, 1_000])
def test_a_truncated_body_is_fetched_again_from_the_start(missing: int) -> None:
    with serving(truncated(TABLE, missing), body(TABLE)) as seen:
        _, intake = get(seen.url)
    assert (intake.sha256, len(seen.paths)) == (SHA256, 2)


def test_a_body_that_stays_truncated_is_refused() -> None:
    with serving(truncated(TABLE, 7)) as seen:
        with pytest.raises(SourceRefused, match=r"complete message body.*attempt 3 was the last"):
            get(seen.url)


def test_a_connection_broken_in_the_body_is_tried_again() -> None:
    with serving(reset(TABLE), reset(), body(TABLE)) as seen:
        _, intake = get(seen.url)
    assert (intake.sha256, len(seen.paths)) == (SHA256, 3)


def test_a_server_that_only_breaks_connections_is_unreachable() -> None:
    with serving(reset()) as seen:
        with pytest.raises(SourceUnreachable, match=r"attempt 3 was the last$"):
            get(seen.url)


def test_a22_a_dripping_body_stops_at_the_deadline() -> None:
    with serving(dripping(TABLE, 0.1)) as seen:
        with pytest.raises(SourceRefused, match=r"not complete within the deadline of 0.5 s; \d "):
            get(seen.url, deadline_seconds=0.5)
    assert len(seen.paths) == 1


def test_dripping_headers_stop_at_the_deadline() -> None:
    with serving(dripping(TABLE, 0.1, headers=True)) as seen:
        with pytest.raises(SourceUnreachable, match=r"no response within the deadline of 0.5 s$"):
            get(seen.url, deadline_seconds=0.5)


def test_a_silent_server_is_unreachable() -> None:
    with serving(dripping(b"xx", 1.0, headers=True)) as seen:
        with pytest.raises(SourceUnreachable, match=r"silent for 0.1 s; attempt 2 was the last$"):
            get(seen.url, read_seconds=0.1, attempts=2)
    assert len(seen.paths) == 2


def test_a22_a_refused_connection_is_unreachable() -> None:
    log: list[str] = []
    with pytest.raises(SourceUnreachable, match=r"attempt 3 was the last$"):
        get(f"http://127.0.0.1:{unused_port()}/a.csv", log=log)
    assert len(log) == 2


def test_a_name_that_does_not_exist_is_unreachable() -> None:
    with pytest.raises(SourceUnreachable, match=r"^http://no-such-host.invalid/a.csv: "):
        get("http://no-such-host.invalid/a.csv", attempts=1)


def test_five_redirects_are_followed() -> None:
    hops = [status(302, Location=f"/{number}.csv") for number in range(1, 6)]
    with serving(*hops, body(TABLE)) as seen:
        _, intake = get(seen.url)
    assert seen.paths == ["/table.csv", "/1.csv", "/2.csv", "/3.csv", "/4.csv", "/5.csv"]
    assert intake.sha256 == SHA256


def test_a_redirect_loop_ends_after_five() -> None:
    with serving(status(302, Location="/table.csv")) as seen:
        with pytest.raises(SourceRefused, match=r"more than 5 redirects$"):
            get(seen.url)
    assert len(seen.paths) == 6


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://127.0.0.1/a.csv"])
def test_a_redirect_away_from_http_is_refused(target: str) -> None:
    with serving(status(302, Location=target)) as seen:
        with pytest.raises(SourceRefused, match=r"redirects to neither http nor https$"):
            get(seen.url)


NO_ADDRESSES = [
    "http://127.0.0.1:99999/planted",
    "https://[::1]:65536/planted",
    "http://xn--/planted",
    "http://xn--a/planted",
    "http://planted@xn--/",
    "//xn--/planted",
]
UNKNOWN_TO_PYTHON = ["http://a..b/planted", "http://.../planted", f"http://{'a' * 64}.de/planted"]


@pytest.mark.parametrize("target", NO_ADDRESSES)
def test_a_redirect_to_what_is_no_address_is_refused_in_one_line(target: str) -> None:
    with serving(status(302, Location=target)) as seen:
        with pytest.raises(SourceRefused) as caught:
            get(seen.url)
    assert "not a valid URL" in str(caught.value)
    assert "planted" not in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("url", NO_ADDRESSES[:5])
def test_an_address_without_a_host_or_a_port_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(SourceRefused) as caught:
        get(url)
    assert str(caught.value) == f"{shown(url)}: not a valid URL"


@pytest.mark.parametrize("target", [*NO_ADDRESSES, *UNKNOWN_TO_PYTHON])
def test_with_public_addresses_alone_it_is_refused_alike(
    target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "is_public", lambda _: True)
    with serving(status(302, Location=target)) as seen:
        with pytest.raises(SourceRefused, match=r"not a valid URL$"):
            get(seen.url, public_only=True)


def test_the_known_file_is_asked_for_conditionally() -> None:
    known = Known("", SHA256, '"v1"', "Mon, 02 Mar 2026 10:00:00 GMT")
    with serving(by_etag(TABLE, '"v1"')) as seen:
        answer, intake = get(seen.url, known)
    assert (answer.modified, intake.bytes) == (False, 0)
    assert seen.headers[0]["if-none-match"] == '"v1"'
    assert seen.headers[0]["if-modified-since"] == "Mon, 02 Mar 2026 10:00:00 GMT"


def test_a_password_travels_but_is_neither_logged_nor_shown(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    log: list[str] = []
    with serving(status(503), status(404)) as seen:
        with pytest.raises(SourceRefused) as caught:
            get(seen.url.replace("//", "//user:s%C3%A9cret@"), log=log)
    # base64 of "user:sécret" in UTF-8, by `base64`
    assert [headers["authorization"] for headers in seen.headers] == ["Basic dXNlcjpzw6ljcmV0"] * 2
    for text in (str(caught.value), *log, *(record.getMessage() for record in caplog.records)):
        assert "cret" not in text
        assert "dXNlcjpz" not in text


def test_a_password_does_not_follow_a_redirect_to_another_server() -> None:
    with serving(body(TABLE)) as other, serving(status(302, Location=other.url)) as seen:
        get(seen.url.replace("//", "//user:secret@"))
    assert "authorization" in seen.headers[0]
    assert "authorization" not in other.headers[0]


@pytest.mark.parametrize("url", ["http://user:se/cret@host/a.csv", "http://[::1/a.csv"])
def test_an_address_that_is_no_url_is_refused_without_its_parts(url: str) -> None:
    with pytest.raises(SourceRefused, match=r"^http://\(not a valid URL\): not a valid URL$"):
        get(url)


def _garbage(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 planted\r\n\r\n")


def _reflecting(handler: Handler) -> None:
    handler.send_response(404, f"Not Found: {handler.path}")
    handler.end_headers()


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (status(404), "answered 404 Not Found; expected 200 OK"),
        (_reflecting, "answered 404 Not Found; expected 200 OK"),
        (status(500), "answered 500 Internal Server Error; attempt 1 was the last"),
        (status(302, Location="http://host:planted/"), "location header: Invalid port;"),
        (status(302, Location="ftp://planted@host/"), "redirects to neither http nor https"),
        (status(302, Location="/b.csv?sig=planted"), "more than 5 redirects"),
        (_garbage, "illegal status line; attempt 1 was the last"),
        (dripping(b"planted", 0.02), "silent for 0.01 s"),
        (truncated(TABLE, missing=10), "peer closed connection without sending"),
        (reset(TABLE), "; attempt 1 was the last"),
    ],
)
def test_neither_an_error_nor_a_log_line_shows_what_the_address_hides(
    reply: Reply, expected: str, caplog: pytest.LogCaptureFixture
) -> None:
    log: list[str] = []
    caplog.set_level(logging.DEBUG)
    with serving(reply) as seen:
        url = seen.url.replace("//", "//planted:planted@") + "?sig=planted"
        seconds = 0.01 if "silent" in expected else 5
        with pytest.raises(SourceError) as caught:
            get(url, log=log, attempts=1, read_seconds=seconds)
    assert seen.paths[0].endswith("?sig=planted") and "authorization" in seen.headers[0]
    said = str(caught.value)
    assert said.startswith(f"{seen.url}?…: ") and expected in said
    assert "planted" not in "".join([said, *log, caplog.text])


def test_a_success_logs_no_address_either(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(status(302, Location="/b.csv?sig=planted"), body(TABLE)) as seen:
        get(f"{seen.url}?sig=planted")
    assert len(seen.paths) == 2 and seen.paths[1] == "/b.csv?sig=planted"
    assert "planted" not in caplog.text
