"""The endpoints, over HTTP, against real recorded runs."""

import json
from typing import Any

import httpx
import pytest

from churn_platform.catalog import ASSETS, MODELS
from churn_platform_tests.api.world import World, document

ENDPOINTS = (
    "/api/health",
    "/api/details",
    "/api/metrics",
    "/api/model-runs",
    "/api/artifacts",
    "/api/assets",
    "/api/assets/raw_customers",
    "/api/assets/raw_customers/materializations",
    "/api/checks",
    "/api/models",
    "/api/monitoring",
)


def strict(response: httpx.Response) -> Any:
    """Parse as JSON proper, which has no NaN."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(response.content, parse_constant=refuse)


@pytest.mark.parametrize("path", ENDPOINTS)
def test_every_endpoint_answers_before_the_first_run(empty: httpx.Client, path: str) -> None:
    response = empty.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"


def test_before_the_first_run_everything_says_so(empty: httpx.Client) -> None:
    assert empty.get("/api/health").json()["status"] == "no data yet"
    details = empty.get("/api/details").json()
    assert (details["state"], details["last_run"]) == ("no data yet", None)
    metrics = empty.get("/api/metrics").json()
    assert (metrics["state"], metrics["metrics"]) == ("no data yet", None)
    assert empty.get("/api/model-runs").json() == {"items": [], "next_cursor": None}
    artifacts = empty.get("/api/artifacts").json()
    assert (artifacts["state"], artifacts["complete"], artifacts["items"]) == (
        "no data yet",
        False,
        [],
    )
    assert [each["newest"] for each in empty.get("/api/assets").json()["items"]] == [None] * len(
        ASSETS
    )
    assert empty.get("/api/artifacts/metrics.json").status_code == 404


def test_reading_never_makes_a_history(world: World) -> None:
    with world.client() as client:
        for path in ENDPOINTS:
            client.get(path)
    assert not world.data_dir.exists()


@pytest.mark.parametrize("path", ENDPOINTS)
def test_every_endpoint_answers_after_a_run(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    strict(response)


def test_details_tell_the_run_the_source_and_every_asset(client: httpx.Client, ran: World) -> None:
    details = client.get("/api/details").json()
    run = details["last_run"]
    assert (run["job"], run["status"], run["trigger"]) == ("churn_pipeline", "SUCCESS", "person")
    assert run["end"] > run["start"] and run["start"].endswith("Z")
    assert details["last_check"] == {
        "time": "2026-03-01T12:00:00Z",
        "changed": True,
        "source": "https://example.org/customers.csv",
        "is_sample": False,
    }
    assert details["processed"] == {"rows": 10, "columns": 49}
    assert (details["is_sample"], details["notice"]) == (False, None)
    assert [each["key"] for each in details["assets"]] == list(ASSETS)
    newest = {each["key"]: each["newest"] for each in details["assets"]}
    assert {each["run_id"] for each in newest.values()} == {run["id"]}
    assert {key: each["data_version"] for key, each in newest.items()} == ran.versions
    assert details["last_change"] == newest["raw_customers"]["time"]


def test_the_synthetic_sample_is_announced(world: World) -> None:
    world.make("raw_customers", is_sample=True)
    with world.client() as client:
        details = client.get("/api/details").json()
    assert details["is_sample"] is True
    assert "customers who do not exist" in details["notice"]


def test_metrics_are_the_recorded_document(client: httpx.Client, ran: World) -> None:
    answer = client.get("/api/metrics").json()
    assert answer["state"] == "ok"
    assert answer["metrics"] == document(ran.versions)
    assert answer["data_version"] == ran.versions["model_metrics"]
    run = client.get("/api/details").json()["last_run"]
    assert answer["run_id"] == run["id"]


def test_a_score_recorded_as_nan_is_null_with_a_reason(world: World) -> None:
    wrong = document()
    wrong["models"]["gradient_boosting"]["roc_auc"] = float("nan")
    wrong["baseline"]["log_loss"] = float("inf")
    world.make("raw_customers")
    world.versions |= dict.fromkeys(ASSETS["model_metrics"].parents, "v")
    world.make("model_metrics", metrics=wrong, flat=float("nan"))
    with world.client() as client:
        answers = [
            strict(client.get("/api/metrics")),
            strict(client.get("/api/model-runs"))["items"][0],
        ]
        detail = strict(client.get("/api/assets/model_metrics"))
        strict(client.get("/api/assets/model_metrics/materializations"))
    for answer in answers:
        model = answer["metrics"]["models"]["gradient_boosting"]
        assert model["roc_auc"] is None
        assert model["undefined"] == {"roc_auc": "nan was recorded"}
        assert answer["metrics"]["baseline"]["undefined"] == {"log_loss": "inf was recorded"}
    assert detail["metadata"]["flat"] is None
    assert detail["undefined"]["flat"] == "nan was recorded"


def test_a_document_of_another_shape_is_marked_as_unreadable(world: World) -> None:
    world.make("raw_customers")
    world.versions |= dict.fromkeys(ASSETS["model_metrics"].parents, "v")
    world.make("model_metrics", metrics={"models": {}})
    with world.client() as client:
        answer = client.get("/api/metrics").json()
        entry = client.get("/api/model-runs").json()["items"][0]
    assert answer["state"] == "unreadable" and answer["metrics"] is None
    assert (
        answer["unreadable"]
        == entry["unreadable"]
        == ("metrics document, data_version: Field required")
    )


def test_artifacts_list_every_file_once_and_say_that_the_set_is_complete(
    client: httpx.Client, ran: World
) -> None:
    answer = client.get("/api/artifacts").json()
    assert (answer["complete"], answer["note"]) == (True, None)
    by_id = {each["id"]: each for each in answer["items"]}
    # 13 primary files, a JSON beside each of 4 figures, one shared script
    figures = sum(asset.type == "figure" for asset in ASSETS.values())
    # a figure has its data beside it, and all share one library
    assert len(by_id) == len(answer["items"]) == len(ASSETS) + figures + 1
    quarantine = by_id["telco_churn_quarantine.parquet"]
    assert (quarantine["asset"], quarantine["type"]) == ("quarantined_customers", "table")
    heatmap = by_id["correlation_heatmap.json"]
    assert (heatmap["asset"], heatmap["type"]) == ("correlation_heatmap", "figure")
    assert heatmap["link"] == "/api/artifacts/correlation_heatmap.json"
    assert {each["source_version"] for each in by_id.values()} == {ran.versions["raw_customers"]}


def test_a_partial_set_says_what_is_missing(world: World) -> None:
    world.make("raw_customers", "clean_customers")
    with world.client() as client:
        answer = client.get("/api/artifacts").json()
    assert answer["complete"] is False
    assert answer["note"].startswith("Not materialized yet: unlabelled_customers, quarantined_")


def test_a_set_of_two_sources_says_so(world: World) -> None:
    world.make()
    old = world.versions["raw_customers"]
    world.make("raw_customers", source=b"id\n2\n")
    with world.client() as client:
        answer = client.get("/api/artifacts").json()
    assert answer["complete"] is False
    assert "different versions of the source" in answer["note"]
    assert old in answer["note"] and world.versions["raw_customers"] in answer["note"]
    assert f"clean_customers was made from raw_customers {old}" in answer["note"]


def test_a_model_that_is_not_measured_yet_does_not_split_the_pair(world: World) -> None:
    world.make()
    measured = {key: world.versions[key] for key in MODELS}
    world.make("logistic_regression_model", source=b"id\n2\n")
    assert world.versions["logistic_regression_model"] != measured["logistic_regression_model"]

    def shown(client: httpx.Client) -> dict[str, str]:
        items = client.get("/api/artifacts").json()["items"]
        return {each["asset"]: each["data_version"] for each in items if each["asset"] in MODELS}

    with world.client() as client:
        assert shown(client) == measured
        content = client.get("/api/artifacts/logistic_regression_model").content
        assert content == b"logistic_regression_model of b'id\\n1\\n'"
        world.make("gradient_boosting_model", "model_metrics", source=b"id\n2\n")
        assert shown(client) == {key: world.versions[key] for key in MODELS}


def test_an_asset_shows_its_metadata_as_recorded(client: httpx.Client, ran: World) -> None:
    answer = client.get("/api/assets/processed_customers").json()
    assert answer["metadata"]["dagster/row_count"] == 10
    assert answer["metadata"]["seconds"] == 0.25
    assert answer["metadata"]["inputs"]["upstream"] == {
        "clean_customers": ran.versions["clean_customers"]
    }
    assert (answer["group"], answer["parents"]) == ("processing", ["clean_customers"])


def test_the_newest_result_is_served_at_once(world: World) -> None:
    world.make()
    with world.trusted() as client:
        before = client.get("/api/artifacts/raw_customers").content
        world.make(source=b"id\n2\n")
        assert (before, client.get("/api/artifacts/raw_customers").content) == (
            b"id\n1\n",
            b"id\n2\n",
        )


def test_a_wiped_asset_is_gone_until_it_is_made_again(world: World) -> None:
    world.make()
    with world.client() as client:
        assert client.get("/api/metrics").json()["state"] == "ok"
        world.wipe("model_metrics")
        assert client.get("/api/metrics").json()["state"] == "no data yet"
        assert client.get("/api/model-runs").json()["items"] == []
        assert client.get("/api/artifacts/metrics.json").status_code == 404
        world.make("model_metrics")
        assert client.get("/api/metrics").json()["state"] == "ok"
        assert len(client.get("/api/model-runs").json()["items"]) == 1


def test_a_result_recorded_by_hand_without_files_does_not_hide_the_last_good_one(
    world: World,
) -> None:
    world.make()
    world.note("model_metrics")
    with world.client() as client:
        answer = client.get("/api/metrics").json()
        assert (answer["state"], answer["data_version"]) == ("ok", world.versions["model_metrics"])
        assert client.get("/api/artifacts/metrics.json").status_code == 200


def test_a_removed_history_is_an_error_and_is_not_made_again(world: World) -> None:
    """Unless everything else went with it: then there is no data yet."""
    world.run("raw_customers")
    history, versions = world.settings.history_dir, world.data_dir / "versions"
    with world.client() as client:
        assert client.get("/api/details").json()["state"] == "ok"
        history.rename(world.data_dir / "elsewhere")
        (said,) = (each for each in _reasons(client) if each.startswith("storage: "))
        assert "runs.db is missing, but there are results of earlier runs" in said
        assert client.get("/api/details").json()["state"] == "ok"  # from memory
        versions.rename(world.data_dir / "other")
        assert client.get("/api/details").json()["state"] == "no data yet"
        assert not history.exists()
        (world.data_dir / "other").rename(versions)
        (world.data_dir / "elsewhere").rename(history)
        assert client.get("/api/details").json()["state"] == "ok"


def _reasons(client: httpx.Client) -> list[str]:
    found: list[str] = client.get("/api/health").json()["reasons"]
    return found
