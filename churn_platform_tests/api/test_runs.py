"""Requests for runs: what is refused, and that one at a time is launched; by a stand-in for the UI.

The real UI is asked in `pages/live/test_runs_by_rest.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import dagster as dg
import httpx
import pytest
from dagster._core.remote_origin import (
    RegisteredCodeLocationOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.utils import make_new_run_id

from api.runs.launcher import ConfigError, LaunchError
from churn_platform.catalog import ASSETS, CHURN_PIPELINE, LOCATION, REPOSITORY, WRITING_JOBS
from churn_platform_tests.api.launches import Launches
from churn_platform_tests.api.test_odd_requests import assert_problem
from churn_platform_tests.api.world import World

URL = "/api/materializations"
JOB = {"job": CHURN_PIPELINE}
S = dg.DagsterRunStatus


class Queue(Launches):
    """Puts runs into the history as the UI does, and leaves them there."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.instance = world.instance

    def submit(
        self,
        job: str,
        config: Mapping[str, Any],
        tags: Mapping[str, str],
        assets: Sequence[str] = (),
    ) -> str:
        super().submit(job, config, tags, assets)
        return put(self.instance, S.QUEUED, job, dict(tags))


@pytest.fixture(scope="module")
def launches() -> Launches:
    """What `refusing` was made to launch: nothing."""
    return Launches()


@pytest.fixture(scope="module")
def refusing(
    tmp_path_factory: pytest.TempPathFactory, launches: Launches
) -> Iterator[httpx.Client]:
    """The API of a platform with one result, for requests that launch nothing."""
    world = World(tmp_path_factory.mktemp("refusing"))
    world.make("raw_customers")
    with world.trusted(launches) as client:
        yield client
    world.close()


def put(
    instance: dg.DagsterInstance, status: S, job: str = CHURN_PIPELINE, tags: Any = None
) -> str:
    run_id = make_new_run_id()
    place = RemoteRepositoryOrigin(RegisteredCodeLocationOrigin(LOCATION), REPOSITORY)
    origin = RemoteJobOrigin(place, job)
    run = dg.DagsterRun(
        job_name=job, run_id=run_id, status=status, tags=tags or {}, remote_job_origin=origin
    )
    instance.add_run(run)
    return run_id


def end(instance: dg.DagsterInstance, run_id: str) -> None:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    instance.report_run_failed(run, "The run is closed as failed:\n  its process 1 is gone.")


def test_c02_of_two_requests_at_the_same_instant_one_launches_fifty_times(world: World) -> None:
    queue = Queue(world)
    with world.trusted(queue) as one, world.trusted(queue) as two, ThreadPoolExecutor(2) as pool:
        # a first request builds its router's routes, whose parameters two apps of one process share
        assert [each.delete(URL).status_code for each in (one, two)] == [405, 405]
        for number in range(50):
            # from one process of the API, and from two in turn
            clients = (one, one if number % 2 else two)
            answers = list(pool.map(lambda client: client.post(URL, json=JOB), clients))
            codes = sorted(each.status_code for each in answers)
            assert codes == [202, 409], [each.text for each in answers]
            (won,) = (each.json()["run_id"] for each in answers if each.status_code == 202)
            (lost,) = (each.json()["detail"] for each in answers if each.status_code == 409)
            assert lost == f"Run {won} is in progress (QUEUED); wait until it ends."
            end(world.instance, won)
    assert len(queue.asked) == 50


@pytest.mark.parametrize(
    "status", [S.QUEUED, S.NOT_STARTED, S.STARTING, S.STARTED, S.CANCELING], ids=lambda s: s.value
)
def test_c02_a_run_in_any_state_before_its_end_is_in_progress(world: World, status: S) -> None:
    run_id = put(world.instance, status)
    launches = Launches()
    with world.trusted(launches) as client:
        refused = client.post(URL, json=JOB)
        assert_problem(refused, 409)
        assert run_id in refused.json()["detail"]
        end(world.instance, run_id)
        assert client.post(URL, json=JOB).status_code == 202
    assert len(launches.asked) == 1


def test_a_run_of_somebody_elses_job_is_none_of_ours(world: World) -> None:
    put(world.instance, S.STARTED, job="another_job")
    with world.trusted(Launches()) as client:
        assert client.post(URL, json=JOB).status_code == 202


def test_what_a_step_makes_together_is_launched_together(world: World) -> None:
    class Assets(Launches):
        assets: Sequence[str] = ()

        def submit(self, *given: Any, **_: Any) -> str:
            self.assets = given[3]
            return super().submit(*given)

    launches = Assets()
    with world.trusted(launches) as client:
        body = {"assets": ["model_card", "quarantined_customers", "raw_customers"]}
        assert client.post(URL, json=body).status_code == 202
    assert launches.asked[0][0] == "__ASSET_JOB"
    assert list(launches.assets) == [
        "raw_customers",
        "clean_customers",
        "unlabelled_customers",
        "quarantined_customers",
        "champion_model",
        "model_card",
    ]


