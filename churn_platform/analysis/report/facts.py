"""The inputs of a report: documents of other steps, as recorded."""

from dataclasses import dataclass, field
from typing import Any

from churn_platform.config.contracts.contract import Contract

Document = dict[str, Any]


@dataclass(frozen=True)
class Drawn:
    """A published figure: plotly's JSON, and an SVG for paper."""

    figure: Document
    picture: str


@dataclass(frozen=True)
class Checked:
    """The newest evaluation of an asset check; `passed` is None without one."""

    asset: str
    name: str
    is_blocking: bool
    passed: bool | None
    found: str
    expected: str


@dataclass(frozen=True)
class Origin:
    """The origin of the report's numbers.

    `versions` are the data versions of its inputs, by asset. `checked_at` is when the source was
    last read (ISO 8601, UTC). `missing` are assets without a result on this data, which the report
    leaves out.
    """

    run_id: str
    data_version: str
    checked_at: str | None
    versions: dict[str, str]
    libraries: dict[str, str]
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ReportFacts:
    """Everything on the page, nothing of it about a single customer.

    Attributes:
        contract: of the table.
        summary: as `retention_summary` returns it.
        bands: as `bands_of` returns it.
        reasons: as `reasons_of` returns it.
        dossier: the champion's, with its facts and the metrics and details of its batch.
        decision: on the newest candidate, with its gates.
        metrics: of the newest models, as in `metrics.json`.
        drift: as `drift_of` returns it.
        quality: as `quality_of` returns it.
        segments: rows as `segment_churn` returns them; None if based on other data.
        charts: figures by asset, only those based on this data.
        clean: metadata of the clean table.
        checks: newest evaluation of every check, in the order of the graph.
        origin: of all of this.
        before: the headline figures of the previous data version, if any.
        plotly_js: the library that draws the figures.
    """

    contract: Contract
    summary: Document
    bands: list[Document]
    reasons: Document
    dossier: Document
    decision: Document
    metrics: Document
    drift: Document
    quality: Document
    segments: list[Document] | None
    charts: dict[str, Drawn]
    clean: Document
    checks: list[Checked]
    origin: Origin
    before: Document | None
    plotly_js: str

    @property
    def champion(self) -> Document:
        """The serving model's recorded facts."""
        found: Document = self.dossier["champion"]
        return found
