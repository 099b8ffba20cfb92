"""What Prometheus reads: parsed by Prometheus' own parser."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.status.prometheus import MEDIA_TYPE
from churn_platform_tests.api.trained import promote, trained
from churn_platform_tests.api.world import World, document, scores

Labels = tuple[tuple[str, str], ...]


def samples(client: httpx.Client) -> dict[str, dict[Labels, float]]:
    """Name -> labels -> value."""
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"] == MEDIA_TYPE
    found: dict[str, dict[Labels, float]] = {}
    for family in text_string_to_metric_families(response.text):
        assert family.documentation, family.name
        for sample in family.samples:
            labels = tuple(sorted(sample.labels.items()))
            assert labels not in found.setdefault(sample.name, {}), sample
            found[sample.name][labels] = sample.value
    return found


def labels(**given: Any) -> Labels:
    return tuple(sorted((name, str(value)) for name, value in given.items()))


def test_d12_before_the_first_run_there_is_little_to_say(empty: httpx.Client) -> None:
    found = samples(empty)
    assert found["churn_storage_up"] == {(): 1.0}
    assert found["churn_failed_checks"] == {
        labels(severity="error"): 0.0,
        labels(severity="warning"): 0.0,
    }
    assert not {"churn_last_success_timestamp_seconds", "churn_rows"} & found.keys()


def test_runs_results_and_times_are_those_of_the_history(world: World) -> None:
    world.broken["source_is_complete"] = {}
    world.run()
    with world.client() as client:
        details = client.get("/api/details").json()
        found = samples(client)
    run = details["last_run"]
    ended = datetime.fromisoformat(run["end"]).timestamp()
    assert found["churn_runs"] == {labels(status="SUCCESS"): 1.0}
    assert found["churn_last_success_timestamp_seconds"][()] == pytest.approx(ended)
    assert found["churn_run_seconds"] == {
        labels(run="last"): run["duration_seconds"],
        labels(run="last_success"): run["duration_seconds"],
    }
    assert found["churn_rows"] == {labels(asset="processed_customers"): 10.0}
    assert found["churn_asset_seconds"][labels(asset="model_metrics")] == 0.25
    assert len(found["churn_asset_timestamp_seconds"]) == len(details["assets"])


def test_failed_checks_are_counted_by_severity(world: World) -> None:
    name, blocking = next(iter(_checks_of("clean_customers")))
    world.broken[name] = {}
    world.run()
    with world.client() as client:
        found = samples(client)["churn_failed_checks"]
    assert found[labels(severity="error" if blocking else "warning")] == 1.0


def test_scores_of_champion_and_candidates_are_told_apart(world: World) -> None:
    promote(world, trained())
    measured = document(
        dict.fromkeys(("logistic_regression_model", "gradient_boosting_model"), "m")
    )
    measured["models"]["gradient_boosting"] |= {"roc_auc": 0.8, "f1": None}
    measured["models"]["logistic_regression"] |= scores(0.7)
    file = world.publish_as("reports/metrics.json", b"{}").as_metadata()
    world.note("model_metrics", metrics=measured, files=[file])
    with world.client() as client:
        found = samples(client)["churn_model_score"]
    assert found[labels(role="champion", model="logistic_regression", score="roc_auc")] == 0.84
    assert found[labels(role="candidate", model="gradient_boosting", score="roc_auc")] == 0.8
    assert found[labels(role="candidate", model="logistic_regression", score="f1")] == 0.7
    assert labels(role="candidate", model="gradient_boosting", score="f1") not in found


def test_requests_are_counted_and_timed_by_template(world: World) -> None:
    world.make()
    with world.client() as client:
        for key in ("raw_customers", "model_metrics", "nope"):
            client.get(f"/api/assets/{key}?secret=SECRET")
        found = samples(client)
        text = client.get("/metrics").text
    good = labels(method="GET", route="/api/assets/{key}", status=200)
    bad = labels(method="GET", route="/api/assets/{key}", status=404)
    assert (found["churn_api_requests_total"][good], found["churn_api_requests_total"][bad]) == (
        2,
        1,
    )
    assert found["churn_api_request_seconds_count"][good] == 2
    assert 0 < found["churn_api_request_seconds_sum"][good] < 60
    assert "SECRET" not in text and "nope" not in text


def test_whatever_clients_ask_for_the_number_of_series_stays_the_same(world: World) -> None:
    world.make()
    with world.client() as client:

        def ask(number: int) -> None:
            for path in ("/{}", "/api/{}", "/api/assets/{}", "/api/artifacts/{}", "/{}/api/health"):
                client.get(path.format(quote(f'odd {number} " \n', safe="")))
            client.request(f"ODD{number}", "/api/health")
            client.request("GET", "/api/health", headers={"Host": f"odd{number}.example"})

        ask(0)
        samples(client)
        before = {name: found.keys() for name, found in samples(client).items()}
        for number in range(1, 30):
            ask(number)
        assert {name: found.keys() for name, found in samples(client).items()} == before


def test_a_scrape_reads_no_storage(world: World) -> None:
    world.make()
    reader = world.reader()
    reads = []
    read = reader.read

    def counted() -> Any:
        reads.append(1)
        return read()

    reader.read = counted  # type: ignore[method-assign]
    world.reader = lambda *_: reader  # type: ignore[method-assign]
    with world.client(api_cache_seconds=3600) as client:
        for _ in range(20):
            samples(client)
    assert len(reads) == 1


def test_a_broken_history_is_told_and_what_was_known_stays(world: World) -> None:
    world.make("raw_customers")
    with world.client() as client:
        assert samples(client)["churn_storage_up"] == {(): 1.0}
        world.close()
        path = world.settings.history_dir / "history/runs.db"
        path.unlink()
        path.write_bytes(b"x" * 8192)
        found = samples(client)
    assert found["churn_storage_up"] == {(): 0.0}
    assert labels(asset="raw_customers") in found["churn_asset_timestamp_seconds"]


def test_two_apps_in_one_process_count_apart(ran: World, world: World) -> None:
    with ran.client() as first, world.client() as second:
        first.get("/api/details")
        assert labels(method="GET", route="/api/details", status=200) not in samples(second).get(
            "churn_api_requests_total", {}
        )


def _checks_of(asset: str) -> list[tuple[str, bool]]:
    from churn_platform.checks import CHECKS

    return [(each.name, each.blocking) for each in CHECKS.values() if each.asset == asset]
