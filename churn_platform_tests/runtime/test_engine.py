from collections.abc import Iterator
from pathlib import Path
from threading import Barrier

import pytest

from churn_platform.runtime.engine import Dask, EngineError, Local, engine_of
from churn_platform.runtime.ports import free_port
from churn_platform_tests.cluster import ON_A_CLUSTER, connected, doubled, dying_once, refusing

pytestmark = ON_A_CLUSTER


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    with connected(tmp_path_factory.mktemp("cluster")) as (_, engine):
        yield engine


def test_here_no_more_items_are_taken_than_there_are_threads() -> None:
    taken = []

    def items() -> Iterator[int]:
        for number in range(1, 6):
            taken.append(number)
            yield number

    answers = Local(2).map(doubled, items())
    assert next(answers) == 2
    assert taken == [1, 2]
    assert next(answers) == 4
    assert taken == [1, 2, 3]
    assert list(answers) == [6, 8, 10]


def test_here_two_items_are_worked_on_at_once() -> None:
    meeting = Barrier(2, timeout=60)

    def meet(number: int) -> int:
        meeting.wait()  # fails unless another item arrives as well
        return number

    assert list(Local(2).map(meet, range(4))) == [0, 1, 2, 3]


def test_here_an_error_of_the_function_comes_as_it_is() -> None:
    answers = Local(2).map(refusing, range(6))
    assert [next(answers) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="3 is refused"):
        next(answers)


def test_on_a_cluster_answers_come_in_order(dask: Dask) -> None:
    assert list(dask.map(doubled, range(50))) == [2 * number for number in range(50)]


def test_no_more_items_are_taken_than_can_be_worked_on_soon(dask: Dask) -> None:
    taken = []

    def items() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    answers = dask.map(doubled, items())
    assert next(answers) == 0
    # two workers of one thread, two items each
    assert len(taken) <= 5
    assert sum(1 for _ in answers) == 99


def test_an_error_of_the_function_comes_as_it_is(dask: Dask) -> None:
    answers = dask.map(refusing, range(6))
    assert [next(answers) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="3 is refused"):
        next(answers)


def test_a_worker_that_dies_costs_no_answer(tmp_path: Path) -> None:
    mark = str(tmp_path / "died")
    with connected(tmp_path) as (made, engine):
        answers = list(engine.map(dying_once, [(number, mark) for number in range(20)]))
        assert answers == [2 * number for number in range(20)]
        assert sorted(worker.poll() is None for worker in made.workers) == [False, True]


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("churn_platform.runtime.engine._CONNECT_SECONDS", 1)
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(EngineError, match=f"^{address}: no Dask scheduler responds"):
        engine_of("dask", address)


def test_an_address_of_a_scheduler_is_shown_without_its_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("churn_platform.runtime.engine._CONNECT_SECONDS", 1)
    port = free_port()
    for address in (f"tls://me:hush@127.0.0.1:{port}?key=hush", f"odd://me:hush@127.0.0.1:{port}"):
        with pytest.raises(EngineError, match=f"//127.0.0.1:{port}.*no Dask") as caught:
            engine_of("dask", address)
        assert "hush" not in str(caught.value)
