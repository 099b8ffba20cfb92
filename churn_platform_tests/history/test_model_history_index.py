"""The model history in parts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from churn_platform.history.model_history import CELLS, HistoryRow, write_history
from churn_platform.history.model_history_index import History
from churn_platform.history.paging import microseconds
from churn_platform.metadata import SCORES
from churn_platform_tests.pipes import pipe

FIRST = datetime(2026, 3, 1, tzinfo=UTC)
MODELS = ("logistic_regression", "gradient_boosting", "baseline")


def rows(number: int, last_seen: datetime | None = None) -> list[HistoryRow]:
    """What is remembered of the metrics document of this number, one hour after the other."""
    seen = FIRST + timedelta(hours=number)
    return [
        HistoryRow(
            first_seen=seen,
            last_seen=last_seen or seen + timedelta(minutes=1),
            run_id=f"run-{number}",
            version=f"v{number}",
            data_version=f"d{number}",
            code_version="2",
            model=model,
            model_version="" if model == "baseline" else f"{model}-{number}",
            champion=False,
            train_rows=7,
            test_rows=3,
            churn_rate=0.25,
            scores=dict.fromkeys(SCORES, float(number)),
            cells=dict.fromkeys(CELLS, 4),
        )
        for model in MODELS
    ]


def written(path: Path, *numbers: int) -> History:
    write_history(path, [row for number in numbers for row in rows(number)])
    return History(path)


def versions(
    history: History, before: datetime | None = None, after: datetime | None = None
) -> list[str]:
    bounds = (None if each is None else microseconds(each) for each in (before, after))
    return [kept.version for part in history.parts(*bounds) for kept in part]


def test_versions_come_newest_first_by_the_last_time_with_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    late = [replace(row, last_seen=FIRST + timedelta(days=9)) for row in rows(1)]
    write_history(path, [*rows(0), *late, *rows(2)])
    history = History(path)
    assert versions(history) == ["v1", "v2", "v0"]
    ((first, *_),) = history.parts()
    assert (first.run_id, first.read()) == ("run-1", late)
    assert first.moment == microseconds(FIRST + timedelta(days=9))


def test_a_page_asks_between_two_moments_both_excluded(tmp_path: Path) -> None:
    history = written(tmp_path / "history.csv", 0, 1, 2, 3)
    third, first = rows(3)[0].last_seen, rows(1)[0].last_seen
    assert versions(history, before=third) == ["v2", "v1", "v0"]
    assert versions(history, after=first) == ["v3", "v2"]
    assert versions(history, before=third, after=first) == ["v2"]
    assert versions(history, before=first, after=third) == []


def test_a_long_history_comes_in_parts_and_whole(tmp_path: Path) -> None:
    history = written(tmp_path / "history.csv", *range(600))
    assert [len(part) for part in history.parts()] == [250, 250, 100]
    assert versions(history) == [f"v{number}" for number in reversed(range(600))]


def test_a_file_that_is_replaced_is_read_anew(tmp_path: Path) -> None:
    history = History(tmp_path / "history.csv")
    assert versions(history) == [] and history.of_run("run-1") is None
    written(tmp_path / "history.csv", 0, 1)
    assert versions(history) == ["v1", "v0"]
    written(tmp_path / "history.csv", 0, 1, 2)
    assert versions(history) == ["v2", "v1", "v0"]


def test_a_run_s_rows_are_found_by_its_id(tmp_path: Path) -> None:
    history = written(tmp_path / "history.csv", 0, 1, 11)
    for number in (0, 1, 11):
        found = history.of_run(f"run-{number}")
        assert found is not None and found.read() == rows(number)
    assert history.of_run("run-2") is history.of_run("un-1") is None


@pytest.mark.parametrize(
    ("number", "old", "new", "said"),
    [
        (1, "first_seen", "first", "found the columns"),
        (2, "2026-03-01T00:01", "yesterday", "line 2: Invalid isoformat"),
        (7, ",run-1,v1,", ",", "line 7: 25 cells; expected 27"),
        (7, ",", ";", "line 7: 1 cells; expected 27"),
    ],
)
def test_a_file_that_somebody_broke_is_no_history_and_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, number: int, old: str, new: str, said: str
) -> None:
    path = tmp_path / "history.csv"
    history = written(path, 0, 1)
    lines = path.read_text().splitlines(keepends=True)
    lines[number - 1] = lines[number - 1].replace(old, new)
    path.write_text("".join(lines))
    assert versions(history) == versions(history) == []
    assert [said in record.message for record in caplog.records] == [True]


def test_an_empty_file_has_no_runs(tmp_path: Path) -> None:
    (tmp_path / "history.csv").touch()
    assert History(tmp_path / "history.csv").of_run("run-0") is None


def test_a_pipe_in_the_place_of_the_file_is_no_history(tmp_path: Path) -> None:
    with pipe(tmp_path / "history.csv"):
        history = History(tmp_path / "history.csv")
        assert (versions(history), history.of_run("run-0")) == ([], None)


def test_a_file_of_before_data_sets_were_remembered_is_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    history = written(path, 0, 1)
    known = versions(history)
    lines = [line.rpartition(",")[0] for line in path.read_text().splitlines()]
    path.write_text("\n".join(lines) + "\n")
    assert versions(history) == known != []
    assert [row.data_set for part in history.parts() for kept in part for row in kept.read()] == [
        ""
    ] * (len(lines) - 1)
