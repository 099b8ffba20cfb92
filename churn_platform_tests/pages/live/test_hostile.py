"""Names and values that try to break out: they are read everywhere and act nowhere."""

import pytest
from playwright.sync_api import Browser, expect

from churn_platform.catalog import ASSETS
from churn_platform_tests.browser import Visit, visit
from churn_platform_tests.commands.started import World
from churn_platform_tests.pages.test_report import CUT, PAPER

# one worker of pytest-xdist for all of this folder: its platform is started once
pytestmark = [pytest.mark.browser, pytest.mark.platform]
OURS = {
    "/": "main",
    "/report": "html[data-drawn]",
    "/docs": "main",
    **{
        f"/api/artifacts/{key}": "#figure .main-svg"
        for key, asset in ASSETS.items()
        if asset.type == "figure"
    },
}
THEIRS = "a[href*='evil.example'], a[href^='javascript:'], [onerror], [onmouseover]"


def nothing_happened(seen: Visit) -> None:
    """Nothing of the data was run, loaded, or made an element of the page."""
    assert seen.page.evaluate("typeof window.hacked") == "undefined"
    assert seen.page.locator(f".theirs, {THEIRS}").count() == 0
    assert seen.outside() == []


def test_our_own_pages_on_a_telephone(browser: Browser, live: World) -> None:
    address = f"http://127.0.0.1:{live.api}"
    seen = visit(browser, f"{address}/", width=390)
    for path, drawn in OURS.items():
        seen.page.goto(address + path)
        seen.page.wait_for_selector(drawn)
        nothing_happened(seen)
        assert not seen.overflows(), path
    assert seen.troubles == []
    seen.close()


def test_the_report_on_paper_cuts_nothing(browser: Browser, live: World) -> None:
    seen = visit(browser, f"http://127.0.0.1:{live.api}/report", width=PAPER)
    seen.page.emulate_media(media="print")
    assert seen.page.evaluate(CUT) == []
    seen.close()


def test_the_report_shows_the_values_as_they_are(browser: Browser, live: World) -> None:
    seen = visit(browser, f"http://127.0.0.1:{live.api}/report")
    text = seen.page.inner_text("main")
    for begin in (
        'Plan: <script>window.hacked="plain"',
        "Plan: <img src=x onerror=",
        "Plan: {{ 7 *",
    ):
        assert begin in text
    assert "\u202e" not in text and "\u2066" not in text
    seen.close()


@pytest.mark.parametrize(
    "asset", ["clean_customers", "segment_churn", "retention_summary", "model_card"]
)
def test_asset_pages_of_the_dagster_ui(browser: Browser, live: World, asset: str) -> None:
    seen = visit(browser, f"http://127.0.0.1:{live.ui}/assets/{asset}")
    page = seen.page
    expect(page.get_by_text("Metadata", exact=True).first).to_be_visible(timeout=30_000)
    expect(page.get_by_text("sha256").or_(page.get_by_text("at_a_glance")).first).to_be_attached()
    for more in page.get_by_text("[Show Markdown]").all()[:2]:
        more.click()
        page.wait_for_timeout(500)  # for what a picture would ask for
        nothing_happened(seen)
        page.keyboard.press("Escape")
    nothing_happened(seen)
    assert seen.troubles == []
    seen.close()
