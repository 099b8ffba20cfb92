"""Runs by REST over the real platform: launched, watched, cancelled."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from churn_platform_tests.api.test_odd_requests import assert_problem
from churn_platform_tests.api.world import TOKEN
from churn_platform_tests.commands.started import World, eventually

pytestmark = [pytest.mark.platform]
URL = "/api/materializations"
ENDED = ("SUCCESS", "FAILURE", "CANCELED")
QUICK = {"assets": ["tenure_histogram"]}


@pytest.fixture(scope="module")
def api(live: World) -> Any:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    address = f"http://127.0.0.1:{live.api}"
    with httpx.Client(base_url=address, headers=headers, timeout=60, trust_env=False) as client:
        eventually(lambda: _idle(live))
        yield client


def _idle(live: World) -> bool:
    return set(live.runs().values()) <= set(ENDED)


def ended(api: httpx.Client, run_id: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        state: dict[str, Any] = api.get(f"/api/runs/{run_id}").json()
        assert state["steps_done"] <= (state["steps"] or 99)
        return state if state["status"] in ENDED else None

    found: dict[str, Any] = eventually(look)
    return found


@dataclass(frozen=True)
class Race:
    """Four requests at the same instant, each under a key of its own."""

    answers: list[httpx.Response]
    before: set[str]

    @property
    def won(self) -> int:
        """The number of the request that started a run."""
        (won,) = (n for n, each in enumerate(self.answers) if each.status_code == 202)
        return won

    @property
    def run_id(self) -> str:
        return str(self.answers[self.won].json()["run_id"])


def keyed(number: int) -> dict[str, str]:
    return {"Idempotency-Key": f"order {number}"}


@pytest.fixture(scope="module")
def race(api: httpx.Client, live: World) -> Race:
    before = set(live.runs())
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda n: api.post(URL, json=QUICK, headers=keyed(n)), range(4))
        return Race(list(answers), before)


def test_the_same_request_with_its_key_is_the_same_run(api: httpx.Client, race: Race) -> None:
    again = api.post(URL, json=QUICK, headers=keyed(race.won))
    assert (again.status_code, again.json()["run_id"]) == (202, race.run_id)
    other = api.post(URL, json={"job": "data_pipeline"}, headers=keyed(race.won))
    assert_problem(other, 422)
    assert other.json()["errors"][0]["parameter"] == "Idempotency-Key"
    ended(api, race.run_id)
    late = api.post(URL, json=QUICK, headers=keyed(race.won))
    assert (late.json()["run_id"], late.json()["status"]) == (race.run_id, "SUCCESS")


def test_requests_at_the_same_instant_start_one_run(
    api: httpx.Client, live: World, race: Race
) -> None:
    won, run_id = race.answers[race.won], race.run_id
    assert won.headers["location"] == won.json()["link"] == f"/api/runs/{run_id}"
    assert won.json()["ui"] == f"http://127.0.0.1:{live.ui}/runs/{run_id}"
    for lost in race.answers:
        if lost is not won:
            assert_problem(lost, 409)
            assert run_id in lost.json()["detail"]
    state = ended(api, run_id)
    assert set(live.runs()) - race.before == {run_id}
    assert (state["status"], state["steps_done"], state["steps"]) == ("SUCCESS", 1, 1)
    assert (state["trigger"], state["outcome"], state["error"]) == ("api", "recomputed", None)
    assert state["current_step"] is None and state["started"] < state["ended"]
    eventually(lambda: live.get("/api/assets/tenure_histogram")["newest"]["run_id"] == run_id)
    assert TOKEN not in str(live.runs())


def test_a_configuration_that_its_job_does_not_take_is_refused(
    api: httpx.Client, live: World
) -> None:
    before = live.runs()
    config = {"ops": {"logistic_regression_model": {"config": {"C": "much", "depth": 3}}}}
    refused = api.post(URL, json={"assets": ["logistic_regression_model"], "config": config})
    assert_problem(refused, 422)
    (error,) = refused.json()["errors"]
    assert error["parameter"] == "config" and "depth" in error["message"]
    assert "\n" not in error["message"] and "Traceback" not in refused.text
    assert live.runs() == before


def test_a_run_can_be_cancelled_once(api: httpx.Client) -> None:
    run_id = api.post(URL, json={"job": "churn_pipeline"}).json()["run_id"]
    eventually(lambda: api.get(f"/api/runs/{run_id}").json()["current_step"])
    cancelled = api.delete(f"/api/runs/{run_id}")
    assert cancelled.status_code == 202, cancelled.text
    assert cancelled.json()["status"] in ("CANCELING", "CANCELED")
    state = ended(api, run_id)
    assert state["status"] == "CANCELED" and state["steps_done"] < state["steps"] == 20
    again = api.delete(f"/api/runs/{run_id}")
    assert_problem(again, 409)
    assert "has already ended (CANCELED)" in again.json()["detail"]


def test_a_queued_run_can_be_cancelled_before_it_starts(api: httpx.Client) -> None:
    run_id = api.post(URL, json={"job": "churn_pipeline"}).json()["run_id"]
    assert api.delete(f"/api/runs/{run_id}").status_code == 202
    assert ended(api, run_id)["status"] == "CANCELED"
