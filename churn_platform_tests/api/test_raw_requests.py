"""Bytes that no client library would send, over real sockets: answered with 4xx, or cut off."""

import re
import socket
from pathlib import Path

import httpx
import pytest

from churn_platform_tests.api.test_odd_requests import TRAVERSALS, assert_problem
from churn_platform_tests.api.world import TOKEN, World

HOST = b"Host: localhost\r\n"
END = b"\r\n"
POST = b"POST /api/predictions HTTP/1.1\r\nContent-Type: application/json\r\n" + HOST
PATHS = (
    b"/../secret.txt",
    b"/api/artifacts/../secret.txt",
    b"/api/artifacts/../../secret.txt",
    b"/api/artifacts/..\\..\\secret.txt",
    b"/api/artifacts/....//secret.txt",
    b"/api/artifacts/..;/secret.txt",
    b"/api/artifacts//etc/passwd",
    b"//etc/passwd",
    b"/api/artifacts/%c0%ae%c0%ae/secret.txt",
    b"/api/artifacts/%uff0e%uff0e/secret.txt",
    b"/api/artifacts/%",
    b"/api/artifacts/%2",
    b"/api/artifacts/%zz",
    b"/api/artifacts/\xff\xfe",
    b"/api/artifacts/a\x00b",
    b"/api/artifacts/a\x01b",
    b"/api/artifacts/metrics.json#..",
    b"/api/models/../../secret.txt/card",
    b"/api/runs/../../secret.txt",
    b"/api/customers/../../secret.txt",
    b"file:///etc/passwd",
    b"http://evil.example/api/artifacts/../secret.txt",
    b"*",
    b"",
    b"/" + b"a" * 20_000,
    *(f"/api/artifacts/{tail}".encode() for tail in TRAVERSALS),
)
HEADERS = (
    b"",  # no Host
    HOST + HOST,
    HOST + b"Host: evil.example\r\n",
    b"Host: evil.example\r\n",
    b"Host: \r\n",
    b"Host: local host\r\n",
    HOST + b"no colon\r\n",
    HOST + b": no name\r\n",
    HOST + b"odd name : x\r\n",
    HOST + b"X: a\x00b\r\n",
    HOST + b"X: a\rb\r\n",
    HOST + b"X-Request-ID: a\x1b[31mb\r\n",
    HOST + b"X: " + b"a" * 20_000 + END,
    HOST + b"".join(b"X-%d: x\r\n" % number for number in range(3_000)),
    HOST + b"Authorization: Bearer \r\n",
    HOST + b"Authorization: Bearer \xff\xfe\r\n",
    HOST + f"Authorization: Bearer {TOKEN}x\r\nAuthorization: Bearer {TOKEN}\r\n".encode(),
    HOST + b"Content-Length: -1\r\n",
    HOST + b"Content-Length: 1e9\r\n",
    HOST + b"Content-Length: " + b"9" * 30 + END,
    HOST + b"Content-Length: 1\r\nContent-Length: 2\r\n",
    HOST + b"Transfer-Encoding: odd\r\n",
)
BODIES = (
    b"Content-Length: 1000000000\r\n\r\n{",
    b"Content-Length: 2\r\n\r\n{}GET /secret HTTP/1.1\r\n\r\n",  # lies small
    b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"Transfer-Encoding: chunked\r\n\r\n-1\r\n",
    b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n",
    b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n2\r\n{]\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\n2;" + b"x" * 20_000,
    b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00",
)
OTHERS = (
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # TLS
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET /api/health\r\n\r\n",
    b"get /api/health HTTP/1.1\r\n" + HOST + END,
    b"TRACE / HTTP/1.1\r\n" + HOST + END,
    b"CONNECT evil.example:443 HTTP/1.1\r\n" + HOST + END,
    b"\x00" * 20_000,
    b"\r\n" * 20_000,
)
GOOD = re.compile(rb"HTTP/1\.[01] 4\d\d ")


@pytest.fixture(scope="module")
def client(ran: World) -> object:
    """The API with a token, and a client that has none."""
    (ran.data_dir / "secret.txt").write_text("hush")
    with ran.trusted() as made:
        made.headers.pop("Authorization")
        yield made


