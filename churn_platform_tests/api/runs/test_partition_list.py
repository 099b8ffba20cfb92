"""What the API says of the months of a dated source, and what may be asked for one."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from churn_platform.catalog import CHAMPION, KEPT_UP
from churn_platform.history.paging import read_key, write_key
from churn_platform.metadata import Meta
from churn_platform_tests.api.launches import Launches
from churn_platform_tests.api.world import World
from churn_platform_tests.dated import FIRST, NEWEST, SECOND, THIRD, dated, deliver
from churn_platform_tests.history.retention.aged import (
    DAY,
    api_of,
    copies,
    everything_current,
    pruned,
)
from churn_platform_tests.platform import TO_CLEAN, Platform, platform_in

MODELS = ("logistic_regression", "gradient_boosting")


def answer(client: httpx.Client, path: str, **query: object) -> dict[str, Any]:
    found = client.get(f"/api/{path}", params=query)  # type: ignore[arg-type]
    assert found.status_code == 200, found.text
    return dict(found.json())


def partitions(client: httpx.Client) -> dict[str, dict[str, Any]]:
    return {each["partition"]: each for each in answer(client, "partitions")["items"]}


@pytest.fixture(scope="module")
def served(computed: Path) -> Iterator[tuple[httpx.Client, Launches]]:
    """The API of the months, for tests that change nothing, and what it was made to launch."""
    launches = Launches()
    with ExitStack() as stack:
        # other tests of this file have their own settings
        with pytest.MonkeyPatch.context() as patch, platform_in(computed, patch) as made:
            client = stack.enter_context(api_of(dated(made), launches))
        yield client, launches


@pytest.fixture
def client(served: tuple[httpx.Client, Launches]) -> httpx.Client:
    return served[0]


@pytest.fixture
def launches(served: tuple[httpx.Client, Launches]) -> Launches:
    """What the test's requests launched."""
    served[1].asked.clear()
    return served[1]


def test_each_month_is_listed_with_what_its_own_results_say(
    client: httpx.Client, months: Platform
) -> None:
    found = answer(client, "partitions")
    assert (found["state"], found["every"], found["current"]) == ("ok", "monthly", THIRD)
    assert [each["partition"] for each in found["items"]] == [THIRD, SECOND, FIRST]
    assert found["next_cursor"] is None
    runs = {run.tags["dagster/partition"]: run.run_id for run in months.instance.get_runs()}
    for each in found["items"]:
        month = each["partition"]
        table, drift, metrics, champion = (
            months.newest(key, month)
            for key in ("clean_customers", "batch_drift", "model_metrics", CHAMPION)
        )
        document = metrics.metadata[Meta.METRICS]
        assert each["current"] == (month == THIRD)
        assert (each["rows"], each["churn_rate"]) == (300, table.metadata["churn_rate"])
        for name in MODELS:
            scores = document["models"][name]
            assert each["models"][name] == {key: scores[key] for key in ("roc_auc", "brier")}
        assert each["champion"]["version"] == champion.data_version
        assert each["champion"]["name"] == champion.metadata[Meta.CHAMPION]["name"]
        assert each["largest_psi"] == drift.metadata["largest_psi"]
        assert each["data_version"] == table.source_version
        assert each["run_id"] == runs[month]


def test_pages_of_months_follow_each_other(client: httpx.Client) -> None:
    first = answer(client, "partitions", limit=2)
    second = answer(client, "partitions", limit=2, cursor=first["next_cursor"])
    refused = client.get("/api/partitions", params={"cursor": "b2xkZXI6MjAyNg"})
    assert [each["partition"] for each in first["items"]] == [THIRD, SECOND]
    assert [each["partition"] for each in second["items"]] == [FIRST]
    assert second["next_cursor"] is None and refused.status_code == 422
    assert read_key(write_key(FIRST)) == FIRST


def test_everything_current_is_of_the_newest_month_after_an_old_one_was_made(
    client: httpx.Client, months: Platform
) -> None:
    run = months.instance.get_runs()[1]
    assert run.tags["dagster/partition"] == THIRD
    found = {path: answer(client, path) for path in ("details", "artifacts", "checks")}
    monitoring, models = answer(client, "monitoring"), answer(client, "models")
    trainings = answer(client, "model-runs")["items"]
    assert answer(client, "metrics")["run_id"] == run.run_id
    assert (found["details"]["partition"], found["details"]["notice"]) == (THIRD, None)
    assert found["details"]["source"] == f"extracts/customers-{THIRD}.csv"
    assert found["artifacts"]["complete"]
    assert {each["run_id"] for each in found["artifacts"]["items"]} == {run.run_id}
    evaluated = [each for each in found["checks"]["items"] if each["run_id"]]
    assert len(evaluated) > 20 and {each["run_id"] for each in evaluated} == {run.run_id}
    assert (monitoring["partition"], monitoring["run_id"]) == (THIRD, run.run_id)
    assert [(each["partition"], each["serving"]) for each in models["items"]] == [
        (THIRD, True),
        (SECOND, False),
        (FIRST, False),
    ]
    assert [each["partition"] for each in trainings] == [FIRST, THIRD, SECOND]  # as they were made


