"""The newest evaluations: what is remembered of them is what a first look finds."""

from collections.abc import Iterator

import pytest

from churn_platform.history.reader import Reader
from churn_platform.history.records import CheckKey, Evaluation
from churn_platform_tests.api.world import NOTED, World

pytestmark = pytest.mark.storage

READABLE = ("raw_customers", "can_be_read")
SHARE = ("clean_customers", "few_rows_are_quarantined")


@pytest.fixture
def reader(world: World) -> Iterator[Reader]:
    """A reader that has looked once, before anything was evaluated."""
    assert world.instance
    made = world.reader()
    assert made.read().evaluations == {}
    yield made
    made.close()


def at_first_sight(world: World) -> dict[CheckKey, Evaluation]:
    """What a reader finds that remembers nothing."""
    fresh = world.reader()
    found = dict(fresh.read().evaluations)
    fresh.close()
    return found


def test_after_each_event_memory_and_a_first_look_agree(world: World, reader: Reader) -> None:
    seen = []
    first = world.run("raw_customers", "clean_customers")
    seen.append((reader.read().evaluations, at_first_sight(world)))
    second = world.look()
    seen.append((reader.read().evaluations, at_first_sight(world)))
    world.evaluate(*SHARE, False)
    seen.append((reader.read().evaluations, at_first_sight(world)))
    world.instance.delete_run(second)
    seen.append((reader.read().evaluations, at_first_sight(world)))
    world.wipe("clean_customers")
    seen.append((reader.read().evaluations, at_first_sight(world)))
    assert [history_rows == found for history_rows, found in seen] == [True] * 5
    shares = [found.get(SHARE) for found, _ in seen]
    assert [share and (share.run_id, share.passed) for share in shares] == [
        (first, True),
        (first, True),
        (NOTED, False),
        (NOTED, False),
        None,
    ]
    # of a run that was deleted nothing counts any more
    runs = [found[READABLE].run_id for found, _ in seen]
    assert runs == [first, second, second, first, first]


def test_a_look_after_a_long_while_misses_nothing(world: World, reader: Reader) -> None:
    run_id = world.run("raw_customers")
    for _ in range(100):
        world.evaluate(*SHARE, True)
    found = reader.read().evaluations
    of_raw = (
        "can_be_read", "has_the_contracted_columns", "encoding_is_known", "is_not_the_sample",
    )  # fmt: skip
    assert found.keys() == {SHARE, *(("raw_customers", name) for name in of_raw)}
    assert found[READABLE].run_id == run_id


def test_an_evaluation_whose_row_is_written_a_moment_after_its_event_is_seen(
    world: World, reader: Reader
) -> None:
    world.run("raw_customers")
    change = "UPDATE asset_check_executions SET execution_status = ? WHERE check_name = ?"
    world.index(change, "PLANNED", READABLE[1])
    assert READABLE not in reader.read().evaluations
    world.index(change, "SUCCEEDED", READABLE[1])
    assert reader.read().evaluations[READABLE].passed


def test_the_evaluations_of_a_history_that_was_wiped_are_forgotten(
    world: World, reader: Reader
) -> None:
    world.run("raw_customers")
    assert reader.read().evaluations
    world.instance.wipe()
    assert reader.read().evaluations == {}


def test_the_evaluations_of_a_history_that_is_gone_are_forgotten(
    world: World, reader: Reader
) -> None:
    world.run("raw_customers")
    assert reader.read().evaluations
    world.lose()
    assert reader.read().evaluations == {}
