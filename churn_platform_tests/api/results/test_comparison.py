"""The differences between runs."""

from typing import Any

import pytest

from api.results.comparison import compare
from churn_platform.history.records import Materialization
from churn_platform_tests.api.world import World, document
from churn_platform_tests.history.test_model_history_index import FIRST

A, B, C = (f"{letter * 8}-1111-4111-8111-111111111111" for letter in "abc")


def run(run_id: str, auc: float = 0.8, depth: int = 2, **more: Any) -> dict[str, Materialization]:
    """The results of a run that measured one model."""
    scores = {"roc_auc": auc, "brier": 0.1, "intervals": {"roc_auc": [auc - 0.1, auc + 0.1]}}
    metrics = {
        "data_version": "d",
        "train_rows": 7,
        "test_rows": 3,
        "churn_rate": 0.25,
        "models": {"gradient_boosting": scores},
        "baseline": {"roc_auc": 0.5},
    }
    inputs = {"code": "1", "contract": "c", "libraries": {"numpy": "2"}, "config": {"seed": 1}}
    model = {"inputs": inputs, "parameters": {"max_depth": depth, "shrink": {"rate": 0.1}}}
    made = {"inputs": {**inputs, **more}, "metrics": metrics}
    return {
        "model_metrics": Materialization("model_metrics", 1, run_id, FIRST, "m", made),
        "gradient_boosting_model": Materialization(
            "gradient_boosting_model", 2, run_id, FIRST, "g", model
        ),
        "raw_customers": Materialization("raw_customers", 3, run_id, FIRST, "d", {"source": "x"}),
    }


def test_only_what_differs_is_told_with_the_values_in_the_order_of_the_runs() -> None:
    found = compare([run(A, 0.8, 2), run(B, 0.9, 3), run(C, 0.8, 2, code="2")])
    assert [each.run_id for each in found.runs] == [A, B, C]
    assert [(each.group, each.name, each.values) for each in found.items] == [
        ("code", "model_metrics", ["1", "1", "2"]),
        ("parameters", "gradient_boosting.max_depth", [2, 3, 2]),
        ("scores", "gradient_boosting.roc_auc", [0.8, 0.9, 0.8]),
    ]
    intervals = found.items[2].intervals
    assert intervals is not None
    assert intervals[1] == pytest.approx([0.8, 1.0])
    assert found.items[1].intervals is None
    # 6 of the data, 2 scores and 1 of the baseline; code, contract, library of two assets and the
    # code of the table; the seed and two parameters
    assert found.same + len(found.items) == 6 + 3 + 7 + 3


def test_equal_runs_have_no_difference() -> None:
    found = compare([run(A), run(B)])
    assert (found.items, found.same) == ([], 19)


def test_what_one_run_lacks_is_null_and_what_the_history_forgot_is_no_difference() -> None:
    lacking = run(B)
    del lacking["gradient_boosting_model"]
    names = [each.name for each in compare([run(A), lacking]).items]
    assert names == [
        "gradient_boosting_model",
        "gradient_boosting_model.contract",
        "gradient_boosting_model.numpy",
        "gradient_boosting.max_depth",
        "gradient_boosting.shrink.rate",
    ]
    old = lacking["model_metrics"]
    forgotten = Materialization(old.key, 0, B, FIRST, "m", old.metadata, from_history=True)
    assert compare([run(A), {"model_metrics": forgotten}]).items == []


@pytest.mark.storage
def test_runs_are_compared_over_http_a_kept_model_by_its_version(world: World) -> None:
    first = world.run(libraries={"numpy": "1"})
    other = document(world.versions)
    other["models"]["gradient_boosting"]["roc_auc"] = 0.9
    second = world.run("model_metrics", metrics=other)
    with world.client() as client:
        answer = client.get("/api/model-runs/compare", params={"run_id": [second, first]}).json()
        (item,) = answer["items"]
        assert (item["name"], item["values"]) == ("gradient_boosting.roc_auc", [0.9, 0.75])
        missing = client.get("/api/model-runs/compare", params={"run_id": [first, A]})
        assert missing.status_code == 404
        for wrong in ([first], [first, "x"], [first] * 21):
            path = "/api/model-runs/compare"
            assert client.get(path, params={"run_id": wrong}).status_code == 422
