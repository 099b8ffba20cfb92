from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from api.results.trend import Trend, history
from api.snapshot.snapshot import Snapshot
from churn_platform.history.records import Facts, Materialization
from churn_platform.history.storage.present import StorageError

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def training(id: int, **scores: Any) -> Materialization:
    document = {"models": {"logistic_regression": scores}}
    return Materialization("model_metrics", id, "run", NOW, "v", {"metrics": document})


def snapshot(newest: Materialization | None) -> Snapshot:
    return Snapshot(Facts(NOW, newest={} if newest is None else {"model_metrics": newest}))


class History:
    """Counts how often it is read."""

    def __init__(self, *entries: Materialization) -> None:
        self.entries, self.asked = list(entries), list[tuple[str, int, int | None]]()
        self.broken = False

    def page(self, key: str, limit: int, before: int | None) -> list[Materialization]:
        self.asked.append((key, limit, before))
        if self.broken:
            raise StorageError("locked")
        return self.entries


def test_it_is_read_once_until_there_is_a_new_training() -> None:
    first, second = training(5, roc_auc=0.8, brier=0.14, ece=0.02), training(9, roc_auc=0.9)
    recorded = History(first)
    trend = Trend(recorded.page)
    assert not trend.is_current(snapshot(first))
    for _ in range(3):
        points = trend.points(snapshot(first))
        assert trend.is_current(snapshot(first))
    assert points == ({"logistic_regression": {"roc_auc": 0.8, "brier": 0.14, "ece": 0.02}},)
    assert recorded.asked == [("model_metrics", 50, 6)]
    recorded.entries = [second, first]
    assert history(trend.points(snapshot(second)), "logistic_regression", "roc_auc") == [0.8, 0.9]
    assert recorded.asked[1:] == [("model_metrics", 50, 10)]


def test_before_the_first_training_nothing_is_read() -> None:
    recorded = History()
    trend = Trend(recorded.page)
    for nothing in (None, snapshot(None)):
        assert trend.is_current(nothing)
        assert trend.points(nothing) == ()
    assert recorded.asked == []


def test_what_cannot_be_read_leaves_the_last_history_in_place() -> None:
    first, second = training(5, roc_auc=0.8), training(9, roc_auc=0.9)
    recorded = History(first)
    trend = Trend(recorded.page)
    known = trend.points(snapshot(first))
    recorded.broken = True
    assert trend.points(snapshot(second)) == known
    recorded.broken, recorded.entries = False, [second, first]
    assert len(trend.points(snapshot(second))) == 2


def test_odd_events_are_left_out_or_have_no_value() -> None:
    odd = Materialization("model_metrics", 7, "run", NOW, "v", {"metrics": "by hand"})
    text = training(8, roc_auc="high")
    recorded = History(
        text,
        odd,
        Materialization("model_metrics", 6, "run", NOW, unreadable="odd"),
        training(5, roc_auc=1),
    )
    points = Trend(recorded.page).points(snapshot(text))
    assert history(points, "logistic_regression", "roc_auc") == [1, None, None]
    assert history(points, "another", "roc_auc") == [None, None, None]


def test_of_a_dated_source_it_goes_from_month_to_month_whenever_each_was_computed() -> None:
    made = [("2026-02", 0.5), ("2026-02", 0.82), ("2026-03", 0.83), ("2026-01", 0.81)]
    entries = [
        replace(training(id, roc_auc=score), partition=month)
        for id, (month, score) in enumerate(made, start=1)
    ]
    recorded = History(*reversed(entries))
    facts = Facts(NOW, newest={"model_metrics": entries[1]}, partition="2026-02", measured=4)
    trend = Trend(recorded.page)
    # the first month came last, the second twice, and the third is not current yet
    points = trend.points(Snapshot(facts))
    assert history(points, "logistic_regression", "roc_auc") == [0.81, 0.82]
    assert trend.is_current(Snapshot(facts))
    assert not trend.is_current(Snapshot(replace(facts, measured=5)))


def test_a_line_joins_no_two_data_sets() -> None:
    def of(data_set: str | None, record: Materialization) -> Materialization:
        metadata = dict(record.metadata) | ({"data_set": data_set} if data_set else {})
        return replace(record, metadata=metadata)

    before = of(None, training(2, roc_auc=0.7))  # recorded before there were names of data sets
    telco, bank = (
        of(name, training(5, roc_auc=auc))
        for name, auc in (("telco/churn", 0.6), ("bank/exited", 0.8))
    )
    newest = of("bank/exited", training(9, roc_auc=0.9))
    trend = Trend(History(newest, telco, bank, before).page)
    points = trend.points(snapshot(newest))
    assert history(points, "logistic_regression", "roc_auc") == [0.7, 0.8, 0.9]
    other = Trend(History(telco, bank).page).points(snapshot(telco))
    assert history(other, "logistic_regression", "roc_auc") == [0.6]
