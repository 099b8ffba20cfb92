"""The state of the storage at one moment, which the API serves until the next read; immutable."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from api.schemas.champion import Champion
from api.snapshot.champion import champion_of, decision_of
from api.snapshot.scores import newest_metrics
from churn_platform.catalog import ASSETS, CHAMPION, KEPT_UP
from churn_platform.history.records import Facts, Materialization
from churn_platform.metadata import Meta
from churn_platform.storage.artifacts import PublishedFile

_SAMPLE_NOTICE = (
    "These results describe customers who do not exist: the source cannot be reached and the"
    " synthetic sample is used instead."
)


@dataclass(frozen=True)
class Served:
    """A file that the API serves, and the result that it belongs to."""

    file: PublishedFile
    record: Materialization


@dataclass(frozen=True)
class Snapshot:
    """The facts that were read, and what is derived from them."""

    facts: Facts

    @cached_property
    def shown(self) -> dict[str, Materialization]:
        """The current set: the newest result of each asset, and the models of the newest metrics.

        During a run, one model may be newer than the metrics; until both are evaluated, the
        previous pair is shown.
        """
        newest, paired = self.facts.newest, self.facts.paired
        return {key: paired.get(key, newest[key]) for key in ASSETS if key in newest}

    @cached_property
    def champion(self) -> Champion | None:
        """The model that serves; None if there is none."""
        return champion_of(self.facts.newest.get(CHAMPION))

    @cached_property
    def champion_json(self) -> str:
        """All that is recorded of the champion."""
        return "" if self.champion is None else self.champion.model_dump_json()

    @cached_property
    def files(self) -> dict[str, Served]:
        """Every file of the current set by its id; a file that several assets share is one."""
        found: dict[str, Served] = {}
        for record in self.shown.values():
            for file in record.files:
                if file.id not in found or found[file.id].record.time < record.time:
                    found[file.id] = Served(file, record)
        return found

    @cached_property
    def servable(self) -> dict[str, Served]:
        """What the id in a URL may refer to: a file, or an asset (its primary file)."""
        primary = {
            key: Served(record.files[0], record)
            for key, record in self.shown.items()
            if record.files
        }
        return {**primary, **self.files}

    @cached_property
    def mismatches(self) -> list[str]:
        """Each inconsistency of the current set, as a sentence."""
        if not self.shown:
            return []
        return [*_missing(self.shown), *_sources(self.shown), *_parents(self.shown)]

    @cached_property
    def is_sample(self) -> bool | None:
        """Whether the current raw table is the synthetic sample; None without one."""
        raw = self.facts.newest.get("raw_customers")
        return None if raw is None else bool(raw.metadata.get(Meta.IS_SAMPLE))

    @cached_property
    def notice(self) -> str | None:
        """What readers should know: the sample is used, or the newest candidate was refused."""
        return " ".join([*([_SAMPLE_NOTICE] if self.is_sample else []), *self.notices]) or None

    @cached_property
    def notices(self) -> list[str]:
        """Notices for readers, without those of `result_warnings`."""
        said = []
        if self.facts.newer:
            said.append(
                f"{self.facts.newer} is not complete: the results are those of"
                f" {self.facts.partition}."
            )
        decision = decision_of(self.facts.newest.get(CHAMPION))
        if decision and decision.verdict == "refused":
            said.append(f"The last champion still serves: {decision.reason}.")
        return said

    @cached_property
    def metrics_json(self) -> bytes:
        """The response of /api/metrics, rendered once."""
        answer = newest_metrics(self.facts.newest.get("model_metrics"))
        return answer.model_dump_json(exclude_unset=True).encode()


def _missing(shown: Mapping[str, Materialization]) -> list[str]:
    missing = [key for key in KEPT_UP if key not in shown]
    return [f"Not materialized yet: {', '.join(missing)}."] if missing else []


def _sources(shown: Mapping[str, Materialization]) -> list[str]:
    by_source: dict[str, list[str]] = defaultdict(list)
    for key, record in shown.items():
        by_source[record.source_version or "unknown"].append(key)
    if len(by_source) < 2:
        return []
    parts = "; ".join(f"{version}: {', '.join(keys)}" for version, keys in by_source.items())
    return [f"The parts descend from different versions of the source ({parts})."]


def _parents(shown: Mapping[str, Materialization]) -> list[str]:
    return [
        f"{key} was made from {parent} {version}, shown is {shown[parent].data_version}."
        for key, record in shown.items()
        for parent, version in record.upstream.items()
        if parent in shown and shown[parent].data_version != version
    ]
