"""What is never loaded, whatever an event says and whatever lies in the place of a file."""

import pickle
from pathlib import Path
from typing import Any

import pytest

from churn_platform.catalog import CHAMPION, SCORER_FILE
from churn_platform.defs.steps.upstream import model_of
from churn_platform.history.lineage import newest
from churn_platform.storage.artifacts import ArtifactError
from churn_platform_tests.api.forging import (
    HELD,
    MADE,
    PASSED_OVER,
    RECORDED,
    SWAPPED,
    Attack,
    Stage,
)
from churn_platform_tests.api.test_odd_requests import assert_problem
from churn_platform_tests.api.trained import promote, raw_customer, trained
from churn_platform_tests.api.world import World

REFUSED: dict[str, Attack] = {
    **RECORDED,
    **SWAPPED,
    **{
        name: lambda stage, content=content: stage.holding(content(stage))  # type: ignore[misc]
        for name, content in HELD.items()
    },
}
UNLOADABLE = "the serving model cannot be loaded: "


@pytest.fixture
def stage(world: World, tmp_path: Path) -> Stage:
    """A platform whose champion serves."""
    promote(world, trained(), **MADE)
    (entry,) = world.reader().page(CHAMPION, 1)
    return Stage(world, tmp_path / "mark.npy", dict(entry.metadata))


def load_in_a_step(world: World) -> Any:
    """Load the champion's scorer as steps do."""
    champion = newest(world.instance, CHAMPION)
    assert champion is not None
    return model_of(world.data_dir, champion, SCORER_FILE)


@pytest.mark.parametrize(
    "way",
    [
        "a pickle of protocol 0",
        "a pickle of protocol 5",
        "a CSV that is a pickle",
        "a Parquet file behind a pickle",
        "a zip archive behind a pickle",
        "a scorer with something else inside",
        "a call of eval",
        "a call of a function of numpy",
        "a call of a function of scikit-learn",
    ],
)
def test_the_payloads_are_able_to_leave_a_mark(stage: Stage, way: str) -> None:
    pickle.loads(HELD[way](stage))
    assert stage.mark.exists()


def test_there_are_forty_ways_and_more() -> None:
    assert len({*PASSED_OVER, *REFUSED}) >= 40


@pytest.mark.parametrize("way", PASSED_OVER)
def test_an_event_that_does_not_count_changes_nothing(stage: Stage, way: str) -> None:
    stage.world.evaluate(CHAMPION, "candidate_reaches_the_floors", False, found="ours")
    with stage.world.client() as client:
        paths = ("artifacts", "assets", "checks", "metrics", "model-runs", "models", "monitoring")
        before = {path: client.get(f"/api/{path}").json() for path in paths}
        PASSED_OVER[way](stage)
        assert {path: client.get(f"/api/{path}").json() for path in paths} == before
        answer = client.post("/api/predictions", json={"customer": raw_customer()})
        reasons = client.get("/api/health").json()["reasons"]
    assert answer.json()["model"]["version"] == stage.metadata["champion"]["version"]
    assert not [reason for reason in reasons if reason.startswith(UNLOADABLE)]
    assert load_in_a_step(stage.world).base == trained().scorer.base
    assert not stage.mark.exists()


@pytest.mark.parametrize("way", REFUSED)
def test_what_training_did_not_publish_is_refused_in_a_line(stage: Stage, way: str) -> None:
    REFUSED[way](stage)
    with stage.world.client() as client:
        answer = client.post("/api/predictions", json={"customer": raw_customer()})
        health = client.get("/api/health").json()
    assert_problem(answer, 503)
    assert "\n" not in answer.json()["detail"]
    assert health["status"] == "degraded"
    reasons = [each for each in health["reasons"] if each.startswith(UNLOADABLE)]
    assert reasons and not [each for each in reasons if "\n" in each]
    with pytest.raises(ArtifactError) as refused:
        load_in_a_step(stage.world)
    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith("materialize its asset again")
    assert not stage.mark.exists()
