"""Bodies: of JSON alone, within a time, and together within a bound; they keep out nobody."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import httpx
import pytest
from fastapi import FastAPI, HTTPException

from api.main import create_app
from api.middleware.bodies import Bodies, BodyLimits
from api.serving.predictions import customers_in
from churn_platform_tests.api.raw import answer, connections, first_line, post
from churn_platform_tests.api.test_odd_requests import assert_problem
from churn_platform_tests.api.world import TOKEN_SHA256, World, serving
from churn_platform_tests.commands.started import eventually

URL = "/api/predictions"
OTHERS = ("/api/customers/1/what-if", "/api/materializations")
LONG = 10_000
"""Seconds that no test takes."""
PATIENT = BodyLimits(first_seconds=LONG, seconds=LONG, idle_seconds=LONG)


@pytest.fixture(scope="module")
def trusted(ran: World) -> Iterator[httpx.Client]:
    """A client with the token, of an API whose graph ran."""
    with ran.trusted() as client:
        yield client


@contextmanager
def limited(world: World, limits: BodyLimits, **settings: object) -> Iterator[httpx.Client]:
    """The API with these limits, and its bodies in `client.bodies`."""
    app = app_of(world, **settings)
    app.state.services.bodies.limits = limits
    with serving(app) as client:
        client.bodies = app.state.services.bodies  # type: ignore[attr-defined]
        yield client


def app_of(world: World, **settings: object) -> FastAPI:
    return create_app(world.settings.model_copy(update=settings), world.reader())


def bodies_of(client: httpx.Client) -> Bodies:
    bodies: Bodies = client.bodies  # type: ignore[attr-defined]
    return bodies


def have_come(client: httpx.Client, number: int) -> bool:
    return bodies_of(client).incoming == number


def sent(client: httpx.Client, size: int = 10) -> httpx.Response:
    return client.post(URL, content=b" " * size)


@pytest.mark.parametrize(
    "given",
    [
        "text/plain",
        "text/plain; charset=application/json",
        "text/plain;application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json, text/plain",
        "application/jsonx",
        "application",
        "",
        "application/json; charset=latin-1",
        "application/json; charset=utf-16",
    ],
)
@pytest.mark.parametrize("path", [URL, *OTHERS])
def test_what_is_no_json_by_its_header_is_refused(
    trusted: httpx.Client, given: str, path: str
) -> None:
    refused = trusted.post(path, content=b"{}", headers={"Content-Type": given})
    assert_problem(refused, 415)


@pytest.mark.parametrize("path", [URL, *OTHERS])
def test_a_body_without_a_type_is_refused(trusted: httpx.Client, path: str) -> None:
    request = trusted.build_request("POST", path, content=b"{}")
    del request.headers["Content-Type"]
    assert_problem(trusted.send(request), 415)


@pytest.mark.parametrize(
    "given",
    [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        "application/json; x=y",
    ],
)
def test_json_may_have_parameters(client: httpx.Client, given: str) -> None:
    response = client.post(URL, content=b"[]", headers={"Content-Type": given})
    assert_problem(response, 422)  # it was read


@pytest.mark.parametrize("given", ["gzip", "br", "identity, gzip", "GZIP"])
def test_a_compressed_body_is_refused(client: httpx.Client, given: str) -> None:
    assert_problem(client.post(URL, content=b"[]", headers={"Content-Encoding": given}), 415)


def test_an_identity_encoding_is_none(client: httpx.Client) -> None:
    assert_problem(client.post(URL, content=b"[]", headers={"Content-Encoding": "identity"}), 422)


def test_a_second_content_type_is_refused(client: httpx.Client) -> None:
    odd = post(2, b"{}").replace(b"\r\n\r\n", b"\r\nContent-Type: text/plain\r\n\r\n")
    with connections(client) as (link,):
        link.sendall(odd)
        assert first_line(link) == b"HTTP/1.1 415 Unsupported Media Type"


def test_the_document_says_so_of_every_body(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    with_body = [each for path in paths.values() for each in path.values() if "requestBody" in each]
    assert len(with_body) == 3
    assert all("415" in each["responses"] for each in with_body)


def test_the_time_of_a_body_grows_with_what_has_come_of_it() -> None:
    limits = BodyLimits()
    assert [limits.seconds_for(size) for size in (0, 1_000_000, 5_000_000, 20_000_000)] == [
        10,
        20,
        60,
        60,
    ]


def test_a_body_that_does_not_come_in_time_is_refused(ran: World) -> None:
    with limited(ran, BodyLimits(first_seconds=0.1)) as client, connections(client) as (link,):
        link.sendall(post(200_000, b"{"))
        found = answer(link)
    assert found.startswith(b"HTTP/1.1 408 Request Timeout")
    assert b"application/problem+json" in found


def test_of_too_many_bodies_the_one_that_stands_still_longest_is_refused(ran: World) -> None:
    limits = BodyLimits(incoming=3, first_seconds=LONG, seconds=LONG)
    with limited(ran, limits) as client, connections(client, 3) as links:
        for number, link in enumerate(links, 1):
            link.sendall(post(200_000, b"{"))
            eventually(partial(have_come, client, number), 30)
        assert sent(client).status_code != 408
        assert answer(links[0]).startswith(b"HTTP/1.1 503 Service Unavailable")
        assert bodies_of(client).incoming == 2


def test_bodies_without_an_end_take_nobodys_turn(ran: World) -> None:
    with limited(ran, PATIENT, api_max_requests=1) as client, connections(client, 5) as links:
        for number, link in enumerate(links, 1):
            link.sendall(post(200_000, b"{"))
            eventually(partial(have_come, client, number), 30)
        assert client.get("/api/details").status_code == 200
        assert client.get("/metrics").status_code == 200


@pytest.mark.parametrize("chunked", [False, True])
def test_all_bodies_together_are_bounded_and_small_ones_get_in(ran: World, chunked: bool) -> None:
    limits = BodyLimits(1_000_000, LONG, first_seconds=LONG, seconds=LONG)
    with limited(ran, limits) as client, connections(client) as (link,):
        if chunked:
            head = post(0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
            link.sendall(head + b"dbba0\r\n" + b" " * 900_000)
        else:
            link.sendall(post(950_000, b" " * 900_000))
        eventually(lambda: bodies_of(client).held == 900_000, 30)
        refused = sent(client, 900_000)
        assert_problem(refused, 503)
        assert refused.headers["retry-after"] == "1"
        assert "bodies" in refused.json()["detail"]
        for _ in range(30):
            assert "bodies" not in sent(client, 60_000).json()["detail"]
        link.close()
        eventually(lambda: bodies_of(client).held == 0, 30)
        assert "bodies" not in sent(client, 900_000).json()["detail"]
        assert bodies_of(client).held == 0


def test_a_large_body_that_stands_still_makes_room_for_another(ran: World) -> None:
    limits = BodyLimits(1_000_000, 0, first_seconds=LONG, seconds=LONG)
    with limited(ran, limits) as client, connections(client) as (link,):
        link.sendall(post(950_000, b" " * 900_000))
        eventually(lambda: bodies_of(client).held == 900_000, 30)
        assert "bodies" not in sent(client, 900_000).json()["detail"]
        assert answer(link).startswith(b"HTTP/1.1 503 Service Unavailable")
        assert bodies_of(client).held == 0


def test_a_refused_body_counts_no_more(ran: World) -> None:
    with limited(ran, BodyLimits(), api_token_sha256=TOKEN_SHA256) as client:
        for content in (b"{" * 100_000, b" " * 20_000_001, json.dumps(["x" * 90_000]).encode()):
            assert client.post(URL, content=content).status_code in (400, 413, 422, 503)
        assert (bodies_of(client).held, bodies_of(client).incoming) == (0, 0)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"customer":{' + b",".join(b'"%d":0' % n for n in range(6_000)) + b"}}", "5,000 values"),
        (b'{"customers":[' + b",".join([b"1"] * 6_000) + b"]}", "5,000 values"),
        (b'{"customers":[' + b",".join([b"{}"] * 30_000) + b"]}", "21,000 objects"),
    ],
)
def test_a_body_that_takes_more_memory_than_bytes_is_not_parsed(body: bytes, said: str) -> None:
    with pytest.raises(HTTPException, match="holds more than") as caught:
        customers_in(body, 10_000)
    assert caught.value.status_code == 413 and said in caught.value.detail
