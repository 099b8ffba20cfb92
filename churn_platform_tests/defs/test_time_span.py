"""No sentence speaks of a time in which customers leave, unless the contract's author does."""

import html
import re
from pathlib import Path
from typing import Any

import pytest

from api.main import create_app
from churn_platform.catalog import KEPT_UP
from churn_platform.config.contracts.load import FOLDER
from churn_platform.config.settings import get_settings
from churn_platform.history.reader import Reader
from churn_platform_tests.api.world import TOKEN, TOKEN_SHA256, serving
from churn_platform_tests.platform import Platform

_NUMBER = r"(?:\d+|one|two|three|six|twelve|next|last|past|coming|following)"
SPAN = re.compile(rf"[^.|<>\"\n]*\b{_NUMBER}\s+(?:day|week|month|quarter|year)s?\b", re.I)
OF_THE_DATA = re.compile(r"(one|two) year$|charge of the last month", re.I)
"""Values of the contract column, and what the price is of."""
STATED = "left within the last month"
PAGES = (
    "/", "/api/details", "/api/metrics", "/api/model-runs", "/api/checks", "/api/customers/at-risk",
    "/api/models", "/api/monitoring",
)  # fmt: skip


def _spans(text: str) -> set[str]:
    bare = re.sub(r"<(script|style).*?</\1>", "", text, flags=re.DOTALL)
    plain = html.unescape(re.sub(r"<[^>]*>", "|", bare)).replace("\\n", "\n")
    found = {" ".join(each.split()) for each in SPAN.findall(plain)}
    return {each for each in found if not OF_THE_DATA.search(each)}


def _shown(platform: Platform) -> str:
    """Everything that report, card, summary, UI and API say of the results."""
    records = [platform.newest(key) for key in KEPT_UP]
    metadata = [value for record in records for value in record.metadata.values()]
    texts = [value for value in metadata if isinstance(value, str)]
    files = [platform.stable(key) for key in ("churn_report", "model_card", "retention_summary")]
    texts += [path.read_text() for path in files]
    settings = get_settings()
    app = create_app(settings, Reader(settings, lambda: platform.instance))
    with serving(app) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        texts += [client.get(page).raise_for_status().text for page in PAGES]
    return "\n".join(texts)


@pytest.fixture
def telco(done: Platform) -> Platform:
    done.change(CHURN_API_TOKEN_SHA256=TOKEN_SHA256)
    get_settings().history_dir.symlink_to(done.instance.root_directory)
    return done


def test_of_a_table_whose_author_states_a_time_only_that_is_said(telco: Platform) -> None:
    spans = _spans(_shown(telco))
    others = {each for each in spans if STATED not in each.casefold()}
    # what a customer would pay is counted over the months of the setting
    assert [each for each in others if "24 months" not in each] == []
    assert any(STATED in each for each in spans)


def test_of_a_table_without_such_a_statement_no_time_is_said(
    telco: Platform, tmp_path: Path
) -> None:
    mine, text = tmp_path / "mine.toml", (FOLDER / "telco.toml").read_text()
    begins, ends = text.index("# as IBM describes"), text.index("# Measured over 30")
    mine.write_text((text[:begins] + text[ends:]).replace("Left within the last month.", "Left."))
    telco.change(CHURN_CONTRACT=mine)
    assert telco.run().success
    assert _spans(_shown(telco)) == set()
    summary: dict[str, Any] = telco.newest("retention_summary").metadata
    assert "like those who left" in summary["at_a_glance"]
    assert "lifetime" not in summary["at_a_glance"]
