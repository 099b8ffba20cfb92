"""What the reader hands out: plain values, nothing of Dagster in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from churn_platform.metadata import Meta


@dataclass(frozen=True)
class RecordedFile:
    """One immutable file; `path` is relative to the data folder.

    A `private` one may hold single customers, and needs the token.
    """

    id: str
    path: str
    media_type: str
    sha256: str
    bytes: int
    private: bool = True


@dataclass(frozen=True)
class Record:
    """One materialization: who made it, when, which files, and its metadata as strict JSON.

    `undefined` names the numbers that were recorded as NaN or infinite and are null here. One
    `from_history` has no event any more: the model history remembers the most important of it.
    `partition` is the key of the month or day that a result of a dated source is of.
    """

    key: str
    id: int
    run_id: str
    time: datetime
    data_version: str | None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    undefined: Mapping[str, str] = field(default_factory=dict)
    files: tuple[RecordedFile, ...] = ()
    from_history: bool = False
    partition: str | None = None

    @property
    def source_version(self) -> str | None:
        """Data version of the raw file that this result descends from."""
        version = self.metadata.get(Meta.SOURCE_VERSION)
        return None if version is None else str(version)

    @property
    def upstream(self) -> Mapping[str, str]:
        """Data version of each upstream result that this one was made from."""
        inputs = self.metadata.get(Meta.INPUTS)
        found = inputs.get("upstream") if isinstance(inputs, dict) else None
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Unreadable:
    """An event that this version of the platform cannot read."""

    key: str
    id: int
    run_id: str
    time: datetime
    reason: str = "this version of the platform cannot read the recorded event"


Entry = Record | Unreadable


@dataclass(frozen=True)
class Run:
    """One run of a job that writes our assets; times are None for what has not happened yet.

    `job` names what was launched, see `wording.job_words`. `why` is a line on why it failed, if it
    did and if that was written down.
    """

    id: str
    job: str
    status: str
    start: datetime | None
    end: datetime | None
    trigger: str
    partition: str | None = None
    why: str | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.status in ("SUCCESS", "FAILURE", "CANCELED")

    @property
    def duration_seconds(self) -> float | None:
        """From start to end."""
        if self.start is None or self.end is None:
            return None
        return round((self.end - self.start).total_seconds(), 3)


@dataclass(frozen=True)
class RunProgress:
    """One run and how far it is; `total` is None as long as nothing of it is planned.

    `request` is the hash of the request to the API that launched it, if one did; `error` a line.
    """

    run: Run
    done: int = 0
    total: int | None = None
    current: str | None = None
    outcome: str | None = None
    error: str | None = None
    request: str | None = None


@dataclass(frozen=True)
class SourceCheck:
    """What the last look at the source found; `runless` if a tick looked and launched no run.

    `id` is that of the event which records it.
    """

    time: datetime
    changed: bool
    source: str
    is_sample: bool
    runless: bool = False
    id: int = 0


CheckKey = tuple[str, str]
"""Asset and name of a check, as in `checks.CHECKS`."""


@dataclass(frozen=True)
class Evaluation:
    """The newest evaluation of a check; of one that cannot be read, only who, when and whether.

    `details` are the metadata beside `found`, `expected` and `rows`, as strict JSON.
    """

    id: int
    run_id: str
    time: datetime
    passed: bool
    readable: bool = False
    severity: Literal["error", "warning"] | None = None
    found: str | None = None
    expected: str | None = None
    rows: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PartitionFacts:
    """What one partition of a dated source came to: the scalars of its newest results, by asset."""

    key: str
    results: Mapping[str, Record] = field(default_factory=dict)


@dataclass(frozen=True)
class SchedulerFacts:
    """Traces of the scheduler; `schedule_on` is None as long as it has left none.

    `why_failed` is what made the tick fail, in a line; `overdue` is the moment three schedule
    intervals ago.
    """

    last_heartbeat: datetime | None = None
    schedule_on: bool | None = None
    failed_tick: datetime | None = None
    why_failed: str | None = None
    next_tick: datetime | None = None
    overdue: datetime | None = None


@dataclass(frozen=True)
class Facts:
    """Everything that one look at the storage found.

    `newest` holds each asset's newest result, `paired` the models that the newest metrics were
    computed from, `evaluations` the newest evaluation of each check that has one, `damaged` the
    names of files of single runs that are not whole. `runs`
    and `ticks` count what the history holds, by status.

    Of a dated source all results are of `partition`, the newest that is complete; `newer` is the
    newest that is not complete yet, and `measured` the last event of metrics of any partition.
    """

    read_at: datetime
    newest: Mapping[str, Record] = field(default_factory=dict)
    paired: Mapping[str, Record] = field(default_factory=dict)
    evaluations: Mapping[CheckKey, Evaluation] = field(default_factory=dict)
    last_check: SourceCheck | None = None
    last_change: datetime | None = None
    last_run: Run | None = None
    last_success: Run | None = None
    scheduler: SchedulerFacts = field(default_factory=SchedulerFacts)
    damaged: tuple[str, ...] = ()
    runs: Mapping[str, int] = field(default_factory=dict)
    ticks: Mapping[str, int] = field(default_factory=dict)
    partition: str | None = None
    newer: str | None = None
    measured: int | None = None
