"""The services of one API: what starts with the server, and what is loaded before it is needed."""

import gc
import logging

import pytest

from api.main import create_app
from churn_platform_tests.api.trained import promote, raw_customer, trained
from churn_platform_tests.api.world import World, serving
from churn_platform_tests.commands.started import eventually


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.name == "churn.api"]


def test_the_champion_is_loaded_at_the_start_before_anyone_asks_for_it(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "churn.api")
    version = promote(world, trained())
    loaded = f"Serving logistic_regression, version {version}"
    with serving(create_app(world.settings, world.reader()), log_config=None) as client:
        eventually(lambda: loaded in said(caplog), 30)
        answer = client.post("/api/predictions", json={"customer": raw_customer()})
    assert answer.status_code == 200
    assert said(caplog) == [loaded]


def test_without_a_champion_the_api_starts_and_loads_the_first_one_when_it_is_needed(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "churn.api")
    with serving(create_app(world.settings, world.reader()), log_config=None) as client:
        eventually(lambda: len(said(caplog)) == 1, 30)
        assert said(caplog)[0].startswith("No model was loaded: There is no model")
        assert client.get("/api/health").json()["status"] == "no data yet"
        promote(world, trained())
        answer = client.post("/api/predictions", json={"customer": raw_customer()})
    assert answer.status_code == 200


def test_a_new_champion_is_loaded_before_a_request_needs_it(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "churn.api")
    versions = [promote(world, trained())]
    with serving(create_app(world.settings, world.reader()), log_config=None) as client:
        eventually(lambda: client.get("/api/health").json()["ready"], 30)
        versions.append(promote(world, trained(seed=5)))
        assert client.get("/api/health").json()["ready"]  # of the next snapshot
        loaded = [f"Serving logistic_regression, version {version}" for version in versions]
        assert said(caplog) == loaded
        answer = client.post("/api/predictions", json={"customer": raw_customer()})
        assert answer.json()["model"]["version"] == versions[1]
        assert said(caplog) == loaded


def test_health_says_that_no_model_is_ready(world: World) -> None:
    with world.client() as client:
        assert client.get("/api/health").json()["ready"] is False


def test_a_model_that_cannot_be_loaded_costs_no_other_answer(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(world.settings, world.reader())

    def fails(_snapshot: object) -> None:
        raise MemoryError

    app.state.services.models.get = fails
    with serving(app, log_config=None) as client:
        eventually(lambda: "The model could not be loaded" in said(caplog), 30)
        assert client.get("/api/health").status_code == 200


def test_loaded_objects_are_out_of_the_search_for_garbage_once_for_all(world: World) -> None:
    gc.unfreeze()
    with serving(create_app(world.settings, world.reader())):
        assert gc.get_freeze_count() > len(gc.get_objects())
    kept = gc.get_freeze_count()
    with serving(create_app(world.settings, world.reader())):
        assert gc.get_freeze_count() <= kept
