"""Requests nobody should make: each gets a documented 4xx as a problem, never a 5xx."""

from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from churn_platform.history.paging import write_cursor
from churn_platform_tests.api.world import World

TRAVERSALS = (
    "../secret.txt",
    "%2e%2e/secret.txt",
    "%2e%2e%2fsecret.txt",
    "%252e%252e%252fsecret.txt",
    "..%5csecret.txt",
    "..%2f..%2fetc%2fpasswd",
    "%2fetc%2fpasswd",
    "file:%2f%2f%2fetc%2fpasswd",
    "versions%2f",
    "metrics.json%00",
    "metrics.json%2f..%2f..%2fsecret.txt",
    "%00",
    "%ff%fe",
    "%23",
    "%3f",
    "a" * 3000,
    "METRICS.JSON",
)
ODD_QUERIES = (
    "limit=-1",
    "limit=0",
    "limit=201",
    f"limit={10**30}",
    "limit=" + "9" * 6000,
    "limit=1.5",
    "limit=abc",
    "limit=",
    "limit=%00",
    "limit=NaN",
    "cursor=",
    "cursor=%00",
    "cursor=abc",
    "cursor=" + "a" * 5000,
    "cursor=YmVmb3JlOi0x",  # before:-1
    "cursor=YmVmb3JlOjA",  # before:0
    "cursor=eyJ0eXBlIjogIlNUT1JBR0VfSUQiLCAidmFsdWUiOiAxfQ==",  # a cursor of Dagster's own
    f"cursor={write_cursor(2**63)}",
    "cursor=%F0%9F%92%A5",
)
ODD_FILTERS = (
    "asset=nope",
    "asset=",
    "asset=%00",
    "asset=" + "a" * 5000,
    "status=nope",
    "status=",
    "status=PASSED",
    "status=not_evaluated",
)
PAGED = ("/api/model-runs", "/api/assets/model_metrics/materializations")


def assert_problem(response: httpx.Response, *statuses: int) -> None:
    assert response.status_code in statuses, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert {"type", "title", "status", "detail", "instance"} <= body.keys()


@pytest.mark.parametrize("tail", TRAVERSALS)
def test_only_known_ids_name_a_file(client: httpx.Client, ran: World, tail: str) -> None:
    (ran.data_dir / "secret.txt").write_text("hush")
    response = client.get(f"/api/artifacts/{tail}")
    assert b"hush" not in response.content and b"root:" not in response.content
    assert_problem(response, 404)


@pytest.mark.parametrize("path", PAGED)
@pytest.mark.parametrize("query", ODD_QUERIES)
def test_odd_parameters_are_refused_by_name(client: httpx.Client, path: str, query: str) -> None:
    response = client.get(f"{path}?{query}")
    assert_problem(response, 422)
    assert [each["parameter"] for each in response.json()["errors"]] == [query.split("=")[0]]


@pytest.mark.parametrize("query", ODD_FILTERS)
def test_odd_filters_are_refused_by_name(client: httpx.Client, query: str) -> None:
    response = client.get(f"/api/checks?{query}")
    assert_problem(response, 422)
    assert [each["parameter"] for each in response.json()["errors"]] == [query.split("=")[0]]


@pytest.mark.parametrize("key", ["nope", "%00", "raw_customers%00", "x" * 3000, "%ff"])
def test_unknown_assets_are_not_found(client: httpx.Client, key: str) -> None:
    for path in (f"/api/assets/{key}", f"/api/assets/{key}/materializations"):
        assert_problem(client.get(path), 404)


def test_unknown_paths_and_methods_are_problems_too(client: httpx.Client) -> None:
    assert_problem(client.get("/nope"), 404)
    assert_problem(client.get("/api/assets/raw_customers/nope"), 404)
    refused = client.post("/api/metrics", content=b"{}")
    assert_problem(refused, 405)
    assert refused.headers["allow"] == "GET"
    assert_problem(client.delete("/api/artifacts/metrics.json"), 405)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=40), limit=st.one_of(st.integers(), st.text(max_size=10)))
def test_no_text_makes_the_api_fail(client: httpx.Client, text: str, limit: object) -> None:
    text = text.encode(errors="ignore").decode()
    part = quote(text, safe="")
    paths = [
        f"/api/artifacts/{part}",
        f"/api/assets/{part}",
        f"/api/assets/{part}/materializations",
    ]
    for path in paths:
        assert client.get(path).status_code < 500
    shown = str(limit).encode(errors="ignore").decode()
    response = client.get("/api/model-runs", params={"limit": shown, "cursor": text})
    assert response.status_code == 422


def test_errors_tell_no_path_of_this_machine(client: httpx.Client, ran: World) -> None:
    kept = ran.data_dir / "versions"
    away = kept.rename(ran.data_dir / "away")
    try:
        response = client.get("/api/artifacts/metrics.json")
    finally:
        away.rename(kept)
    assert_problem(response, 404)
    assert "materialize its asset again" in response.json()["detail"]
    assert str(Path(ran.data_dir)) not in response.text


def test_no_foreign_page_may_read_the_api(client: httpx.Client) -> None:
    response = client.get("/api/metrics", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in response.headers
