"""Pages over events and over what is remembered of others."""

from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from churn_platform.history.event_log.results import Present
from churn_platform.history.metrics_history import ModelRuns
from churn_platform.history.model_history import FILE
from churn_platform.history.paging import Position
from churn_platform.history.records import Materialization
from churn_platform_tests.history.test_model_history_index import FIRST, rows, written


class Events:
    """Events of the metrics of these numbers, one hour after the other; counts what is asked."""

    def __init__(self, *numbers: int, wiped: datetime | None = None) -> None:
        self.numbers, self.wiped, self.asked = numbers, wiped, 0

    def page(self, key: str, limit: int, before: int | None) -> list[Materialization]:
        newest = [n for n in sorted(self.numbers, reverse=True) if before is None or n < before]
        return [
            Materialization(key, n, f"run-{n}", rows(n)[0].last_seen, f"v{n}", {})
            for n in newest[:limit]
        ]

    def present(self, _key: str, versions: Collection[str]) -> Present:
        self.asked += len(versions)
        return Present({f"v{n}" for n in self.numbers} & set(versions), self.wiped)


def walk(runs: ModelRuns, limit: int) -> list[list[str | None]]:
    """Follow the positions to the end, as the endpoint does."""
    found, position = [], Position()
    while entries := runs.page(limit, position):
        found.append([each.data_version for each in entries])
        position = position.next(entries)
    return found


def runs_of(folder: Path, events: Events, *history_rows: int) -> ModelRuns:
    written(folder / FILE, *history_rows)
    return ModelRuns(events.page, events.present, folder)


def test_what_has_lost_its_event_stands_between_those_that_have_one(tmp_path: Path) -> None:
    runs = runs_of(tmp_path, Events(2, 4, 6, 7), 0, 1, 2, 3, 5, 6)
    assert walk(runs, 3) == [["v7", "v6", "v5"], ["v4", "v3", "v2"], ["v1", "v0"]]
    assert walk(runs, 100) == [["v7", "v6", "v5", "v4", "v3", "v2", "v1", "v0"]]


def test_a_page_of_events_asks_only_for_what_could_stand_on_it(tmp_path: Path) -> None:
    events = Events(*range(300, 600))
    runs = runs_of(tmp_path, events, *range(600))
    assert len(runs.page(10)) == 10
    assert events.asked == 9  # those newer than the last of the page


def test_a_wiped_asset_has_no_past(tmp_path: Path) -> None:
    runs = runs_of(tmp_path, Events(wiped=FIRST + timedelta(hours=2)), 0, 1, 2, 3)
    assert walk(runs, 10) == [["v3", "v2"]]


def test_a_forgotten_run_is_known_by_its_scores_and_versions(tmp_path: Path) -> None:
    runs = runs_of(tmp_path, Events(1), 0, 1)
    found = runs.forgotten("run-0")
    assert list(found) == ["logistic_regression_model", "gradient_boosting_model", "model_metrics"]
    assert found["model_metrics"].metadata["metrics"]["models"]["gradient_boosting"]["brier"] == 0.0
    assert found["gradient_boosting_model"].data_version == "gradient_boosting-0"
    assert runs.forgotten("run-1") == {}, "its event tells it"