@pytest.mark.parametrize(
    ("body", "status", "parameter", "said"),
    [
        (b"{", 400, None, ""),
        (b"", 400, None, ""),
        (b"[" * 100_000, 400, None, "nested too deeply"),
        (b"[]", 422, "body", "object"),
        (b"{}", 422, "body", "either `assets` or `job`"),
        (b'{"assets": ["raw_customers"], "job": "churn_pipeline"}', 422, "body", "either"),
        (b'{"assets": []}', 422, "assets", "at least 1"),
        (b'{"assets": "raw_customers"}', 422, "assets", "list"),
        (b'{"assets": ["nope", "\\u0000"]}', 422, "assets", "raw_customers"),
        (b'{"assets": [1]}', 422, "assets.0", "string"),
        (b'{"job": "nope"}', 422, "job", "churn_pipeline"),
        (b'{"job": "__ASSET_JOB"}', 422, "job", "churn_pipeline"),
        (b'{"job": "churn_pipeline", "config": []}', 422, "config", "dictionary"),
        (b'{"job": "churn_pipeline", "more": 1}', 422, "more", "not permitted"),
        (b'{"job": "churn_pipeline", "config": {"a": "' + b"x" * 200_000 + b'"}}', 413, None, ""),
    ],
)
def test_a_request_that_names_nothing_known_is_refused(
    launches: Launches,
    refusing: httpx.Client,
    body: bytes,
    status: int,
    parameter: str | None,
    said: str,
) -> None:
    response = refusing.post(URL, content=body)
    assert_problem(response, status)
    if parameter:
        (error,) = response.json()["errors"]
        assert error["parameter"] == parameter and said in error["message"]
    assert launches.asked == []


def test_unknown_assets_and_jobs_are_answered_with_those_that_exist(
    refusing: httpx.Client,
) -> None:
    assets = refusing.post(URL, json={"assets": ["nope"]}).json()["errors"][0]["message"]
    jobs = refusing.post(URL, json={"job": "nope"}).json()["errors"][0]["message"]
    assert all(key in assets for key in ASSETS)
    assert jobs == f"expected one of {', '.join(WRITING_JOBS[:-1])}"


def test_a_ui_that_refuses_or_does_not_answer_is_said(world: World) -> None:
    with world.trusted(Launches(LaunchError("No run was launched: why."))) as client:
        response = client.post(URL, json=JOB)
        assert_problem(response, 503)
        assert response.json()["detail"] == "No run was launched: why."
    with world.trusted(Launches(ConfigError("odd entry at root:ops"))) as client:
        response = client.post(URL, json=JOB)
        assert_problem(response, 422)
        assert response.json()["detail"] == "config: odd entry at root:ops"


def test_a_key_is_remembered_by_its_hash_across_restarts(world: World) -> None:
    queue = Queue(world)
    headers = {"Idempotency-Key": "my secret key"}
    with world.trusted(queue) as client:
        first = client.post(URL, json=JOB, headers=headers).json()
    with world.trusted(queue) as client:
        again = client.post(URL, json=JOB, headers=headers)
        assert (again.status_code, again.json()) == (202, first)
        other = client.post(URL, json={**JOB, "config": {"ops": {}}}, headers=headers)
        assert_problem(other, 422)
        for odd in ("", "x" * 201):
            assert_problem(client.post(URL, json=JOB, headers={"Idempotency-Key": odd}), 422)
    run = world.instance.get_run_by_id(first["run_id"])
    assert run is not None and "my secret key" not in str(run.tags)
    assert len(queue.asked) == 1


def test_a_run_that_failed_says_why_in_one_line(world: World) -> None:
    run_id = put(world.instance, S.STARTED)
    end(world.instance, run_id)
    with world.trusted() as client:
        state = client.get(f"/api/runs/{run_id}").json()
    assert (state["status"], state["steps"]) == ("FAILURE", None)
    assert state["error"] == "The run is closed as failed: its process 1 is gone."


def test_a_run_that_broke_tells_the_kind_of_error_and_nothing_of_it(world: World) -> None:
    @dg.op
    def breaks() -> None:
        raise RuntimeError("postgresql://admin:hunter2@/home/me/secret")

    @dg.job(name=CHURN_PIPELINE)
    def job() -> None:
        breaks()

    run_id = job.execute_in_process(instance=world.instance, raise_on_error=False).run_id
    with world.trusted() as client:
        response = client.get(f"/api/runs/{run_id}")
    state = response.json()
    assert (state["status"], state["steps_done"], state["steps"]) == ("FAILURE", 1, 1)
    assert state["error"].startswith("breaks: unexpected RuntimeError at test_runs.py, line ")
    assert "hunter2" not in response.text and "/home/me" not in response.text


@pytest.mark.parametrize("id", ["nope", "%00", "0" * 36, "84859e1f-5a15-4061-b8b6-b2c604ffe2fe"])
def test_an_unknown_run_is_not_found(refusing: httpx.Client, id: str) -> None:
    assert_problem(refusing.get(f"/api/runs/{id}"), 404)
    assert_problem(refusing.delete(f"/api/runs/{id}"), 404)


def test_a_run_is_cancelled_unless_it_has_ended(world: World) -> None:
    launches = Launches()
    run_id = put(world.instance, S.STARTED)
    with world.trusted(launches) as client:
        assert client.delete(f"/api/runs/{run_id}").json()["status"] == "STARTED"
        end(world.instance, run_id)
        assert_problem(client.delete(f"/api/runs/{run_id}"), 409)
    assert launches.cancelled == [run_id]


def test_d12_before_there_is_a_history_runs_are_unknown(empty: httpx.Client) -> None:
    assert_problem(empty.get("/api/runs/84859e1f-5a15-4061-b8b6-b2c604ffe2fe"), 403)
