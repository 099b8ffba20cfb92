"""What the history says, as plain values: nothing of Dagster in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from churn_platform.metadata import Meta
from churn_platform.storage.artifacts import PublishedFile


@dataclass(frozen=True)
class Materialization:
    """One result of an asset: who made it, when, which files, and its metadata as strict JSON.

    Attributes:
        key: the asset.
        id: of its event; 0 if it is `from_history`.
        data_version: None if none was recorded.
        undefined: the numbers that were recorded as NaN or infinite and are null in `metadata`,
            by dotted place, with what was recorded.
        files: those that were recorded, the primary one first.
        from_history: whether it has no event any more, and the model history tells the most
            important of it.
        partition: key of the month or day that a result of a dated source is of.
        unreadable: why this version of the platform cannot read the event, if so; then only the
            asset, the event's id, the run and the time are known.
    """

    key: str
    id: int
    run_id: str
    time: datetime
    data_version: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    undefined: Mapping[str, str] = field(default_factory=dict)
    files: tuple[PublishedFile, ...] = ()
    from_history: bool = False
    partition: str | None = None
    unreadable: str | None = None

    @property
    def version(self) -> str:
        """The data version, "" if none was recorded: each result of our own steps has one."""
        return self.data_version or ""

    @property
    def source_version(self) -> str | None:
        """Data version of the raw file that this result descends from."""
        version = self.metadata.get(Meta.SOURCE_VERSION)
        return None if version is None else str(version)

    @property
    def inputs(self) -> Mapping[str, Any]:
        """What went into it, see `Meta.INPUTS`."""
        inputs = self.metadata.get(Meta.INPUTS)
        return inputs if isinstance(inputs, dict) else {}

    @property
    def upstream(self) -> Mapping[str, str]:
        """Data version of each upstream result that this one was made from."""
        found = self.inputs.get("upstream")
        return found if isinstance(found, dict) else {}


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
    results: Mapping[str, Materialization] = field(default_factory=dict)


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
    newest: Mapping[str, Materialization] = field(default_factory=dict)
    paired: Mapping[str, Materialization] = field(default_factory=dict)
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
