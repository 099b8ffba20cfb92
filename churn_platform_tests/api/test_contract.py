"""The whole graph, then the API: both halves mean the same by what is recorded."""

from api.main import create_app
from api.reader import Reader
from churn_platform.catalog import ASSETS
from churn_platform.settings import get_settings
from churn_platform_tests.api.test_routes import ENDPOINTS, strict
from churn_platform_tests.api.world import serving
from churn_platform_tests.platform import Platform


def test_the_api_reads_what_a_real_run_recorded(platform: Platform) -> None:
    result = platform.run()
    assert result.success
    settings = get_settings()
    settings.history_dir.symlink_to(platform.instance.root_directory)
    app = create_app(settings, Reader(settings, lambda: platform.instance))
    with serving(app) as client:
        for path in ENDPOINTS:
            strict(client.get(path))
        details = client.get("/api/details").json()
        metrics = client.get("/api/metrics").json()
        checks = client.get("/api/checks").json()
        artifacts = client.get("/api/artifacts").json()
        contents = {item["id"]: client.get(item["link"]) for item in artifacts["items"]}
    assert details["last_run"]["id"] == metrics["run_id"] == result.run_id
    assert details["processed"]["rows"] == 300
    assert (details["data"]["state"], details["data"]["quarantined_rows"]) == ("accepted", 0)
    assert (checks["counts"]["failed"], checks["counts"]["not_evaluated"]) == (0, 0)
    assert all(check["found"] and check["expected"] for check in checks["items"])
    assert all(asset["newest"] for asset in details["assets"])
    assert (artifacts["complete"], artifacts["note"]) == (True, None)
    assert {item["asset"] for item in artifacts["items"]} == set(ASSETS)
    assert {reply.status_code for reply in contents.values()} == {200}
    assert metrics["metrics"] == contents["metrics.json"].json()
    raw = platform.newest("raw_customers")
    assert (
        metrics["metrics"]["data_version"]
        == raw.data_version
        == details["assets"][0]["newest"]["source_version"]
    )
