"""The report in a browser: on screens, on paper, and as a file without a network."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from churn_platform.catalog import stable_file
from churn_platform_tests.api.world import World
from churn_platform_tests.browser import Visit, visit

pytestmark = pytest.mark.browser
PAPER = 680  # pixels between the margins of A4
CUT = """[...document.querySelectorAll("body, .scroll, figure, .cards div, .pairs div")]
    .filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.outerHTML)"""


Report = Callable[[int, bool], Visit]


@pytest.fixture(scope="module")
def report(browser: Browser, ready: Path) -> Iterator[Report]:
    """The API's report in a window of this width, light or dark, which is drawn once."""
    opened: dict[tuple[int, bool], Visit] = {}
    with World(ready.parent).client() as client:

        def look(width: int, dark: bool) -> Visit:
            if (width, dark) not in opened:
                opened[width, dark] = visit(
                    browser, f"{client.base_url}/report", width=width, dark=dark
                )
            return opened[width, dark]

        yield look
        for seen in opened.values():
            seen.close()


def charts(seen: Visit) -> int:
    """How many charts the page has, once each of them is drawn."""
    seen.page.wait_for_selector("html[data-drawn]")
    count = seen.page.locator("[data-chart]").count()
    for place in seen.page.locator("[data-chart]").all():
        assert place.locator(".main-svg").first.is_visible()
    return count


@pytest.mark.parametrize(("width", "dark"), [(1200, False), (768, False), (390, True)])
def test_it_is_drawn_and_has_no_barriers(report: Report, width: int, dark: bool) -> None:
    seen = report(width, dark)
    assert charts(seen) == 6
    ground = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(20, 23, 28)" if dark else "rgb(255, 255, 255)")
    assert [seen.page.locator(name).count() for name in ("h1", "h2")] == [1, 10]
    assert not seen.overflows()
    assert seen.page.evaluate(CUT) == []
    assert seen.cut_texts() == []
    assert seen.barriers() == []
    assert (seen.troubles, seen.outside()) == ([], [])


def test_on_a_phone_each_cell_names_its_column(report: Report) -> None:
    seen = report(390, True)
    cells = seen.page.locator(".tabular:not(.narrow) tbody td")
    assert cells.count() > 50
    shown = "each => getComputedStyle(each, '::before').content"
    heads = {str(cell.evaluate(shown)).strip('"') for cell in cells.all()[:10]}
    assert {"Customers", "Share", "Like those who left"} <= heads
    rows = seen.page.get_by_role("table", name="Current customers by risk").get_by_role("row")
    assert rows.count() == 4  # to those who hear it, it is a table as on a wide screen


def test_its_file_alone_needs_no_network(browser: Browser, ready: Path, tmp_path: Path) -> None:
    sent = tmp_path / "sent by mail.html"
    sent.write_bytes((ready / stable_file("churn_report", "telco")).read_bytes())
    assert sent.stat().st_size < 6_000_000
    seen = visit(browser, sent)
    assert charts(seen) == 6
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.textContent") == "Skip to the content"
    seen.page.keyboard.press("Enter")
    assert seen.page.evaluate("document.activeElement.id") == "content"
    assert (seen.troubles, seen.outside()) == ([], [])
    seen.close()


def test_it_prints_to_eight_pages_with_nothing_cut(browser: Browser, address: str) -> None:
    seen = visit(browser, f"{address}/report", width=PAPER, dark=True)
    count = charts(seen)
    paper = seen.page.pdf(format="A4")
    (pages,) = re.findall(rb"/Type /Pages\s+/Count (\d+)", paper)
    assert 2 <= int(pages) <= 8
    seen.page.emulate_media(media="print")
    pictures = seen.page.locator("img.still >> visible=true")
    assert pictures.count() == count
    for picture in pictures.all():
        assert picture.evaluate("each => each.complete && each.naturalWidth > 300")
    assert seen.page.locator("[data-chart] >> visible=true").count() == 0
    assert seen.page.evaluate(CUT) == []
    assert (seen.troubles, seen.outside()) == ([], [])
    seen.close()
