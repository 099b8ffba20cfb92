"""The report as one self-contained HTML file."""

import base64
import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from churn_platform.analysis.figures.shared.palette import DARK, FONT, LIGHT, template
from churn_platform.analysis.report.blocks import Chart, Section
from churn_platform.analysis.report.campaign import campaign_section
from churn_platform.analysis.report.data import data_section, provenance_section
from churn_platform.analysis.report.drift import drift_section
from churn_platform.analysis.report.facts import ReportFacts
from churn_platform.analysis.report.formatting import line, moment, value
from churn_platform.analysis.report.headline import compared_with, headline_cards, since
from churn_platform.analysis.report.leaving import segments_section, when_section, why_section
from churn_platform.analysis.report.notices import notices
from churn_platform.analysis.report.quality import model_section
from churn_platform.analysis.report.risk import risk_section

_TEMPLATES: Final = Path(__file__).parent / "templates"
_CONFIG: Final = {"displayModeBar": False, "plotlyServerURL": "", "responsive": True}
_SECTIONS: Final = (
    risk_section,
    campaign_section,
    why_section,
    segments_section,
    when_section,
    model_section,
    drift_section,
    data_section,
    provenance_section,
)


def report_page(facts: ReportFacts) -> str:
    """Return the report as a whole HTML page; the same facts give the same text.

    It is self-contained and makes no requests. Its content security policy allows only its own two
    scripts, and every text is escaped as well.
    """
    sections = [make(facts) for make in _SECTIONS]
    own = _source("report.js")
    return (
        _environment()
        .get_template("report.html")
        .render(
            name=value(facts.contract.name),
            about=line(facts.contract.description) if facts.contract.description else "",
            read=moment(facts.origin.checked_at),
            version=facts.origin.data_version,
            notices=notices(facts),
            cards=headline_cards(facts),
            since=since(compared_with(facts)),
            sections=sections,
            policy=_policy(facts.plotly_js, own),
            style=Markup(_source("report.css").replace("FONT", FONT)),  # noqa: S704 - our own file
            charts=_charts(sections),
            plotly=Markup(facts.plotly_js),  # noqa: S704 - the library, held by its hash
            script=Markup(own),  # noqa: S704 - our own file
        )
    )


def _charts(sections: list[Section]) -> Markup:
    found = [each for part in sections for each in part.blocks if isinstance(each, Chart)]
    data = {
        "figures": {each.key: each.figure for each in found},
        "light": template(LIGHT),
        "dark": template(DARK),
        "config": _CONFIG,
    }
    return htmlsafe_json_dumps(
        data, json.dumps, allow_nan=False, separators=(",", ":"), sort_keys=False
    )


def _policy(*scripts: str) -> str:
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline';"
        " img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


@lru_cache
def _source(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


@lru_cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
