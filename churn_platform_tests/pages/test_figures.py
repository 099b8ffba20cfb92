"""Every figure page of a finished platform without a network, and the page of the API."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from churn_platform.catalog import ASSETS, stable_file
from churn_platform_tests.browser import visit

pytestmark = pytest.mark.browser
FIGURES = [key for key, asset in ASSETS.items() if asset.type == "figure"]


def test_every_figure_is_drawn_from_the_folder_alone(browser: Browser, ready: Path) -> None:
    pages = {key: ready / stable_file(key, "telco") for key in FIGURES}
    seen = visit(browser, pages["churn_by_category"], width=390, dark=True)
    for key, path in pages.items():
        seen.page.goto(path.as_uri())
        seen.page.wait_for_selector("#figure .main-svg")
        assert seen.page.inner_text("h1").lower() == key.replace("_", " ")
        assert len(seen.page.inner_text("#description").split()) > 3, key
        assert not seen.overflows(), key
        assert seen.cut_texts() == [], key
    assert seen.barriers() == []
    assert (seen.troubles, seen.outside()) == ([], [])
    seen.close()


@pytest.mark.parametrize(("width", "dark"), [(1200, False), (390, True)])
def test_the_page_of_the_api_has_no_barriers(
    browser: Browser, address: str, width: int, dark: bool
) -> None:
    seen = visit(browser, f"{address}/docs", width=width, dark=dark)
    for example in seen.page.locator("summary").all():
        example.click()
    assert seen.barriers() == []
    assert not seen.overflows()
    assert (seen.troubles, seen.outside()) == ([], [])
    seen.close()


@pytest.mark.parametrize(("width", "dark"), [(1200, False), (390, True)])
def test_the_page_of_the_model_card_has_no_barriers(
    browser: Browser, address: str, width: int, dark: bool
) -> None:
    seen = visit(browser, f"{address}/", width=width, dark=dark)
    seen.page.get_by_role("link", name="Model card").click()
    seen.page.wait_for_selector("h1:has-text('Model card')")
    assert seen.page.locator("table").count() > 5
    assert "| ---" not in seen.page.inner_text("main")
    wide = "all => all.filter(each => each.scrollWidth > each.clientWidth + 1).length"
    assert seen.page.locator(".scroll").evaluate_all(wide) == 0
    seen.page.get_by_role("row").filter(has_text="Month-to-month").first.wait_for()
    assert seen.barriers() == []
    assert not seen.overflows()
    assert (seen.troubles, seen.outside()) == ([], [])
    seen.page.get_by_role("link", name="This page as Markdown").click()
    assert "| --- |" in seen.page.inner_text("body")
    seen.close()
