"""Which bytes are loaded, which are never, and what happens while they are replaced."""

import threading
import time
from pathlib import Path
from typing import Any

import joblib
import pytest

from api.middleware.problems import ModelUnavailable
from api.serving import model as serving
from api.serving.model import ModelCache, Serving
from api.snapshot.snapshot import Snapshot
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.api.test_odd_requests import assert_problem
from churn_platform_tests.api.trained import LIBRARIES, promote, raw_customer, trained
from churn_platform_tests.api.world import World
from churn_platform_tests.telco import TELCO

URL = "/api/predictions"


def load(world: World) -> Serving:
    """What a new process would serve."""
    return ModelCache(world.settings).get(Snapshot(world.reader().read()))


def detail(world: World) -> str:
    """Why there is nothing to serve."""
    with pytest.raises(ModelUnavailable) as caught:
        load(world)
    return str(caught.value)


class Marks:
    """A pickle that leaves a mark when it is loaded."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> Any:
        return Path.touch, (self.mark,)


@pytest.mark.parametrize(
    ("library", "other"), [("scikit-learn", "1.4.0"), ("numpy", "9.9"), ("python", "3.10.2")]
)
def test_b07_a_model_of_other_libraries_needs_retraining(
    world: World, library: str, other: str
) -> None:
    promote(world, trained(), champion={"libraries": {**LIBRARIES, library: other}})
    said = detail(world)
    assert said.startswith(f"The model needs retraining ({library}: trained with ")
    here = LIBRARIES[library] if library != "python" else LIBRARIES[library].rpartition(".")[0]
    assert other.removesuffix(".2") in said and f"installed is {here}" in said


def test_b07_a_later_patch_of_python_is_no_other(world: World) -> None:
    minor = LIBRARIES["python"].rpartition(".")[0]
    promote(world, trained(), champion={"libraries": {**LIBRARIES, "python": f"{minor}.99"}})
    assert load(world).champion.name == "logistic_regression"


def test_b07_a_model_without_its_versions_is_not_used(world: World) -> None:
    promote(world, trained(), champion={"libraries": {}})
    assert "numpy: trained with an unknown version" in detail(world)


def test_b07_a_warning_of_another_version_counts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("sklearn.base.__version__", "0.1")
        promote(world, trained())
    # the pipeline itself is read when the words of the contract have changed
    reworded = TELCO.model_dump(exclude_unset=True) | {"description": "Other words."}
    changed = Contract.model_validate(reworded)
    assert changed.version != TELCO.version
    monkeypatch.setattr(serving, "current_contract", lambda _settings: changed)
    assert detail(world).startswith("The model needs retraining: Trying to unpickle")


@pytest.mark.parametrize(
    "made_for",
    [
        {"contract": {"name": "bank", "version": TELCO.version}},
        {"features": ["tenure"]},
    ],
)
def test_a_model_of_another_table_needs_retraining(
    world: World, made_for: dict[str, object]
) -> None:
    promote(world, trained(), champion=made_for)
    assert "needs retraining: it was trained for the contract" in detail(world)


def test_a_contract_whose_values_changed_needs_another_model_and_one_whose_words_did_does_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    promote(world, trained())
    columns = [column.model_dump(exclude_unset=True) for column in TELCO.columns]
    place = TELCO.names().index("gender")
    known = {**TELCO.model_dump(exclude={"columns"}), "columns": columns}

    def now(**changes: object) -> None:
        columns[place] |= changes
        changed = Contract.model_validate(known)
        assert changed.version != TELCO.version
        monkeypatch.setattr(serving, "current_contract", lambda _settings: changed)

    now(description="As the customer said.")
    assert load(world).champion.name == "logistic_regression"
    now(values=["Male", "Female"])
    assert "gender: the model was fitted on the values ['Female', 'Male']" in detail(world)


def test_b08_a_file_that_was_replaced_is_never_loaded(world: World, tmp_path: Path) -> None:
    promote(world, trained())
    mark = tmp_path / "mark"
    (path,) = (world.data_dir / "versions").glob("*champion_scorer.joblib")
    sound = path.read_bytes()
    joblib.dump(Marks(mark), path)
    assert "is not the one that its run recorded and is not loaded" in detail(world)
    assert not mark.exists()
    # the test is able to fail: these bytes do leave the mark
    joblib.load(path)
    assert mark.exists()
    mark.unlink()
    with world.client() as client:
        assert_problem(client.post(URL, json={"customer": raw_customer()}), 503)
        assert client.get("/api/health").status_code == 200
        path.write_bytes(sound)
        assert client.post(URL, json={"customer": raw_customer()}).status_code == 200
    assert not mark.exists()


@pytest.mark.parametrize("place", ["../elsewhere.joblib", "/etc/hostname"])
def test_b08_a_file_outside_the_data_folder_is_never_loaded(world: World, place: str) -> None:
    promote(world, trained())
    content = trained().scorer_bytes
    (world.data_dir.parent / "elsewhere.joblib").write_bytes(content)
    record = world.reader().page("champion_model", 1)[0]
    metadata = dict(record.metadata)
    metadata["files"][-1]["path"] = place
    world.note("champion_model", **metadata)
    assert "champion_scorer.joblib is gone" in detail(world)


def test_a_file_that_is_gone_is_said(world: World) -> None:
    promote(world, trained())
    (path,) = (world.data_dir / "versions").glob("*champion_scorer.joblib")
    path.unlink()
    assert "champion_scorer.joblib is gone" in detail(world)


def test_a_champion_recorded_by_hand_is_none(world: World) -> None:
    world.note("champion_model", champion={"name": 5}, files=[])
    assert "There is no model yet" in detail(world)


def test_what_is_no_scorer_is_not_used(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    model = trained()
    monkeypatch.setattr(type(model), "scorer_bytes", b"no pickle at all")
    promote(world, model)
    said = "champion_scorer.joblib is not a model file"
    assert said in detail(world)


def test_d14_every_answer_comes_from_one_model_while_they_are_swapped(world: World) -> None:
    models = [trained(seed=1), trained(seed=2)]
    customer = {"customer": raw_customer(3)}
    expected: dict[str, float] = {}
    answers: list[tuple[str, float]] = []
    done = threading.Event()
    with world.client() as client:
        for model in models:
            version = promote(world, model)
            answer = client.post(URL, json=customer).json()
            assert answer["model"]["version"] == version
            expected[version] = answer["items"][0]["probability"]
        assert len(set(expected.values())) == 2

        def hammer() -> None:
            while not done.is_set():
                response = client.post(URL, json=customer)
                assert response.status_code == 200, response.text
                answer = response.json()
                answers.append((answer["model"]["version"], answer["items"][0]["probability"]))

        threads = [threading.Thread(target=hammer) for _ in range(3)]
        for thread in threads:
            thread.start()
        for turn in range(8):
            promote(world, models[turn % 2])
            time.sleep(0.05)
        done.set()
        for thread in threads:
            thread.join()
    assert {version for version, _ in answers} == set(expected)
    assert all(expected[version] == probability for version, probability in answers)


def test_a_champion_in_memory_is_found_and_no_later_one(world: World) -> None:
    promote(world, trained())
    models, first = ModelCache(world.settings), Snapshot(world.reader().read())
    assert models.loaded(first) is None
    models.load(first)
    assert models.loaded(first) is models.get(first)
    promote(world, trained(), champion={"version": "0123456789abcdef"})
    assert models.loaded(Snapshot(world.reader().read())) is None


def test_nothing_is_in_memory_where_there_is_no_champion(world: World) -> None:
    assert ModelCache(world.settings).loaded(Snapshot(world.reader().read())) is None
