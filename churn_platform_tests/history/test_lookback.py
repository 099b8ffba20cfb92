"""Looking back in a history, over a list that stands for it."""

from datetime import UTC, datetime
from typing import Any

from churn_platform.history.lookback import find, last_change, paired, with_files
from churn_platform.history.records import Materialization
from churn_platform.storage.artifacts import PublishedFile

TIME = datetime(2026, 3, 1, tzinfo=UTC)
FILE = PublishedFile("f", "versions/f", "text/csv", "0", 1)
MODEL = "logistic_regression_model"


def record(
    key: str, id: int, version: str = "v", files: bool = True, **facts: Any
) -> Materialization:
    return Materialization(key, id, "r", TIME, version, facts, files=(FILE,) if files else ())


class History:
    """Entries, newest first, and how many were asked for."""

    def __init__(self, *entries: Materialization) -> None:
        self.entries, self.asked = entries, 0

    def page(self, key: str, limit: int, before: int | None) -> list[Materialization]:
        self.asked += limit
        older = [e for e in self.entries if e.key == key and (before is None or e.id < before)]
        return older[:limit]


def of_versions(count: int) -> History:
    return History(*(record(MODEL, id, f"v{id}") for id in range(count, 0, -1)))


def test_the_search_goes_on_over_pages_and_ends_at_the_hundredth() -> None:
    history = of_versions(200)
    found = find(history.page, MODEL, lambda one: one.data_version == "v150")
    assert found is not None and found.id == 150
    history.asked = 0
    assert find(history.page, MODEL, lambda one: one.data_version == "v100") is None
    assert history.asked == 100


def test_the_search_ends_with_a_short_history() -> None:
    history = of_versions(3)
    assert find(history.page, MODEL, lambda one: False) is None
    assert history.asked == 10


def test_what_cannot_be_read_is_passed_over() -> None:
    history = History(
        Materialization(MODEL, 2, "r", TIME, unreadable="of another version"), record(MODEL, 1)
    )
    assert with_files(history.page, {MODEL: history.entries[0]}) == {MODEL: history.entries[1]}
    assert with_files(History().page, {MODEL: history.entries[0]}) == {}


def test_a_result_without_files_gives_way_to_one_with() -> None:
    history = History(record(MODEL, 2, files=False), record(MODEL, 1))
    bare = history.entries[0]
    assert with_files(history.page, {MODEL: bare}) == {MODEL: history.entries[1]}


def test_a_model_whose_measured_version_is_gone_has_no_pair() -> None:
    metrics = record("model_metrics", 9, inputs={"upstream": {MODEL: "pruned"}})
    newest = {"model_metrics": metrics, MODEL: record(MODEL, 5, "v5")}
    assert paired(of_versions(5).page, newest) == {}


def test_without_a_raw_table_nothing_has_changed() -> None:
    assert last_change(History().page, {}) is None
