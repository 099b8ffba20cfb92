"""The whole graph, then the API: both halves mean the same by what is recorded."""

from urllib.parse import quote

import httpx
import pytest

from api.main import create_app
from churn_platform.catalog import KEPT_UP
from churn_platform.config.settings import get_settings
from churn_platform.history.reader import Reader
from churn_platform_tests.api.routes.test_pipeline import ENDPOINTS, strict
from churn_platform_tests.api.world import TOKEN, TOKEN_SHA256, serving
from churn_platform_tests.platform import Platform
from churn_platform_tests.telco import TELCO


def test_the_api_reads_what_a_real_run_recorded(done: Platform) -> None:
    (run,) = done.instance.get_runs()
    settings = get_settings()
    settings.history_dir.symlink_to(done.instance.root_directory)
    settings = settings.model_copy(update={"api_token_sha256": TOKEN_SHA256})
    app = create_app(settings, Reader(settings, lambda: done.instance))
    with serving(app) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        for path in ENDPOINTS:
            strict(client.get(path))
        details = client.get("/api/details").json()
        metrics = client.get("/api/metrics").json()
        checks = client.get("/api/checks").json()
        artifacts = client.get("/api/artifacts").json()
        contents = {item["id"]: client.get(item["link"]) for item in artifacts["items"]}
        champion = client.get("/api/models").json()["items"]
        card = client.get("/api/models/champion/card")
        drift = client.get("/api/monitoring").json()
        check_predictions(client, champion[0]["version"])
    assert details["last_run"]["id"] == metrics["run_id"] == run.run_id
    assert details["processed"]["rows"] == 300
    assert (details["data"]["state"], details["data"]["quarantined_rows"]) == ("accepted", 0)
    assert (checks["counts"]["failed"], checks["counts"]["not_evaluated"]) == (0, 0)
    assert all(check["found"] and check["expected"] for check in checks["items"])
    assert {asset["key"] for asset in details["assets"] if asset["newest"]} == set(KEPT_UP)
    assert (artifacts["complete"], artifacts["note"]) == (True, None)
    assert {item["asset"] for item in artifacts["items"]} == set(KEPT_UP)
    assert (len(champion), champion[0]["serving"], champion[0]["kept"]) == (1, True, True)
    assert details["champion"]["version"] == champion[0]["version"]
    assert card.text == contents["model_card.md"].text
    assert (drift["state"], len(drift["features"])) == ("ok", len(TELCO.features))
    assert {reply.status_code for reply in contents.values()} == {200}
    assert metrics["metrics"] == contents["metrics.json"].json()
    raw = done.newest("raw_customers")
    assert (
        metrics["metrics"]["data_version"]
        == raw.data_version
        == details["assets"][0]["newest"]["source_version"]
    )


def check_predictions(client: httpx.Client, version: str) -> None:
    """What is sent in answers with the scores of those who did not train the model."""
    scored = client.get("/api/customers/at-risk?limit=100").json()
    assert scored["scored"]["model_version"] == version
    shown = [
        client.get(f"/api/customers/{quote(item['id'], safe='')}").json()
        for item in [each for each in scored["items"] if each["scored_by"] == "model"][::5]
    ]
    assert len(shown) >= 2
    answer = client.post("/api/predictions", json={"customers": [one["values"] for one in shown]})
    assert answer.json()["model"]["version"] == version
    for item, one in zip(answer.json()["items"], shown, strict=True):
        assert item["probability"] == pytest.approx(one["probability"], abs=1e-12)
        assert item["risk_band"] == one["risk_band"]
        assert [reason["text"] for reason in item["reasons"]] == one["reasons"]
