"""The Dagster UI in a browser: what a person looks at and clicks there."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from churn_platform.catalog import ASSETS
from churn_platform_tests.browser import Visit, visit
from churn_platform_tests.commands.started import World, eventually

# one worker of pytest-xdist for all of this folder: its platform is started once
pytestmark = [pytest.mark.browser, pytest.mark.platform]
PATIENCE = 30_000
LAUNCHED = "tenure_histogram"
# how far something reaches beyond the narrowest of the boxes around it that hide what is outside
HIDDEN_PIXELS = """each => {
  const boxes = [];
  for (let box = each.parentElement; box; box = box.parentElement)
    if (getComputedStyle(box).overflowX !== "visible")
      boxes.push(box.getBoundingClientRect().right);
  return each.getBoundingClientRect().right - Math.min(...boxes, innerWidth);
}"""


@pytest.fixture(scope="module")
def seen(browser: Browser, live: World) -> Iterator[Visit]:
    """One window: the UI's scripts are loaded once."""
    opened = visit(browser, f"http://127.0.0.1:{live.ui}/asset-groups", width=1500)
    opened.page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield opened
    assert (opened.troubles, opened.outside()) == ([], [])
    opened.close()


def go(seen: Visit, live: World, path: str) -> Page:
    seen.page.goto(f"http://127.0.0.1:{live.ui}{path}")
    return seen.page


def test_the_graph_shows_every_group(seen: Visit) -> None:
    for group in {asset.group for asset in ASSETS.values()}:
        expect(seen.page.locator("foreignObject", has_text=group)).to_have_count(1)


def test_a_figure_asset_shows_its_picture_at_once(seen: Visit, live: World) -> None:
    page = go(seen, live, "/assets/churn_by_category")
    picture = page.locator(f"img[src^='http://127.0.0.1:{live.api}/']").first
    picture.scroll_into_view_if_needed()
    assert eventually(lambda: picture.evaluate("each => each.naturalWidth") > 300, 30)


@pytest.mark.parametrize("key", [key for key, asset in ASSETS.items() if asset.type == "figure"])
def test_no_picture_is_cut_off(seen: Visit, live: World, key: str) -> None:
    page = go(seen, live, f"/assets/{key}")
    picture = page.locator(f"img[src^='http://127.0.0.1:{live.api}/']").first
    assert eventually(lambda: picture.evaluate("each => each.naturalWidth") > 300, 30)
    assert picture.evaluate(HIDDEN_PIXELS) <= 0


def test_the_metrics_are_plotted(seen: Visit, live: World) -> None:
    page = go(seen, live, "/assets/model_metrics")
    page.get_by_role("button", name="Plots").click()
    expect(page.locator("canvas").first).to_be_visible()
    expect(page.get_by_text("roc_auc_logistic_regression").first).to_be_visible()


def test_a_run_is_shown_with_what_it_came_to(seen: Visit, live: World) -> None:
    run = [*live.runs()][-1]  # the first of all
    page = go(seen, live, "/runs")
    expect(page.get_by_text("churn/outcome: trained")).to_be_visible()
    page.get_by_role("link", name=run[:8]).click()
    expect(page.get_by_text("RUN_SUCCESS")).to_be_visible()
    expect(page.get_by_text("Succeeded (21)")).to_be_visible()


def test_what_is_launched_there_is_seen_in_the_api(seen: Visit, live: World) -> None:
    before = live.get(f"/api/assets/{LAUNCHED}")["newest"]["run_id"]
    page = go(seen, live, f"/assets/{LAUNCHED}")
    page.locator("button", has_text="Materialize").first.click()
    after = eventually(lambda: _newer(live, before))
    assert eventually(lambda: live.runs()[after] == "SUCCESS")
    launched = live.get("/api/details")["last_run"]
    assert (launched["trigger"], launched["job"]) == ("person", f"materialize: {LAUNCHED}")


def _newer(live: World, before: str) -> str | None:
    run = str(live.get(f"/api/assets/{LAUNCHED}")["newest"]["run_id"])
    return run if run != before else None
