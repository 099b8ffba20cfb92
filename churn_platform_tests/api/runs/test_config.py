"""What a client may configure of a run: keys that its steps take, and plain values."""

from typing import Any

import pytest

from api.middleware.problems import WrongInput
from api.runs.config import check_config
from churn_platform.defs.steps.configuration import STEP_FIELDS
from churn_platform_tests.api.launches import Launches
from churn_platform_tests.api.test_odd_requests import assert_problem
from churn_platform_tests.api.world import World

URL = "/api/materializations"
NO_PLAIN_VALUE = "expected a number, a text, true, false or null"
METRICS = "model_metrics"


def of(step: str, **values: Any) -> dict[str, Any]:
    return {"ops": {step: {"config": values}}}


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"opss": {}}, "'opss' at config; did you mean 'ops'?"),
        ({"solids": {}}, "'solids' at config"),
        ({"resources": {"data_folder": {"config": {"path": "/etc"}}}}, "'resources'"),
        ({"execution": {"config": {}}}, "'execution'"),
        ({"loggers": {"console": {"config": {"log_level": "DEBUG"}}}}, "'loggers'"),
        ({"ops": []}, "expected an object at config.ops"),
        (of("model_metric"), "'model_metric' at config.ops; did you mean 'model_metrics'?"),
        (of("raw_customers", source="file:///etc/passwd"), "'raw_customers' at config.ops"),
        ({"ops": {METRICS: {"confg": {}}}}, "'confg' at config.ops.model_metrics; did you mean"),
        ({"ops": {METRICS: {"config": {}, "outputs": []}}}, "'outputs'"),
        (
            {"ops": {METRICS: {"config": 1}}},
            "expected an object at config.ops.model_metrics.config",
        ),
        (of(METRICS, bootstrap_sample=9), "'bootstrap_sample' at config.ops.model_metrics.config"),
        (of(METRICS, bootstrap_sample=9), "did you mean 'bootstrap_samples'?"),
        (
            of(METRICS, seed={"env": "HOME"}),
            f"{NO_PLAIN_VALUE} at config.ops.model_metrics.config",
        ),
        (of("champion", version={"env": "HOME"}), NO_PLAIN_VALUE),
        (of("champion", version=["a"]), NO_PLAIN_VALUE),
        (of(METRICS, **{"x" * 9_000: 1}), "xxx' at config.ops.model_metrics.config; expected"),
    ],
)
def test_a_key_that_no_step_takes_is_named_with_the_closest(
    world: World, config: dict[str, Any], said: str
) -> None:
    launches = Launches()
    with world.trusted(launches) as client:
        response = client.post(URL, json={"job": "churn_pipeline", "config": config})
    assert_problem(response, 422)
    (error,) = response.json()["errors"]
    assert error["parameter"] == "config" and said in error["message"]
    assert len(error["message"]) < 600 and launches.asked == []


def test_what_a_step_takes_is_passed_on(world: World) -> None:
    launches = Launches()
    fields = {step: {"config": dict.fromkeys(names, 1)} for step, names in STEP_FIELDS.items()}
    with world.trusted(launches) as client:
        configs: list[dict[str, Any]] = [{}, {"ops": {}}, of(METRICS), {"ops": fields}]
        for config in configs:
            sent = client.post(URL, json={"job": "churn_pipeline", "config": config})
            assert sent.status_code == 202, sent.text
            assert launches.asked[-1][1] == config


def test_of_chosen_assets_only_their_own_steps_may_be_configured() -> None:
    check_config(of("champion", version="release"), ["model_card"])
    check_config(of(METRICS, seed=1), [METRICS, "churn_report"])
    with pytest.raises(WrongInput) as caught:
        check_config(of(METRICS, seed=1), ["champion_model"])
    assert "'model_metrics' at config.ops" in caught.value.errors[0]["message"]
    with pytest.raises(WrongInput) as caught:
        check_config(of(METRICS, seed=1), ["raw_customers"])
    assert caught.value.errors[0]["message"].endswith("expected none")
