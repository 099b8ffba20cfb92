"""Champions, their cards, rollbacks and drift over HTTP."""

import httpx
import pytest

from api.runs.launcher import LaunchError
from churn_platform_tests.api.launches import Launches
from churn_platform_tests.api.routes.test_pipeline import strict
from churn_platform_tests.api.test_odd_requests import assert_problem
from churn_platform_tests.api.trained import promote, trained
from churn_platform_tests.api.world import World, document


def test_d12_before_the_first_run_there_is_no_champion(empty: httpx.Client) -> None:
    assert strict(empty.get("/api/models")) == {
        "state": "no data yet",
        "items": [],
        "candidates": [],
        "last_decision": None,
    }
    for version in ("champion", "0" * 16, "nope", "%00"):
        assert_problem(empty.get(f"/api/models/{version}/card"), 404)
    answer = strict(empty.get("/api/monitoring"))
    assert (answer["state"], answer["verdict"], answer["features"]) == ("no data yet", None, [])


@pytest.mark.storage
def test_champions_are_listed_once_newest_first_with_how_they_came_to_serve(world: World) -> None:
    first = promote(world, trained(seed=1), decision={"reason": "First."})
    promote(world, trained(seed=1), "kept", decision={"reason": "Nothing better."})
    since = {"promoted_at": "2026-03-02T00:00:00Z"}
    second = promote(world, trained(seed=2), champion=since)
    refusal = {
        "reason": "the candidate was refused: worse",
        "candidate": {"name": "gradient_boosting", "version": "c" * 16},
    }
    promote(world, trained(seed=2), "refused", champion=since, decision=refusal)
    world.note("champion_model")  # by hand
    promote(world, trained(seed=2), "refused", champion=since, decision=refusal)
    (gone,) = (path for path in (world.data_dir / "versions").glob(f"{first}*"))
    gone.unlink()
    world.versions |= dict.fromkeys(("logistic_regression_model", "gradient_boosting_model"), "m")
    world.note("model_metrics", metrics=document(), files=[_file(world)])
    with world.client() as client:
        answer = strict(client.get("/api/models"))
        details = client.get("/api/details").json()
        assert client.get("/api/models?limit=1").json()["items"] == answer["items"][:1]
    newest, oldest = answer["items"]
    assert (newest["version"], newest["verdict"], newest["serving"]) == (second, "promoted", True)
    assert newest["promoted_at"] == "2026-03-02T00:00:00Z"
    assert (newest["kept"], newest["held"], newest["intervals"]) == (
        True,
        False,
        {"roc_auc": [0.82, 0.86]},
    )
    assert (oldest["version"], oldest["reason"], oldest["serving"]) == (first, "First.", False)
    assert oldest["kept"] is False
    assert answer["last_decision"]["verdict"] == "refused"
    assert answer["last_decision"]["candidate"]["version"] == "c" * 16
    assert sorted(each["name"] for each in answer["candidates"]) == [
        "gradient_boosting",
        "logistic_regression",
    ]
    assert details["champion"] == {
        "name": "logistic_regression",
        "version": second,
        "since": "2026-03-02T00:00:00Z",
        "verdict": "refused",
        "reason": "the candidate was refused: worse",
    }
    assert details["notice"] == "The last champion still serves: the candidate was refused: worse."


def _file(world: World) -> dict[str, object]:
    return world.publish_as("reports/metrics.json", b"{}").as_metadata()


def test_the_card_of_each_champion_is_kept(world: World) -> None:
    for version in ("a" * 16, "b" * 16):
        card = world.publish_as("reports/model_card.md", f"# Model {version}".encode())
        world.note("model_card", files=[card.as_metadata()], champion_version=version)
    with world.client() as client:
        newest = client.get("/api/models/champion/card")
        first = client.get(f"/api/models/{'a' * 16}/card")
        assert_problem(client.get(f"/api/models/{'c' * 16}/card"), 404)
        again = client.get(f"/api/models/{'a' * 16}/card", headers={"If-None-Match": "*"})
    assert newest.text == f"# Model {'b' * 16}" and first.text == f"# Model {'a' * 16}"
    assert first.headers["content-type"] == "text/markdown; charset=utf-8"
    assert first.headers["content-disposition"].startswith("inline")
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/api/models/release", "/api/models/x/rollback"])
def test_nothing_is_changed_without_a_token(client: httpx.Client, path: str) -> None:
    response = client.post(path)
    assert_problem(response, 403)
    assert "CHURN_API_TOKEN_SHA256" in response.json()["detail"]
    assert_problem(client.get("/api/models/release"), 405)


@pytest.mark.storage
def test_a_kept_champion_can_be_put_back_and_released(world: World) -> None:
    first = promote(world, trained(seed=1))
    second = promote(world, trained(seed=2))
    launch = Launches()
    with world.trusted(launch) as client:
        answer = client.post(f"/api/models/{first}/rollback")
        assert (answer.status_code, answer.json()) == (202, {"run_id": "new-run"})
        assert client.post("/api/models/release").status_code == 202
        for version in ("f" * 16, "release", "%00"):
            assert_problem(client.post(f"/api/models/{version}/rollback"), 404)
        foreign = {"Origin": "https://evil.example"}
        assert_problem(client.post("/api/models/release", headers=foreign), 403)
        own = {"Origin": str(client.base_url).rstrip("/")}
        assert client.post("/api/models/release", headers=own).status_code == 202
        for path in (world.data_dir / "versions").glob(f"{second}*"):
            path.unlink()
        assert_problem(client.post(f"/api/models/{second}/rollback"), 404)
    configs = [config for _, config, _ in launch.asked]
    versions = [config["ops"]["champion"]["config"]["version"] for config in configs]
    assert versions == [first, "release", "release"]
    assert {(job, tags["churn/trigger"]) for job, _, tags in launch.asked} == {
        ("scoring_pipeline", "api")
    }


def test_a_ui_that_does_not_answer_is_said(world: World) -> None:
    launch = Launches(LaunchError("No run was launched: the Dagster UI does not answer."))
    with world.trusted(launch) as client:
        response = client.post("/api/models/release")
    assert_problem(response, 503)
    assert response.json()["detail"] == "No run was launched: the Dagster UI does not answer."


def test_the_drift_report_is_the_recorded_one(world: World) -> None:
    feature = {"name": "tenure", "psi": 0.31, "verdict": "large", "shift": "mean 32 -> 45"}
    report = {
        "rows": 700,
        "verdict": "large",
        "drifted": ["tenure"],
        "features": [feature],
        "score": {"name": "score", "psi": 0.02, "verdict": "none"},
    }
    file = world.publish_as("reports/batch_drift.json", b"{}").as_metadata()
    world.note(
        "batch_drift",
        files=[file],
        drift=report,
        reference_version="a" * 16,
        quality={"roc_auc": 0.84},
        source_version="s" * 16,
    )
    with world.client("/prefix") as client:
        answer = strict(client.get("/api/monitoring"))
    assert (answer["state"], answer["verdict"], answer["drifted"]) == ("ok", "large", ["tenure"])
    assert (answer["rows"], answer["features"], answer["score"]) == (
        700,
        [feature],
        report["score"],
    )
    assert (answer["reference_version"], answer["data_version"]) == ("a" * 16, "s" * 16)
    assert answer["quality"] == {"roc_auc": 0.84}
    assert answer["history"] == "/prefix/api/assets/batch_drift/materializations"