def exchange(client: httpx.Client, sent: bytes, more_to_come: bool = False) -> bytes:
    """Send these bytes, and that nothing more will come; return all that is answered."""
    found = b""
    address = (client.base_url.host, client.base_url.port)
    with socket.create_connection(address, timeout=20) as link:
        try:
            link.sendall(sent)
            if not more_to_come:
                link.shutdown(socket.SHUT_WR)
            while piece := link.recv(65_536):
                found += piece
        except (BrokenPipeError, ConnectionResetError):
            pass  # the API had enough
    return found


def assert_refused(client: httpx.Client, sent: bytes) -> None:
    found = exchange(client, sent)
    assert not found or GOOD.match(found), found[:300]
    assert b" 5" + b"0" not in found.split(b"\r\n")[0]
    for secret in (b"hush", b"root:", b"Traceback", b"/home", str(Path.cwd()).encode()):
        assert secret not in found
    assert client.get("/api/health").status_code == 200


@pytest.mark.parametrize("path", PATHS, ids=lambda path: repr(path)[:40])
def test_d06_no_path_leads_out_of_the_artifacts(client: httpx.Client, path: bytes) -> None:
    assert_refused(client, b"GET " + path + b" HTTP/1.1\r\n" + HOST + END)


@pytest.mark.parametrize("headers", HEADERS, ids=lambda headers: repr(headers)[:40])
def test_odd_headers_are_refused(client: httpx.Client, headers: bytes) -> None:
    assert_refused(client, b"GET /api/customers/1 HTTP/1.1\r\n" + headers + END)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body)[:40])
def test_d05_odd_bodies_are_refused(client: httpx.Client, body: bytes) -> None:
    assert_refused(client, POST + body)


@pytest.mark.parametrize("sent", OTHERS, ids=lambda sent: repr(sent)[:40])
def test_what_is_no_request_of_ours_is_refused(client: httpx.Client, sent: bytes) -> None:
    assert_refused(client, sent)


def taken(client: httpx.Client, start: bytes, more: bytes) -> int:
    """Send a start and then more and more; return how much was sent until the API cut it off."""
    sent = 0
    address = (client.base_url.host, client.base_url.port)
    with socket.create_connection(address, timeout=20) as link:
        try:
            link.sendall(start)
            while sent < 200_000_000:
                link.sendall(more)
                sent += len(more)
        except (BrokenPipeError, ConnectionResetError):
            pass
    return sent


def test_d05_headers_without_an_end_are_cut_off(client: httpx.Client) -> None:
    start = b"GET / HTTP/1.1\r\n" + HOST
    # what the kernel keeps on its way is a few megabytes
    assert taken(client, start + b"X: ", b"a" * 100_000) < 20_000_000
    assert taken(client, start, b"X: a\r\n" * 20_000) < 20_000_000
    assert taken(client, b"GET /", b"a" * 100_000) < 20_000_000


def test_d05_a_chunked_body_without_an_end_is_cut_off(client: httpx.Client) -> None:
    start = POST + b"Transfer-Encoding: chunked\r\n\r\n"
    assert taken(client, start, b"186a0\r\n" + b"x" * 100_000 + END) < 60_000_000


def test_d05_an_announced_gigabyte_is_refused_before_it_comes(client: httpx.Client) -> None:
    found = exchange(client, POST + b"Content-Length: 1000000000\r\n\r\n", more_to_come=True)
    assert found.startswith(b"HTTP/1.1 413 ")


def test_d05_a_body_for_who_may_not_send_one_is_cut_off(client: httpx.Client) -> None:
    start = b"POST /api/materializations HTTP/1.1\r\n" + HOST
    start += b"Transfer-Encoding: chunked\r\n\r\n"
    assert taken(client, start, b"186a0\r\n" + b"x" * 100_000 + END) < 20_000_000


def test_d05_a_million_customers_in_one_request_are_too_many(client: httpx.Client) -> None:
    content = b'{"customers": [' + b"{}," * 999_999 + b"{}]}"
    assert_problem(client.post("/api/predictions", content=content), 413)