def test_a_newer_month_that_is_not_complete_is_said(changing: Platform) -> None:
    deliver(changing, NEWEST)
    assert changing.run(select=TO_CLEAN, partition=NEWEST).success
    with api_of(changing) as client:
        details, listed = answer(client, "details"), partitions(client)
    assert details["partition"] == THIRD
    assert details["notice"] == f"{NEWEST} is not complete: the results are those of {THIRD}."
    assert (listed[NEWEST]["rows"], listed[NEWEST]["models"]) == (300, {})
    assert (listed[NEWEST]["champion"], listed[NEWEST]["current"]) == (None, False)


def test_pruning_keeps_the_newest_results_of_the_newest_months(changing: Platform) -> None:
    made, end = copies(changing, 12, days=60)  # of the first month, which was computed last
    later = end + 90 * DAY
    with api_of(changing) as client:
        before, listed = everything_current(client), partitions(client)
        pruned(changing, later, days=30, runs=1, partitions=2)
        assert everything_current(client) == before
        left = partitions(client)
        assert all(left[month] == listed[month] for month in (THIRD, SECOND))
        for key in KEPT_UP:
            paths = [file.path for file in changing.newest(key, SECOND).files]
            assert all((changing.data_dir / path).is_file() for path in paths)
        pruned(changing, later, days=30, runs=1, partitions=1, champions=1)
        assert everything_current(client) | {"models": 0} == before | {"models": 0}
        assert answer(client, "models")["items"][0] == before["models"]["items"][0]
        assert SECOND not in partitions(client)
    kept = {run.run_id for run in changing.instance.get_runs()}
    assert len(kept & set(made)) == 1  # the newest run of all


@pytest.mark.parametrize(
    ("asked", "month"),
    [
        ({"job": "churn_pipeline", "partition": FIRST}, FIRST),
        ({"job": "churn_pipeline"}, NEWEST),
        ({"assets": ["raw_customers"]}, NEWEST),
        ({"job": "scoring_pipeline"}, THIRD),
        ({"assets": ["churn_report"]}, THIRD),
    ],
)
def test_a_run_is_launched_of_one_month(
    client: httpx.Client, launches: Launches, asked: dict[str, Any], month: str
) -> None:
    found = client.post("/api/materializations", json=asked)
    assert found.status_code == 202, found.text
    ((_, _, tags),) = launches.asked
    assert tags["dagster/partition"] == month


@pytest.mark.parametrize("month", ["2099-01", "2019-12", "newest", FIRST + "-01"])
def test_a_month_that_is_none_is_refused(
    client: httpx.Client, launches: Launches, month: str
) -> None:
    asked = {"job": "churn_pipeline", "partition": month}
    found = client.post("/api/materializations", json=asked)
    (error,) = found.json()["errors"]
    assert (found.status_code, error["parameter"]) == (422, "partition")
    assert error["message"].endswith(f"expected a key from {FIRST} to {NEWEST}")
    assert launches.asked == []


def test_a_rollback_is_of_the_current_month(
    client: httpx.Client, launches: Launches, months: Platform
) -> None:
    version = months.newest(CHAMPION, FIRST).data_version
    for path in (f"{version}/rollback", "release"):
        assert client.post(f"/api/models/{path}").status_code == 202
    assert [tags["dagster/partition"] for _, _, tags in launches.asked] == [THIRD, THIRD]


def test_a_source_with_one_table_has_none_and_takes_none(world: World) -> None:
    launches = Launches()
    asked = {"job": "churn_pipeline"}
    with world.trusted(launches) as client:
        assert answer(client, "partitions") == {
            "state": "no data yet",
            "every": None,
            "current": None,
            "items": [],
            "next_cursor": None,
        }
        assert client.post("/api/materializations", json=asked).status_code == 202
        refused = client.post("/api/materializations", json={**asked, "partition": "2026-01"})
    assert refused.status_code == 422
    assert "the source is one table" in refused.json()["errors"][0]["message"]
    ((_, _, tags),) = launches.asked
    assert "dagster/partition" not in tags
