"""Metrics for Prometheus: requests, and gauges from the newest snapshot."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from api.middleware.request_checks import Seen
from api.snapshot.cache import SnapshotCache
from api.snapshot.champion import champion_of
from api.snapshot.scores import newest_metrics
from churn_platform.catalog import CHAMPION
from churn_platform.history.reader.wording import number
from churn_platform.history.records import Facts
from churn_platform.metadata import Meta

MEDIA_TYPE: Final = CONTENT_TYPE_LATEST
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0, 10.0)
_SCORES: Final = ("roc_auc", "average_precision", "f1", "brier", "log_loss", "ece")
_REQUEST: Final = ("method", "route", "status")


class Metrics:
    """The registry of one app; another app in the same process has its own.

    Args:
        cache: has the newest snapshot and the last error of the storage, if any.
    """

    def __init__(self, cache: SnapshotCache) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "churn_api_requests", "Answered requests.", _REQUEST, registry=self._registry
        )
        self._seconds = Histogram(
            "churn_api_request_seconds",
            "Seconds from a request to the end of its answer.",
            _REQUEST,
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._registry.register(_FromSnapshot(cache))

    def note(self, seen: Seen) -> None:
        """Count a request."""
        labels = seen.method, seen.route, str(seen.status)
        self._requests.labels(*labels).inc()
        self._seconds.labels(*labels).observe(seen.seconds)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)


class _FromSnapshot(Collector):
    def __init__(self, cache: SnapshotCache) -> None:
        self._cache = cache

    def describe(self) -> list[Any]:
        """Return nothing, so that registering does not collect."""
        return []

    def collect(self) -> Iterator[Gauge]:
        """Yield the gauges of the snapshot in memory."""
        snapshot, answers = self._cache.snapshot, self._cache.trouble is None
        yield Gauge("churn_storage_up", "Whether the history could be read.", float(answers))
        if snapshot is not None:
            yield from _platform(snapshot.facts)
            yield from _results(snapshot.facts)
            yield from _models(snapshot.facts)


def _platform(facts: Facts) -> Iterator[Gauge]:
    traces, last, success = facts.scheduler, facts.last_run, facts.last_success
    yield from _time("churn_snapshot", "When the history was read.", facts.read_at)
    yield from _time("churn_heartbeat", "The daemon's last heartbeat.", traces.last_heartbeat)
    if traces.schedule_on is not None:
        yield Gauge("churn_schedule_on", "Whether the schedule is on.", float(traces.schedule_on))
    yield _labelled("churn_runs", "Runs in the history.", ["status"], facts.runs)
    yield _labelled("churn_ticks", "Ticks in the history.", ["status"], facts.ticks)
    yield from _time("churn_last_run", "Start of the newest run.", last.start if last else None)
    yield from _time(
        "churn_last_success",
        "End of the newest run that succeeded.",
        success.end if success else None,
    )
    check = facts.last_check
    yield from _time("churn_last_check", "Last check of the source.", check.time if check else None)
    yield from _time("churn_last_change", "Last change of the source.", facts.last_change)
    took = {"last": last, "last_success": success}
    seconds = {which: run.duration_seconds for which, run in took.items() if run}
    yield _labelled("churn_run_seconds", "Duration of a run that ended.", ["run"], seconds)


def _results(facts: Facts) -> Iterator[Gauge]:
    newest = facts.newest.items()
    rows = {key: record.metadata.get(Meta.ROWS) for key, record in newest}
    seconds = {key: record.metadata.get(Meta.SECONDS) for key, record in newest}
    times = {key: record.time.timestamp() for key, record in newest}
    yield _labelled("churn_rows", "Rows of a table.", ["asset"], rows)
    yield _labelled("churn_asset_seconds", "Seconds its step took.", ["asset"], seconds)
    yield _labelled("churn_asset_timestamp_seconds", "Time of its result.", ["asset"], times)
    failed = {"error": 0, "warning": 0}
    for check in facts.evaluations.values():
        if not check.passed:
            failed[check.severity or "error"] += 1
    yield _labelled("churn_failed_checks", "Checks that failed last.", ["severity"], failed)


def _models(facts: Facts) -> Iterator[Gauge]:
    labels = ["role", "model", "score"]
    gauge = Gauge("churn_model_score", "A score on held-out customers.", labels=labels)
    champion = champion_of(facts.newest.get(CHAMPION))
    measured = newest_metrics(facts.newest.get("model_metrics")).metrics
    found: list[tuple[str, str, dict[str, Any]]] = []
    if champion:
        found.append(("champion", champion.name, champion.scores))
    if measured:
        candidates = measured.models.items()
        found += [("candidate", name, each.model_dump()) for name, each in candidates]
    for role, model, scores in found:
        for score in _SCORES:
            if (value := number(scores.get(score))) is not None:
                gauge.add_metric([role, model, score], value)
    yield gauge


def _labelled(name: str, text: str, labels: list[str], values: Any) -> Gauge:
    gauge = Gauge(name, text, labels=labels)
    for label, given in values.items():
        if (value := number(given)) is not None:
            gauge.add_metric([label], value)
    return gauge


def _time(name: str, text: str, time: datetime | None) -> Iterator[Gauge]:
    if time is not None:
        yield Gauge(f"{name}_timestamp_seconds", f"{text} Seconds since 1970.", time.timestamp())
