"""The app as a whole: starting it, its documentation, its errors, its place behind a proxy."""

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from api.main import create_app
from api.schemas.base import VERSION
from churn_platform_tests.api.routes.test_pipeline import ENDPOINTS
from churn_platform_tests.api.world import World, serving

PROJECT = Path(__file__).resolve().parent.parent.parent


def python(code: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={"PYTHONPATH": str(PROJECT), **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_importing_the_app_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys, api.main\n"
        "heavy = ('pandas', 'sklearn', 'lightgbm', 'plotly', 'matplotlib', 'pyarrow',"
        " 'joblib', 'dagster_graphql', 'churn_platform.analysis', 'churn_platform.defs')\n"
        "print(api.main.app.title, [name for name in heavy if name in sys.modules])"
    )
    done = python(code, tmp_path)
    assert done.stdout.strip() == "Customer churn []", done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_setting_is_said_in_its_own_line(tmp_path: Path) -> None:
    done = python("import api.main", tmp_path, CHURN_API_PORT="0", CHURN_SEED="-1")
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert [line.split(" is not allowed")[0] for line in lines] == [
        "CHURN_SEED='-1'",
        "CHURN_API_PORT='0'",
    ]


def test_the_documentation_needs_no_network(client: httpx.Client) -> None:
    page = client.get("/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    links = re.findall(r"""(?:src|href|data-document)=["']?([^"' >]+)""", page.text)
    assert links and all(re.match(r"(/|data:)", link) for link in links), links
    own = {link: client.get(link) for link in links if link.startswith("/")}
    assert {answer.status_code for answer in own.values()} == {200}
    assert "swagger" in own["/docs/swagger-ui-bundle.js"].text.lower()
    assert client.get("/docs/absent.js").status_code == 404


def test_the_documentation_may_load_and_run_files_of_its_own_alone(client: httpx.Client) -> None:
    page = client.get("/docs")
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]* src=)|<style| style=| on[a-z]+=", page.text)


def test_the_documentation_knows_every_endpoint_and_fills_in_what_is_there(
    client: httpx.Client,
) -> None:
    plain, shown = client.get("/openapi.json").json(), client.get("/docs/openapi.json").json()
    run = client.get("/api/metrics").json()["run_id"]
    assert list(shown["paths"]) == list(plain["paths"])
    filled = {
        f"{method.upper()} {path}": each.get("example")
        for path, methods in shown["paths"].items()
        for method, operation in methods.items()
        for each in operation.get("parameters", [])
        if each.get("required")
    }
    assert filled == {
        "GET /api/artifacts/{id}": "tenure_histogram",
        "GET /api/assets/{key}": "model_metrics",
        "GET /api/assets/{key}/materializations": "model_metrics",
        "GET /api/customers/{id}": "C-1001",
        "POST /api/customers/{id}/what-if": "C-1001",
        "GET /api/model-runs/compare": [run, run],
        "GET /api/models/{version}/card": "champion",
        "POST /api/models/{version}/rollback": VERSION,
        "GET /api/runs/{id}": run,
        "DELETE /api/runs/{id}": run,
    }


def test_the_openapi_document_shows_an_example_and_problems_for_every_endpoint(
    client: httpx.Client,
) -> None:
    document = client.get("/openapi.json").json()
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation["description"].startswith(operation["summary"]), path
            assert operation["summary"]
            for status, response in operation["responses"].items():
                if status >= "400":
                    assert list(response["content"]) == ["application/problem+json"]
            good = next(status for status in operation["responses"] if status < "300")
            content = operation["responses"][good]["content"]
            if "application/json" in content:
                assert content["application/json"]["example"]
    assert "HTTPValidationError" not in json.dumps(document)


@pytest.mark.parametrize("path", ENDPOINTS)
def test_answers_have_the_fields_that_the_document_promises(
    client: httpx.Client, path: str
) -> None:
    document = client.get("/openapi.json").json()
    template = path.replace("raw_customers", "{key}")
    answer = document["paths"][template]["get"]["responses"]["200"]["content"]
    promised = answer["application/json"]["example"]
    assert list(client.get(path).json()) == list(promised)


def test_behind_a_prefix_every_link_has_it(ran: World) -> None:
    prefix = "/churn/api"
    with ran.client(prefix) as client:  # the proxy takes the prefix away, as uvicorn expects
        items = client.get("/api/artifacts").json()["items"]
        assert {item["link"].startswith(f"{prefix}/api/artifacts/") for item in items} == {True}
        links = re.findall(r'(?:href|src|document)="(/[^"]*)"', client.get("/docs").text)
        assert links and all(link.startswith(f"{prefix}/") for link in links)
        for document in ("/docs/openapi.json", "/openapi.json"):
            assert client.get(document).json()["servers"] == [{"url": prefix}]


def test_a_broken_history_is_health_s_news_and_503_elsewhere(world: World) -> None:
    world.make("raw_customers")
    world.close()
    path = world.settings.history_dir / "history/runs.db"
    whole = path.read_bytes()
    path.write_bytes(b"x" * 8192)
    with world.client() as client:
        health = client.get("/api/health").json()
        assert health["status"] == "degraded"
        assert health["reasons"][0] == "storage: history/runs.db: file is not a database"
        for endpoint in ENDPOINTS[1:]:
            response = client.get(endpoint)
            assert response.status_code == 503
            assert response.headers["content-type"] == "application/problem+json"
            assert response.headers["retry-after"] == "5"
            assert str(world.data_dir) not in response.text
        path.write_bytes(whole)
        assert client.get("/api/details").json()["state"] == "ok"


def test_a_history_that_breaks_later_leaves_the_last_answers_in_place(world: World) -> None:
    world.make()
    with world.client() as client:
        before = client.get("/api/metrics").json()
        world.close()
        path = world.settings.history_dir / "history/runs.db"
        path.unlink()
        path.write_bytes(b"x" * 8192)
        assert client.get("/api/metrics").json() == before
        health = client.get("/api/health").json()
    assert health["status"] == "degraded" and health["storage"]["answers"] is False


def test_two_apps_in_one_process_keep_apart(ran: World, world: World) -> None:
    with ran.client() as first, serving(create_app(world.settings, world.reader())) as second:
        assert first.get("/api/details").json()["state"] == "ok"
        assert second.get("/api/details").json()["state"] == "no data yet"
