"""Dagster's own application behind the guard: what it answers, and what it refuses."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import dagster_webserver.app
import httpx
import pytest
import uvicorn
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import EmptyWorkspaceTarget
from dagster_webserver.app import create_app_from_workspace_process_context
from dagster_webserver.webserver import DagsterWebserver
from starlette.applications import Starlette
from websockets import Subprotocol
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from churn_platform.config.settings import get_settings
from churn_platform.webserver.server import GuardedWebserver, install
from churn_platform.webserver.tokens import digest_of

VERSION = {"query": "{ version }"}
_PROTOCOL = Subprotocol("graphql-ws")
REPORTS = ("materialization/a", "observation/a", "check/a?check_name=c&passed=true")
ASSETS = "{ assetRecordsOrError { ... on AssetRecordConnection { assets { key { path } } } } }"


@pytest.fixture(params=["", "/churn/ui"], ids=["at the root", "below a prefix"])
def prefix(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def ui(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prefix: str) -> Iterator[httpx.Client]:
    with guarded(tmp_path, monkeypatch, prefix) as client:
        yield client


@contextmanager
def guarded(
    folder: Path, monkeypatch: pytest.MonkeyPatch, prefix: str = "", **settings: str
) -> Iterator[httpx.Client]:
    """Serve Dagster's application as our command makes it; give a client of it."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    monkeypatch.setattr(dagster_webserver.app, "DagsterWebserver", DagsterWebserver)
    install(get_settings())
    with (
        dg.instance_for_test(temp_dir=str(folder)) as instance,
        WorkspaceProcessContext(instance, EmptyWorkspaceTarget(), version="1") as context,
        served(create_app_from_workspace_process_context(context, prefix)) as address,
        httpx.Client(base_url=f"{address}{prefix}/", trust_env=False, timeout=30) as client,
    ):
        yield client
    get_settings.cache_clear()


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """Serve an app on a free local port, as Dagster's command does; give its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the UI did not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def origin(ui: httpx.Client) -> str:
    return f"http://{ui.base_url.netloc.decode()}"


def get(ui: httpx.Client, path: str, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ui.get(path, headers=named).status_code


def test_pages_files_and_queries_are_answered(ui: httpx.Client) -> None:
    for path in ("runs", "favicon.png", "server_info"):
        answer = ui.get(path)
        assert answer.status_code == 200
        assert answer.headers["x-frame-options"] == "SAMEORIGIN"
        policies = answer.headers.get_list("content-security-policy")
        assert policies[-1] == "frame-ancestors 'self'"
    for headers in ({}, {"Origin": origin(ui), "Sec-Fetch-Site": "same-origin"}):
        answer = ui.post("graphql", json=VERSION, headers=headers)
        assert answer.json() == {"data": {"version": "1"}}
    assert "GraphiQL" in ui.get("graphql", headers={"Accept": "text/html"}).text


def test_graphql_is_answered_by_post_with_json_alone(ui: httpx.Client) -> None:
    assert ui.get("graphql", params=VERSION).status_code == 405
    assert ui.head("graphql", params=VERSION).status_code == 405
    linked = {"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document", "Accept": "text/html"}
    assert get(ui, "graphql?query=x", Sec_Fetch_Site="cross-site", **linked) == 403
    for kind in (
        None,
        "",
        "text/plain",
        "text/plain; application/json",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=application/json",
        "application/jsonp",
    ):
        headers = {} if kind is None else {"Content-Type": kind}
        assert ui.post("graphql", content=b"{}", headers=headers).status_code == 415, kind
    twice = [("Content-Type", "application/json"), ("Content-Type", "text/plain")]
    assert ui.post("graphql", content=b"{}", headers=twice).status_code == 415
    charset = {"Content-Type": "application/json; charset=utf-8"}
    assert ui.post("graphql", content=b'{"query": "{version}"}', headers=charset).is_success
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        assert ui.request(method, "graphql").status_code == 405


def test_pages_of_other_sites_are_refused_but_for_links(ui: httpx.Client) -> None:
    link = {"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    for path in ("runs", "favicon.png", "server_info", "logs/a/b.out", "download_debug/1"):
        for site in ("cross-site", "same-site"):
            assert get(ui, path, Sec_Fetch_Site=site) == 403
            assert get(ui, path, Sec_Fetch_Site=site, Sec_Fetch_Mode="navigate") == 403
        assert get(ui, path, Origin="http://127.0.0.1:8000") == 403
    assert get(ui, "runs", Sec_Fetch_Site="cross-site", **link) == 200
    answer = ui.post("graphql", json=VERSION, headers={"Origin": "http://localhost:3000"})
    assert answer.status_code == 403 and "CHURN_UI_URL" in answer.text
    assert get(ui, "runs", Host="rebound.example") == 421


def test_a_websocket_is_opened_by_our_own_pages(ui: httpx.Client) -> None:
    own = {"Origin": origin(ui), "Sec-Fetch-Site": "same-origin"}
    assert _opens(ui, own) and _opens(ui, {})
    for foreign in ("http://127.0.0.1:8000", "http://localhost:3000", "null"):
        assert not _opens(ui, {"Origin": foreign})
    assert not _opens(ui, own | {"Sec-Fetch-Site": "cross-site"})


def _opens(ui: httpx.Client, headers: dict[str, str]) -> bool:
    address = f"{ui.base_url}graphql".replace("http", "ws", 1)
    try:
        with connect(address, subprotocols=[_PROTOCOL], additional_headers=headers) as socket:
            socket.send('{"type": "connection_init"}')
            return "connection_ack" in str(socket.recv(timeout=20))
    except InvalidStatus as error:
        assert error.response.status_code == 403
        return False


def test_reporting_events_is_off(ui: httpx.Client) -> None:
    assert _report(ui, Authorization="Bearer the-token") == {403}
    assert not _assets(ui)


def test_where_it_is_on_reporting_events_needs_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = {"CHURN_API_TOKEN_SHA256": digest_of("the-token")}
    with guarded(tmp_path, monkeypatch, CHURN_UI_REPORTED_EVENTS="true", **token) as ui:
        for given in ({}, {"Authorization": "Bearer other"}, {"Authorization": "Basic the-token"}):
            assert _report(ui, **given) == {401}
        right = {"Authorization": "Bearer the-token"}
        assert _report(ui, Origin="https://evil.example", **right) == {403}
        assert not _assets(ui)
        assert _report(ui, **right) == {200}
        assert _assets(ui) == [{"key": {"path": ["a"]}}]


def test_without_a_configured_token_nobody_reports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with guarded(tmp_path, monkeypatch, CHURN_UI_REPORTED_EVENTS="true") as ui:
        assert _report(ui, Authorization="Bearer x") == {401}


def _report(ui: httpx.Client, **headers: str) -> set[int]:
    return {
        ui.post(f"report_asset_{each}", json={}, headers=headers).status_code for each in REPORTS
    }


def _assets(ui: httpx.Client) -> list[Any]:
    answer = ui.post("graphql", json={"query": ASSETS}).json()
    found: list[Any] = answer["data"]["assetRecordsOrError"]["assets"]
    return found


def test_another_way_of_making_the_application_is_not_served_unguarded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dagster_webserver.app, "DagsterWebserver", GuardedWebserver)
    with pytest.raises(RuntimeError, match="the guard does not fit"):
        install(get_settings())
