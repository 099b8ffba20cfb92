"""The processes of `deploy/`, started with exactly its commands, over Postgres, behind a proxy."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from playwright.sync_api import HttpCredentials

from churn_platform.catalog import LOCATION, REPOSITORY
from churn_platform.runtime.first_run import _LAUNCH as QUERY
from churn_platform.runtime.first_run import launch_first_run
from churn_platform_tests.browser import chromium
from churn_platform_tests.commands.started import eventually
from churn_platform_tests.deploy.processes import Deployed, proxy, proxy_configuration
from churn_platform_tests.pages.other_site import SITES, Target, attack, other_site
from churn_platform_tests.postgres import PASSWORD, QUOTED, Cluster

# one worker of pytest-xdist for all of this file: its processes are started once
pytestmark = [pytest.mark.platform]
LOGINS = {"olga": "operates", "vera": "views"}
VERSION = {"query": "{ version }"}
PLACE = {"location": LOCATION, "repository": REPOSITORY}
LAUNCH = {"query": QUERY, "variables": {"job": "no_such_job", **PLACE, "tags": []}}


@pytest.fixture(scope="module")
def deployed(
    tmp_path_factory: pytest.TempPathFactory, small_csv: Path, postgres: Cluster
) -> Iterator[Deployed]:
    """Code server, both UIs, daemon and API over an empty database; a run has succeeded."""
    url = postgres.create("template1")
    made = Deployed(tmp_path_factory.mktemp("deployed"), small_csv, url)
    with made.started():
        eventually(lambda: get(f"{made.url('api')}/api/health"))
        for address in (f"{made.url('ui')}/churn/ui", f"{made.url('viewer')}/churn/view"):
            eventually(partial(get, f"{address}/server_info"))
        launched = launch_first_run(f"{made.url('ui')}/churn/ui", made.url("api"))
        assert launched
        run = eventually(lambda: _ended(made))
        assert (run["id"], run["status"]) == (launched, "SUCCESS"), made.log("code")
        yield made
    postgres.drop(url)


def get(url: str, **options: Any) -> Any:
    answer = httpx.get(url, timeout=20, trust_env=False, **options)
    assert answer.status_code == 200, answer.text
    return answer.json()


def _ended(made: Deployed) -> dict[str, Any] | None:
    run: dict[str, Any] | None = get(f"{made.url('api')}/api/details")["last_run"]
    return run if run and run["end"] else None


def test_a_launched_run_is_shown_by_the_api(deployed: Deployed) -> None:
    assert get(f"{deployed.url('api')}/api/metrics")["state"] == "ok"
    health = eventually(lambda: _healthy(deployed))
    assert health["scheduler"]["running"] is True
    assert not list(deployed.data.rglob("*.db"))  # nothing of the history is in files


def _healthy(deployed: Deployed) -> dict[str, Any] | None:
    health: dict[str, Any] = get(f"{deployed.url('api')}/api/health")
    return health if health["status"] == "ok" else None


def test_no_process_shows_the_password(deployed: Deployed) -> None:
    assert {name: each.poll() for name, each in deployed.processes.items()} == dict.fromkeys(
        deployed.processes
    )
    for name, process in deployed.processes.items():
        family = psutil.Process(process.pid)
        for one in (family, *family.children(recursive=True)):
            try:
                told = " ".join(one.cmdline())
            except psutil.NoSuchProcess:  # a run that ends just now
                continue
            assert PASSWORD not in told and QUOTED not in told
        assert PASSWORD not in deployed.log(name) and QUOTED not in deployed.log(name)
    logbook = (deployed.data / "logs/pipeline.log").read_text()
    assert PASSWORD not in logbook and QUOTED not in logbook


@pytest.fixture(scope="module")
def behind(deployed: Deployed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of nginx before them, with `deploy/nginx.conf`."""
    folder = tmp_path_factory.mktemp("proxy")
    with proxy(proxy_configuration(folder, deployed.ports, LOGINS)):
        yield f"https://127.0.0.1:{deployed.ports['proxy']}"


@pytest.fixture(params=["olga", "vera", None], ids=str)
def who(request: pytest.FixtureRequest) -> str | None:
    name: str | None = request.param
    return name


@pytest.fixture
def client(behind: str, who: str | None) -> Iterator[httpx.Client]:
    login = (who, LOGINS[who]) if who else None
    # its certificate was made a moment ago
    with httpx.Client(
        base_url=behind, auth=login, verify=False, timeout=30, trust_env=False
    ) as made:
        yield made


