"""What holds for every answer: headers, ids, limits; and what the access log says of it."""

import json
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.main import create_app
from api.middleware.request_checks import HEADERS
from churn_platform.runtime.logs import ACCESS_FILE
from churn_platform_tests.api.raw import connections, post
from churn_platform_tests.api.test_odd_requests import assert_problem
from churn_platform_tests.api.world import TOKEN, World, serving
from churn_platform_tests.commands.started import eventually

PATHS = ("/", "/docs", "/openapi.json", "/metrics", "/api/health", "/api/artifacts/metrics.json")


def access_log(world: World) -> list[dict[str, Any]]:
    lines = (world.data_dir / ACCESS_FILE).read_text().splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("path", [*PATHS, "/nope", "/api/artifacts/nope", "/api/customers/1"])
def test_every_answer_has_the_strict_headers(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    for name in HEADERS:
        assert response.headers[name], name
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors" in response.headers["content-security-policy"]
    assert response.headers["cross-origin-resource-policy"] == "same-origin"
    assert "server" not in response.headers


def test_a_picture_may_be_shown_by_the_dagster_ui(world: World) -> None:
    world.make()
    svg = world.publish("tenure_histogram", b"<svg/>", ".svg")
    world.note("tenure_histogram", svg.version, files=[svg.as_metadata()])
    with world.client() as client:
        response = client.get("/api/artifacts/tenure_histogram")
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"


def test_d15_every_answer_carries_an_id_which_a_problem_repeats(client: httpx.Client) -> None:
    ids = {client.get("/api/health").headers["x-request-id"] for _ in range(5)}
    assert len(ids) == 5
    for path in ("/nope", "/api/model-runs?limit=0", "/api/customers/1"):
        response = client.get(path)
        assert response.json()["request_id"] == response.headers["x-request-id"]


@pytest.mark.parametrize("given", ["a" * 8, "7f3b-1.2_x" * 6])
def test_a_sane_id_of_the_client_is_kept(client: httpx.Client, given: str) -> None:
    response = client.get("/nope", headers={"X-Request-ID": given})
    assert response.headers["x-request-id"] == response.json()["request_id"] == given


@pytest.mark.parametrize("given", ["", "short", "a" * 65, "a b c d e", "<script>", '{"a":"bcdef"}'])
def test_another_id_is_replaced(client: httpx.Client, given: str) -> None:
    answered = client.get("/nope", headers={"X-Request-ID": given}).headers["x-request-id"]
    assert answered != given and len(answered) == 32


def test_a_long_address_is_refused(client: httpx.Client) -> None:
    assert_problem(client.get("/api/artifacts/" + "a" * 8_000), 414)
    assert_problem(client.get("/api/model-runs?cursor=" + "a" * 8_000), 414)


OTHER_HOST, OTHER_SITE = {"Host": "evil.example"}, {"Sec-Fetch-Site": "cross-site"}


@pytest.mark.parametrize(
    ("query", "headers", "status", "said"),
    [
        ("?" + "a" * 8_000, OTHER_HOST | OTHER_SITE, 414, "address is longer"),
        ("", OTHER_HOST | OTHER_SITE, 421, "Host header"),
        ("", OTHER_SITE, 403, "a page of another site"),
        ("", {}, 403, "no token is configured"),
    ],
)
def test_a_request_that_is_wrong_in_several_ways_is_refused_by_the_first_check(
    client: httpx.Client, query: str, headers: dict[str, str], status: int, said: str
) -> None:
    url = f"/api/materializations{query}"
    refused = client.post(url, content=b"no JSON", headers=headers)
    assert_problem(refused, status)
    assert said in refused.json()["detail"]


def test_an_unexpected_error_tells_nothing_but_where_to_look(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.make()
    app = create_app(world.settings, world.reader())

    @app.get("/fails")
    def fails() -> None:
        raise RuntimeError("postgresql://admin:hunter2@/home/me/secret")

    with serving(app, log_config=None) as client:
        response = client.get("/fails")
        assert client.get("/api/health").status_code == 200
    assert_problem(response, 500)
    assert response.headers["content-type"] == "application/problem+json"
    assert HEADERS.items() <= {name: response.headers.get(name) for name in HEADERS}.items()
    body = response.json()
    assert body["request_id"] == response.headers["x-request-id"]
    assert body["title"] == "Internal Server Error"
    for secret in ("hunter2", "RuntimeError", "Traceback", "/home/me"):
        assert secret not in response.text
    assert [(each["route"], each["status"]) for each in access_log(world)] == [
        ("/fails", 500),
        ("/api/health", 200),
    ]
    logged = [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR]
    assert len(logged) == 1 and body["request_id"] in logged[0], logged
    assert "hunter2" not in logged[0]


def test_too_many_requests_at_a_time_are_refused_and_health_is_not(world: World) -> None:
    world.make()
    held, release = threading.Event(), threading.Event()

    def slow(*_: object) -> list[Any]:
        held.set()
        release.wait(30)
        return []

    reader = world.reader()
    reader.page = slow  # type: ignore[method-assign, assignment]
    world.reader = lambda *_: reader  # type: ignore[method-assign]
    with world.client(api_max_requests=1) as client, ThreadPoolExecutor(1) as pool:
        first = pool.submit(client.get, "/api/model-runs")
        assert held.wait(30)
        try:
            refused = client.get("/api/details")
            assert_problem(refused, 503)
            assert refused.headers["retry-after"] == "1"
            assert client.get("/api/health").status_code == 200
            assert client.get("/metrics").status_code == 200
        finally:
            release.set()
        assert first.result().status_code == 200
        assert client.get("/api/details").status_code == 200


def test_the_access_log_says_what_was_asked_and_nothing_that_a_client_wrote(world: World) -> None:
    world.make()
    with world.trusted() as client:
        asked = client.get(
            "/api/customers/SECRET-ID?band=high&x=SECRET",
            headers={"X-Request-ID": "request-0001", "User-Agent": "SECRET", "Referer": "SECRET"},
        )
        client.get("/SECRET")
        client.request("SECRET", "/api/health")
        client.get("/openapi.json")
        answer = client.get("/api/health")
    lines = access_log(world)
    first, *others = lines
    assert list(first) == [
        "time",
        "request_id",
        "method",
        "route",
        "status",
        "ms",
        "bytes",
        "client",
    ]
    assert first["request_id"] == "request-0001"
    assert (first["method"], first["route"]) == ("GET", "/api/customers/{id:path}")
    assert (first["status"], first["bytes"]) == (asked.status_code, len(asked.content))
    assert first["client"] == "127.0.0.1" and first["time"].endswith("+00:00")
    assert [(each["method"], each["route"], each["status"]) for each in others] == [
        ("GET", "unknown", 404),
        ("other", "/api/health", 405),
        ("GET", "/openapi.json", 200),
        ("GET", "/api/health", 200),
    ]
    assert others[-1]["bytes"] == len(answer.content)
    text = (world.data_dir / ACCESS_FILE).read_text()
    assert "SECRET" not in text and TOKEN not in text


def test_the_access_log_is_rotated(world: World, tmp_path: Path) -> None:
    world.make("raw_customers")
    with world.client(log_max_bytes=10_000, log_backups=2) as client:
        for _ in range(150):
            client.get("/nope")
    files = sorted((world.data_dir / "logs").glob("access.log*"))
    assert [file.name for file in files] == ["access.log", "access.log.1", "access.log.2"]
    assert max(file.stat().st_size for file in files) <= 10_000 + 300  # a line


def test_a_log_that_cannot_be_written_costs_no_answer(world: World) -> None:
    world.make()
    (world.data_dir / "logs").write_text("a file where the folder should be")
    with world.client() as client:
        for _ in range(3):
            assert client.get("/api/health").status_code == 200
            time.sleep(0.01)


def test_a_client_that_goes_away_within_a_body_costs_a_line_and_no_traceback(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.make()
    quiet = {"log_config": None, "log_level": "error"}  # so that caplog sees what uvicorn logs
    app = create_app(world.settings, world.reader())
    with serving(app, **quiet) as client:  # type: ignore[arg-type]
        with connections(client, 3) as links:
            for link in links:
                link.sendall(post(200_000, b"{"))
            eventually(lambda: app.state.services.bodies.incoming == 3, 30)
        eventually(lambda: app.state.services.bodies.incoming == 0, 30)
        assert client.get("/api/health").status_code == 200
    lines = [each for each in access_log(world) if each["route"] == "/api/predictions"]
    assert [each["status"] for each in lines] == [499] * 3
    assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []


@pytest.mark.parametrize(
    ("proxies", "given", "client"),
    [
        ("", "203.0.113.9", "127.0.0.1"),
        ("203.0.113.0/24", "203.0.113.9", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.0/8,2001:db8::/32", "2001:db8::1, 198.51.100.7, 127.0.0.2", "198.51.100.7"),
        ("127.0.0.1", "SECRET", "unknown"),
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_only_a_trusted_proxy_says_whom_a_request_is_from(
    world: World, proxies: str, given: str, client: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")  # uvicorn's own variable
    world.make("raw_customers")
    with world.client(api_trusted_proxies=proxies) as asking:
        asking.get("/nope", headers={"X-Forwarded-For": given})
    assert [each["client"] for each in access_log(world)] == [client]


def test_a_long_answer_is_sent_whole(world: World) -> None:
    world.make()
    content = bytes(range(256)) * 1_000 + b"the end"
    svg = world.publish("tenure_histogram", content, ".svg")
    world.note("tenure_histogram", svg.version, files=[svg.as_metadata()])
    with world.client() as client:
        response = client.get("/api/artifacts/tenure_histogram")
    assert response.content == content
    assert access_log(world)[-1]["bytes"] == len(content)
