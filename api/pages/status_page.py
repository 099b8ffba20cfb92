"""The content of the status page, from one snapshot: the platform, and its newest results."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from api.pages.status_results import Results, results
from api.pages.status_runs import Level, RunView, Schedule, run_view, schedule_view, ui_address
from api.results.batch import batch
from api.results.trend import Point
from api.results.warnings import result_warnings
from api.schemas.details import Batch
from api.schemas.health import Health
from api.snapshot.champion import decision_of
from api.snapshot.snapshot import Snapshot
from api.status.health import health
from api.status.machine import machine_reasons
from churn_platform.catalog import CHAMPION
from churn_platform.config.settings import Settings
from churn_platform.history.reader.wording import clipped
from churn_platform.history.records import Materialization
from churn_platform.metadata import Meta
from churn_platform.wording import counted, moment, origin_words


@dataclass(frozen=True)
class Headline:
    """The state as a sentence, the reasons, and notices for readers."""

    level: Level
    sentence: str
    reasons: list[str]
    notices: list[str]


@dataclass(frozen=True)
class Page:
    """The page's content; None means unknown.

    `partition` is the current one of a dated source: `month` or `day`, and its key.
    """

    now: datetime
    headline: Headline
    run: RunView | None
    schedule: Schedule
    data: Batch | None
    source: str | None
    partition: tuple[str, str] | None
    results: Results
    versions: Mapping[str, str]
    ui: str
    root: str


def status_page(
    snapshot: Snapshot | None,
    trouble: str | None,
    now: datetime,
    settings: Settings,
    *,
    points: tuple[Point, ...] = (),
    unit: str = "",
    host: str | None = None,
    root: str = "",
) -> Page:
    """Return the page's content.

    Args:
        snapshot: the last readable one, if any.
        trouble: why the last query of the storage failed, if it did.
        now: the current time.
        settings: for the address of the UI and the data folder.
        points: headline metrics of the last trainings, oldest first.
        unit: of money.
        host: this machine's name in the reader's request.
        root: prefix that the API is served under, without a slash at its end.
    """
    facts = snapshot.facts if snapshot else None
    machine = machine_reasons(facts, settings)
    state = health(facts, trouble, now, machine, result_warnings(facts, settings))
    ui = ui_address(settings, host)
    raw = facts.newest.get("raw_customers") if facts else None
    return Page(
        now=now,
        headline=_headline(state, snapshot, trouble),
        run=run_view(facts.last_run, ui) if facts and facts.last_run else None,
        schedule=schedule_view(facts, state, now),
        data=batch(facts) if facts else None,
        source=_source(raw) if raw else None,
        partition=_partition(facts.partition if facts else None),
        results=results(snapshot, points, unit, root),
        versions=state.versions.model_dump(),
        ui=ui,
        root=root,
    )


def _source(raw: Materialization) -> str:
    source = str(raw.metadata.get(Meta.SOURCE, ""))
    return origin_words(source, bool(raw.metadata.get(Meta.IS_SAMPLE)))


def _partition(key: str | None) -> tuple[str, str] | None:
    return None if key is None else ("month" if len(key) == len("2026-01") else "day", key)


def _headline(state: Health, snapshot: Snapshot | None, trouble: str | None) -> Headline:
    notices, reasons = _notices(snapshot), [clipped(reason) for reason in state.reasons]
    if trouble and state.storage.read_at:
        read_at = moment(state.storage.read_at)
        notices.insert(0, f"The storage does not respond. This page shows the state at {read_at}.")
    if state.status == "no data yet":
        said = "No data yet: the first run has not finished."
        return Headline("waiting", said, reasons, notices)
    if state.status == "ok":
        return Headline("good", "Everything works.", [], notices)
    if len(reasons) == 1:
        return Headline("bad", f"Degraded: {reasons[0].rstrip('.')}.", [], notices)
    said = f"Degraded, for {counted(len(reasons), 'reason')}:"
    return Headline("bad", said, reasons, notices)


def _notices(snapshot: Snapshot | None) -> list[str]:
    if snapshot is None:
        return []
    said = list(snapshot.notices)  # the notice of the sample is already among the reasons
    decision = decision_of(snapshot.facts.newest.get(CHAMPION))
    if decision and decision.held:
        said.append("A user chose the serving model: it is held until it is released.")
    return said
