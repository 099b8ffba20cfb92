"""What health says of disk and serving model."""

import json
from pathlib import Path

import pytest

from api.status import machine
from api.status.machine import machine_reasons
from churn_platform.config.settings import Settings
from churn_platform_tests.api.trained import LIBRARIES, promote, trained
from churn_platform_tests.api.world import World

UNLOADABLE = "the serving model cannot be loaded: "


def reasons(world: World, **more: object) -> list[str]:
    settings = Settings.model_validate({"data_dir": world.data_dir, "min_free_bytes": 0, **more})
    return machine_reasons(world.reader().read(), settings)


def scorer(world: World) -> Path:
    (path,) = (world.data_dir / "versions").glob("*champion_scorer.joblib")
    return path


def test_a_sound_model_and_a_disk_with_space_are_no_trouble(world: World) -> None:
    promote(world, trained())
    assert reasons(world) == []


def test_a_file_that_is_gone_is_named_until_it_is_back(world: World) -> None:
    promote(world, trained())
    path = scorer(world)
    content = path.read_bytes()
    path.unlink()
    assert reasons(world) == [f"{UNLOADABLE}the file champion_scorer.joblib is gone"]
    path.write_bytes(content)
    assert reasons(world) == []


def test_a_file_with_other_content_is_named(world: World) -> None:
    promote(world, trained())
    path = scorer(world)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    (said,) = reasons(world)
    assert said.startswith(f"{UNLOADABLE}The file champion_scorer.joblib is not the one that its")


def test_a_model_of_other_libraries_is_named(world: World) -> None:
    promote(world, trained(), champion={"libraries": {**LIBRARIES, "numpy": "1.0.0"}})
    (said,) = reasons(world)
    assert said.startswith(f"{UNLOADABLE}The model needs retraining (numpy: trained with 1.0.0, ")


def test_a_champion_of_another_table_is_named(world: World) -> None:
    promote(world, trained(), champion={"features": ["tenure"]})
    (said,) = reasons(world)
    beginning = "The model needs retraining: it was trained for the contract telco with other"
    assert said.startswith(f"{UNLOADABLE}{beginning}")


def test_a_champion_that_cannot_be_read_is_named(world: World) -> None:
    promote(world, trained(), champion={"name": 5})
    assert reasons(world) == [
        f"{UNLOADABLE}its record has the format of another version; materialize its asset again"
    ]


def test_a_model_is_looked_through_once_and_never_loaded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    promote(world, trained())
    assert reasons(world) == []

    def fail(*_: object) -> None:
        raise AssertionError("it was read again")

    monkeypatch.setattr(machine, "check_model", fail)
    assert reasons(world) == []


def test_a_disk_that_fills_up_is_named_and_makes_health_degraded(world: World) -> None:
    (said,) = reasons(world, min_free_bytes=10**18)
    assert said.startswith("disk: the disk has ")
    assert said.endswith(" MB left; the platform needs 1,000,000,000,000 MB")
    with world.client(min_free_bytes=10**18) as client:
        answer = client.get("/api/health").json()
    assert answer["status"] == "degraded"
    assert said.partition(" has ")[0] in json.dumps(answer["reasons"])


def test_sqlite_on_a_network_file_system_is_named_and_postgres_is_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # no such mount can be had in a test
    monkeypatch.setattr(machine, "network_trouble", lambda folder: f"{folder.name} is on nfs4")
    assert reasons(world) == ["storage: dagster is on nfs4"]
    assert reasons(world, dagster_postgres_url="postgresql://user:word@127.0.0.1/churn") == []
