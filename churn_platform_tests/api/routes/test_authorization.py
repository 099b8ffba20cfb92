"""Who may ask: the token, the pages of other sites, and names that are not ours."""

import httpx
import pytest

from api.routes.authorization import _OFF
from churn_platform.catalog import ASSETS
from churn_platform_tests.api.launches import Launches
from churn_platform_tests.api.test_odd_requests import assert_problem
from churn_platform_tests.api.world import TOKEN, TOKEN_SHA256, World

TABLES = [key for key, asset in ASSETS.items() if asset.type == "table"]
RUN = "84859e1f-5a15-4061-b8b6-b2c604ffe2fe"
GUARDED = (
    ("GET", "/api/customers/at-risk"),
    ("GET", "/api/customers/7590-VHVEG"),
    ("POST", "/api/customers/7590-VHVEG/what-if"),
    ("POST", "/api/models/release"),
    ("POST", "/api/models/20d0f471a7c378b0/rollback"),
    ("POST", "/api/materializations"),
    ("GET", f"/api/runs/{RUN}"),
    ("DELETE", f"/api/runs/{RUN}"),
    *(("GET", f"/api/artifacts/{key}") for key in TABLES),
)
WRONG = (
    None,
    "",
    "Bearer",
    f"Bearer {TOKEN}x",
    f"Bearer {TOKEN[:-1]}",
    f"Bearer {TOKEN_SHA256}",
    f"Basic {TOKEN}",
    TOKEN,
    f"Token {TOKEN}",
    f"Bearer {TOKEN},{TOKEN}",
    "Bearer \u00e4",
)


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_d08_without_a_configured_token_it_is_off_and_says_how_to_switch_it_on(
    client: httpx.Client, method: str, path: str
) -> None:
    for headers in ({}, {"Authorization": f"Bearer {TOKEN}"}, {"Authorization": "Bearer"}):
        response = client.request(method, path, headers=headers)
        assert_problem(response, 403)
        assert response.json()["detail"] == _OFF
        assert response.headers["cache-control"] == "no-store"
    assert "make token" in _OFF and "CHURN_API_TOKEN_SHA256" in _OFF and "restart" in _OFF


@pytest.fixture(scope="module")
def locked(ran: World) -> object:
    """The API with a token, and a client that has none."""
    launches = Launches()
    with ran.client(launch=launches, api_token_sha256=f"{'0' * 64},{TOKEN_SHA256}") as made:
        yield made
    assert (launches.asked, launches.cancelled) == ([], [])


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_d08_a_missing_or_wrong_token_is_refused(
    locked: httpx.Client, method: str, path: str
) -> None:
    for given in WRONG:
        headers = {} if given is None else {b"Authorization": given.encode("latin-1")}
        response = locked.request(method, path, headers=headers)
        assert_problem(response, 401)
        assert response.headers["www-authenticate"] == "Bearer"
        assert response.headers["cache-control"] == "no-store"
        assert TOKEN not in response.text
    for query in (f"token={TOKEN}", f"access_token={TOKEN}", f"authorization=Bearer%20{TOKEN}"):
        assert_problem(locked.request(method, f"{path}?{query}"), 401)
    assert_problem(locked.request(method, path, headers={"Cookie": f"token={TOKEN}"}), 401)


def test_the_right_token_lets_in_by_any_case_of_the_scheme(locked: httpx.Client) -> None:
    for scheme in ("Bearer", "bearer", "BEARER"):
        headers = {"Authorization": f"{scheme} {TOKEN}"}
        # with the token, it is the made world that has no lookup
        unready = locked.get("/api/customers/at-risk", headers=headers)
        assert_problem(unready, 503)
        assert unready.json()["detail"].endswith("cannot be looked up; the next run renews it.")
        private = locked.get("/api/artifacts/churn_scores", headers=headers)
        assert (private.status_code, private.headers["cache-control"]) == (200, "no-store")


def test_what_shows_no_customer_needs_no_token(locked: httpx.Client) -> None:
    for key in set(ASSETS) - set(TABLES):
        assert locked.get(f"/api/artifacts/{key}").status_code == 200
    items = locked.get("/api/artifacts").json()["items"]
    private = {item["id"]: item["private"] for item in items}
    answers = {id: locked.get(f"/api/artifacts/{id}").status_code for id in private}
    assert {id: status == 401 for id, status in answers.items()} == private
    assert {item["asset"] for item in items if item["private"]} == set(TABLES)


def test_d08_a_page_of_another_site_changes_nothing_even_with_the_token(
    locked: httpx.Client,
) -> None:
    for origin in ("https://evil.example", "null", "http://[", "file://", "", "http://127.0.0.1"):
        headers = {"Authorization": f"Bearer {TOKEN}", "Origin": origin}
        for path in ("/api/models/release", "/api/materializations"):
            form = locked.post(path, headers=headers, data={"job": "churn_pipeline"})
            assert_problem(form, 403)


def test_d09_no_origin_is_allowed_to_read(locked: httpx.Client) -> None:
    for origin in ("https://evil.example", "null", str(locked.base_url).rstrip("/")):
        asked = {
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization",
        }
        for path in ("/api/metrics", "/api/materializations", "/nope"):
            for response in (
                locked.options(path, headers=asked),
                locked.get(path, headers={"Origin": origin}),
            ):
                given = [name for name in response.headers if "access-control" in name]
                assert given == []


HOSTS = (
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil",
    "evil@127.0.0.1",
    "",
    "::",
    "[",
)


@pytest.mark.parametrize("host", HOSTS)
def test_d08_another_name_in_the_host_header_is_refused(client: httpx.Client, host: str) -> None:
    response = client.get("/api/health", headers={"Host": host})
    assert_problem(response, 421)
    assert "CHURN_ALLOWED_HOSTS" in response.json()["detail"]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1:8000", "[::1]:8000"])
def test_this_machine_s_own_names_are_allowed(client: httpx.Client, host: str) -> None:
    assert client.get("/api/health", headers={"Host": host}).status_code == 200
