"""What a report is made from: documents of other steps, as they were recorded."""

from dataclasses import dataclass, field
from typing import Any

from churn_platform.config.contracts.contract import Contract

Document = dict[str, Any]


@dataclass(frozen=True)
class Drawn:
    """A published figure: plotly's own JSON, and the same as an SVG for paper."""

    figure: Document
    picture: str


@dataclass(frozen=True)
class Checked:
    """The newest evaluation of an asset check; `passed` is None if there is none."""

    asset: str
    name: str
    is_blocking: bool
    passed: bool | None
    found: str
    expected: str


@dataclass(frozen=True)
class Origin:
    """Where the report's numbers come from.

    `versions` are the data versions of what it was made from, by asset, `checked_at` is when the
    source was last read (ISO 8601, UTC), `missing` are assets whose newest result is of other data
    or is not there, so that the report goes without.
    """

    run_id: str
    data_version: str
    checked_at: str | None
    versions: dict[str, str]
    libraries: dict[str, str]
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ReportFacts:
    """Everything that the page says, none of it about a single customer.

    Attributes:
        contract: of the table.
        summary: as `retention_summary` returns it.
        bands: as `bands_of` returns it.
        reasons: as `reasons_of` returns it.
        dossier: the champion's, with its facts and the metrics and details of its batch.
        decision: what became of the newest candidate, with its gates.
        metrics: of the newest models, as `metrics.json` holds them.
        drift: as `drift_of` returns it.
        quality: as `quality_of` returns it.
        segments: rows as `segment_churn` returns them; None if they are of other data.
        charts: figures by asset, only those of this data.
        clean: metadata of the clean table.
        checks: newest evaluation of every check, in the order of the graph.
        origin: where all of this comes from.
        before: the headline of the data version before this one, if there is one.
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
        """What was written down about the model that serves."""
        found: Document = self.dossier["champion"]
        return found
