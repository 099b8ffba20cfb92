"""Tables of which blocks are read: loaded ahead, and refused with 503 when they are not right."""

from pathlib import Path
from typing import Any

import pytest

from api.middleware.problems import ModelUnavailable
from api.serving.tables import Tables
from api.snapshot.snapshot import Snapshot
from churn_platform.catalog import page_key
from churn_platform.metadata import Meta
from churn_platform.storage.lookup import BLOCKS, INDEX, SUFFIXES
from churn_platform_tests.api.test_odd_requests import assert_problem
from churn_platform_tests.api.trained import customers, promote, score, trained
from churn_platform_tests.api.world import World
from churn_platform_tests.telco import TELCO

ID = str(customers().loc[customers()[TELCO.target] == 0, TELCO.identifier].iloc[0])
PATHS = (f"/api/customers/{ID}", "/api/customers/at-risk")


@pytest.fixture
def scored(tmp_path: Path) -> Any:
    world = World(tmp_path)
    score(world, trained(), promote(world, trained()))
    yield world
    world.close()


def _file(world: World, suffix: str) -> Path:
    (path,) = (world.data_dir / "versions").glob(f"*churn_scores{suffix}")
    return path


def test_results_of_an_earlier_version_are_refused_until_the_next_run(scored: World) -> None:
    record = scored.facts().newest["churn_scores"]
    before = [one.as_metadata() for one in record.files if not one.id.endswith(SUFFIXES)]
    facts: dict[str, Any] = {Meta.FILES: before}
    scored.note("churn_scores", **facts)
    with scored.trusted() as client:
        for path in PATHS:
            response = client.get(path)
            assert_problem(response, 503)
            assert "churn_scores" in response.json()["detail"]
            assert "the next run" in response.json()["detail"]


@pytest.mark.parametrize("suffix", [BLOCKS, INDEX])
def test_a_lost_file_is_refused(scored: World, suffix: str) -> None:
    _file(scored, suffix).unlink()
    with scored.trusted() as client:
        for path in PATHS:
            assert_problem(client.get(path), 503)
            assert "churn_scores" in (said := client.get(path).json()["detail"])
            assert "is gone" in said
        assert client.get("/api/metrics").status_code == 200


@pytest.mark.parametrize("suffix", [BLOCKS, INDEX])
def test_a_changed_byte_is_never_answered_from(scored: World, suffix: str) -> None:
    path = _file(scored, suffix)
    path.write_bytes(bytes(byte ^ 1 for byte in path.read_bytes()))
    with scored.trusted() as client:
        for one in PATHS:
            assert_problem(client.get(one), 503)
            assert "not the one that its run recorded" in client.get(one).json()["detail"]


def test_a_snapshot_is_loaded_before_it_is_asked(scored: World) -> None:
    tables, snapshot = Tables(scored.data_dir), Snapshot(scored.facts())
    tables.load(snapshot)
    _file(scored, INDEX).unlink()  # is not read again
    table = tables.get(snapshot.facts.newest["churn_scores"])
    assert (table.row(ID) or {})[TELCO.identifier] == ID
    assert table.page(page_key(None, None, None)) is not None
    with pytest.raises(ModelUnavailable):
        Tables(scored.data_dir).get(snapshot.facts.newest["churn_scores"])


def test_what_cannot_be_loaded_ahead_holds_nothing_up(scored: World) -> None:
    _file(scored, INDEX).unlink()
    Tables(scored.data_dir).load(Snapshot(scored.facts()))
