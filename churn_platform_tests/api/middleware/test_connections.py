"""Connections that keep the server waiting are closed, and heads that are too long are refused."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import pytest

from api.middleware.connections import ConnectionLimits, limited_to
from churn_platform_tests.api.raw import HEAD, answer, connections, first_line, post
from churn_platform_tests.api.world import serving

SHORT = ConnectionLimits(head_seconds=0.2, read_seconds=0.2)
OK = b"HTTP/1.1 200 OK"


async def answers(scope: Any, _receive: Any, send: Any) -> None:
    """An application that answers without a look at the body."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"well"})


@contextmanager
def served(app: Any, limits: ConnectionLimits) -> Iterator[httpx.Client]:
    # so that caplog sees what uvicorn logs
    logs = {"log_config": None, "log_level": "error"}
    options = {"http": limited_to(limits), "lifespan": "off", **logs}
    with serving(app, **options) as client:  # type: ignore[arg-type]
        yield client


@pytest.mark.parametrize("before", [b"", HEAD + b"\r\n"], ids=["first", "second"])
def test_a_head_that_does_not_come_in_time_is_refused(before: bytes) -> None:
    with served(answers, SHORT) as client, connections(client) as (link,):
        link.sendall(before + b"GET /api/health HTT")
        found = answer(link)
    assert found.count(b"HTTP/1.1 200 OK") == bool(before)
    assert b"HTTP/1.1 408 Request Timeout" in found and b"application/problem+json" in found


def test_a_connection_without_a_byte_is_closed_without_an_answer() -> None:
    with served(answers, SHORT) as client, connections(client) as (link,):
        assert answer(link) == b""


def test_heads_without_an_end_keep_out_nobody() -> None:
    limits = ConnectionLimits(head_seconds=600, waiting=5)
    with served(answers, limits) as client, connections(client, 20) as links:
        for link in links:
            with suppress(ConnectionError):  # closed already, in favour of those after it
                link.sendall(b"GET /")
        assert client.get("/api/health").status_code == 200
        assert [answer(link) for link in links[:15]] == [b""] * 15
        links[-1].sendall(b"api/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert first_line(links[-1]) == OK


def test_a_request_in_progress_is_not_closed_for_others_that_wait() -> None:
    begun, release = threading.Event(), asyncio.Event()
    loops = []

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/slow":
            loops.append(asyncio.get_running_loop())
            begun.set()
            await release.wait()
        await answers(scope, receive, send)

    limits = ConnectionLimits(head_seconds=600, waiting=3)
    with served(slow, limits) as client, connections(client) as (first,):
        first.sendall(HEAD.replace(b"/api/health", b"/slow") + b"\r\n")
        assert begun.wait(30)
        with connections(client, 10) as others:
            assert answer(others[0]) == b""
            loops[0].call_soon_threadsafe(release.set)
            assert first_line(first) == OK


@pytest.mark.parametrize("size", [17_000, 65_000, 200_000])
@pytest.mark.parametrize("before", [b"", HEAD + b"\r\n"], ids=["first", "second"])
@pytest.mark.parametrize("padding", [b"X: " + b"a", b"X: " + b" "], ids=["text", "blanks"])
def test_a_long_head_in_one_piece_is_refused(size: int, before: bytes, padding: bytes) -> None:
    head = HEAD + padding[:3] + padding[3:] * size + b"b\r\n\r\n"
    with served(answers, ConnectionLimits()) as client, connections(client) as (link,):
        link.sendall(before + head)
        found = answer(link)
    assert b"HTTP/1.1 431 Request Header Fields Too Large" in found
    assert found.count(OK) == bool(before)


def test_a_head_of_many_short_headers_is_refused_as_well() -> None:
    head = HEAD + b"".join(b"X-%d: x\r\n" % number for number in range(2_000)) + b"\r\n"
    with served(answers, ConnectionLimits()) as client, connections(client) as (link,):
        link.sendall(head)
        assert b"HTTP/1.1 431 " in answer(link)


def test_a_head_of_sixteen_kilobytes_is_answered_and_a_long_body_is_no_head() -> None:
    with served(answers, ConnectionLimits()) as client, connections(client) as (link,):
        link.sendall(HEAD + b"X: " + b"a" * 16_200 + b"\r\n\r\n")
        assert first_line(link) == OK
        link.sendall(post(60_000, b"x" * 60_000))
        assert first_line(link) == OK


def test_the_rest_of_a_body_after_its_answer_is_not_awaited_for_ever() -> None:
    with served(answers, SHORT) as client, connections(client) as (link,):
        link.sendall(post(1_000, b"x"))
        assert first_line(link) == OK
        link.sendall(b"x")
        assert answer(link).count(b"HTTP/1.1") == 0


def test_a_client_that_does_not_read_its_answer_is_cut_off() -> None:
    ended = threading.Event()

    async def long(_scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(1_000):
            await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})
        assert (await receive())["type"] in ("http.request", "http.disconnect")
        await send({"type": "http.response.body"})
        ended.set()

    with served(long, SHORT) as client, connections(client) as (link,):
        link.sendall(HEAD + b"\r\n")
        assert ended.wait(30)


@pytest.mark.parametrize("begins", [True, False])
def test_an_error_within_a_body_costs_no_traceback(
    begins: bool, caplog: pytest.LogCaptureFixture
) -> None:
    ended, seen = threading.Event(), []

    async def reads(_scope: Any, receive: Any, send: Any) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": []}
        if begins:
            await send(start)
            await send({"type": "http.response.body", "body": b"well", "more_body": True})
        while (message := await receive())["type"] == "http.request":
            seen.append(message["body"])
        if not begins:
            await send(start)
        await send({"type": "http.response.body", "body": b"end"})
        ended.set()

    chunked = post(0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    with served(reads, ConnectionLimits()) as client, connections(client) as (link,):
        link.sendall(chunked + b"2\r\nab\r\n")
        assert not begins or first_line(link) == OK
        link.sendall(b"no chunk\r\n")
        found = answer(link)
        assert ended.wait(30)
    assert (b"HTTP/1.1 400 Bad Request" in found) is not begins
    assert b"end" not in found
    assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("version", [b"HTTP/1.1", b"HTTP/1.0"])
@pytest.mark.parametrize("before", [b"", HEAD + b"\r\n"], ids=["first", "second"])
def test_a_body_with_two_lengths_is_refused_and_the_connection_closed(
    before: bytes, version: bytes
) -> None:
    head = post(5).replace(b"HTTP/1.1", version).removesuffix(b"\r\n")
    smuggled = head + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HEAD + b"\r\n"
    with served(answers, ConnectionLimits()) as client, connections(client) as (link,):
        link.sendall(before + smuggled)
        found = answer(link)
    assert found.count(b"HTTP/1.1 400 Bad Request") == 1
    assert b"connection: close" in found.lower()
    assert found.count(OK) == bool(before)