def test_behind_the_proxy_everybody_gets_what_is_theirs(
    client: httpx.Client, who: str | None, behind: str
) -> None:
    paths = ("/churn/ui", "/churn/view", "/churn/api/api/health", "/churn/api/docs")
    statuses = [client.get(path, follow_redirects=True).status_code for path in paths]
    expected = {"olga": [200] * 4, "vera": [401, 200, 200, 200], None: [401] * 4}
    assert statuses == expected[who]
    if who is None:
        return
    _look_around(client, behind)
    assert _asked_for_a_run(client, "/churn/view") == "UnauthorizedError"
    if who == "olga":
        assert _asked_for_a_run(client, "/churn/ui") == "PipelineNotFoundError"


def _asked_for_a_run(client: httpx.Client, prefix: str) -> str:
    answer = client.post(f"{prefix}/graphql", json=LAUNCH).json()
    return str(answer["data"]["launchRun"]["__typename"])


def _look_around(client: httpx.Client, behind: str) -> None:
    """Every link of the UI's page and of the API's pages leads back through the proxy."""
    page = client.get("/churn/view/runs").text
    own = re.findall(r'(?:src|href)="(/[^"]+)"', page)
    assert own and all(link.startswith("/churn/view/") for link in own)
    assert client.get(own[0]).status_code == 200
    assert client.post("/churn/view/graphql", json=VERSION).json()["data"]["version"]
    for path in ("/churn/api/", "/churn/api/docs"):
        links = re.findall(r'(?:src|href)="([^"#]+)"', client.get(path).text)
        outside = {
            link for link in links if not link.startswith(("/churn/api/", f"{behind}/churn"))
        }
        assert outside <= {link for link in links if link.startswith("data:")}, outside
        opened = {
            link: client.get(link, follow_redirects=True).status_code
            for link in set(links) - outside
        }
        assert set(opened.values()) == {200}, opened  # of viewers too
    assert f"{behind}/churn/view/runs/" in client.get("/churn/api/").text
    items = client.get("/churn/api/api/artifacts").json()["items"]
    files = {item["asset"]: item["link"] for item in items}
    assert client.get(files["churn_report"]).status_code == 200
    # the API's own token does not come through the proxy's login
    assert client.get(files["raw_customers"]).status_code == 403


def test_a_program_on_this_machine_needs_no_login_but_the_apis_own_token(
    deployed: Deployed, behind: str
) -> None:
    with httpx.Client(verify=False, timeout=30, trust_env=False) as client:
        assert client.get(f"{behind}/churn/machine/api/health").status_code == 200
        # what changes something is the API's to refuse
        assert client.post(f"{behind}/churn/machine/api/models/release").status_code in (401, 403)


@pytest.mark.browser
@pytest.mark.parametrize("site", SITES)
def test_with_a_login_the_page_of_another_site_changes_nothing(
    deployed: Deployed, behind: str, site: str
) -> None:
    target = Target(f"{behind}/churn/ui", f"{deployed.url('ui')}/churn/ui")
    before = target.state()
    assert before["runsOrError"]["results"] and before["assetOrError"]["assetMaterializations"]
    login = HttpCredentials(username="olga", password=LOGINS["olga"])
    with other_site() as port, chromium() as browser:
        context = browser.new_context(ignore_https_errors=True, http_credentials=login)
        page = context.new_page()
        page.goto(f"{target.url}/runs")  # she has logged in
        page.wait_for_selector("text=churn_pipeline")
        socket = attack(page, f"http://{site}:{port}/", target)
        page.goto(f"{target.url}/runs")  # and still is
        page.wait_for_selector("text=churn_pipeline")
        context.close()
    assert (socket, target.state()) == ("refused", before)


def test_the_proxy_itself_refuses_what_browsers_say_comes_from_elsewhere(behind: str) -> None:
    """Whatever stands behind it, and before it asks for a login."""
    cross = [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": behind.replace("https", "http")},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
        {"Origin": "null", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
    ]
    own = [
        {},
        {"Origin": behind, "Sec-Fetch-Site": "same-origin"},
        {
            "Sec-Fetch-Site": "cross-site",
            "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-Dest": "document",
        },
    ]
    with httpx.Client(verify=False, timeout=30, trust_env=False) as client:
        for path in ("/churn/ui/graphql", "/churn/view", "/churn/api/", "/churn/machine/api/"):
            assert {client.get(behind + path, headers=each).status_code for each in cross} == {403}
            assert 403 not in {client.get(behind + path, headers=each).status_code for each in own}
        other = {"Host": "rebound.example"}
        assert client.get(f"{behind}/churn/machine/api/health", headers=other).status_code == 421
        for path in ("ui/report_asset_check/a", "view/report_asset_materialization/a"):
            assert client.post(f"{behind}/churn/{path}", json={}).status_code == 403
        for kind in ("text/plain", "text/plain; application/json"):
            headers = {"Content-Type": kind}
            answer = client.post(f"{behind}/churn/ui/graphql", content=b"{}", headers=headers)
            assert answer.status_code == 415
