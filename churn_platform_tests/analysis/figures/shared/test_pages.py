import base64
import hashlib
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from playwright.sync_api import Browser

from churn_platform.analysis.figures.categories import churn_by_category
from churn_platform.analysis.figures.correlation import correlation_heatmap, correlations
from churn_platform.analysis.figures.importance import feature_importance
from churn_platform.analysis.figures.rates import rates_by_category
from churn_platform.analysis.figures.shared.drawing import Figure
from churn_platform.analysis.figures.shared.pages import figure_json, figure_page, plotly_js_path
from churn_platform.analysis.figures.tenure import tenure, tenure_histogram
from churn_platform_tests.analysis.figures.tables import CONTRACT, FOREST, hostile, tiny
from churn_platform_tests.browser import visit
from churn_platform_tests.telco import TELCO

FIGURES: dict[str, Callable[[pd.DataFrame, Any], Figure]] = {
    "correlation": lambda clean, contract: correlation_heatmap(correlations(clean, contract)),
    "tenure": lambda clean, contract: tenure_histogram(tenure(clean, contract)),
    "categories": lambda clean, contract: churn_by_category(rates_by_category(clean, contract)),
    "importance": lambda _clean, _schema: feature_importance(FOREST),
}
HEADING = "Who leaves & <why>"


class Tags(HTMLParser):
    """Every tag of a page with its attributes, and every text with the tag it stands in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags:
            tag, attributes = self.tags[-1]
            self.texts.setdefault(f"{tag} {attributes.get('id')}", data)


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def page(figure: Figure) -> str:
    return figure_page(figure, HEADING, "One sentence.")


@pytest.fixture(params=FIGURES)
def figure(request: pytest.FixtureRequest) -> Figure:
    return FIGURES[request.param](hostile(), CONTRACT)


def test_json_is_strict_and_undefined_is_null() -> None:
    text = figure_json({"data": [{"type": "bar", "y": [1.5, float("nan"), float("inf")]}]})
    document = json.loads(text, parse_constant=refuse)
    assert document["data"][0]["y"] == [1.5, None, None]


def test_every_figure_passes_plotlys_own_checks(figure: Figure) -> None:
    checked = go.Figure(figure).to_plotly_json()
    assert [trace["type"] for trace in checked["data"]] == [t["type"] for t in figure["data"]]


def test_every_figure_is_strict_json_without_an_id(figure: Figure) -> None:
    text = figure_json(figure)
    assert json.loads(text, parse_constant=refuse)["data"]
    assert "SECRET" not in text


@pytest.mark.parametrize("rows", [0, 1, 2])
@pytest.mark.parametrize("name", ["correlation", "tenure", "categories"])
def test_a_tiny_table_still_gives_a_page(name: str, rows: int) -> None:
    figure = FIGURES[name](tiny(rows), CONTRACT)
    assert "Not enough data" in page(figure)
    json.loads(figure_json(figure), parse_constant=refuse)


def test_the_page_says_what_it_shows_and_in_which_language(figure: Figure) -> None:
    text = page(figure)
    assert text.startswith("<!doctype html>")
    assert '<html lang="en">' in text and 'name="viewport"' in text
    assert text.count("Who leaves &amp; &lt;why&gt;") == 2  # title and heading
    assert "One sentence." in text


def test_the_only_file_beside_the_page_is_plotlys(figure: Figure) -> None:
    text = page(figure)
    sources = [a for tag, a in Tags(text).tags if tag in ("script", "link", "img", "iframe")]
    assert [a["src"] for a in sources if a.get("src")] == ["plotly.min.js"]
    assert [a["href"] for a in sources if a.get("href")] == ["data:,"]
    outside = [a for a in re.findall(r"\w+://[^\"'\\ ]+", text) if "evil.example" not in a]
    assert outside == []


def test_values_of_the_data_cannot_leave_their_json(figure: Figure) -> None:
    found = Tags(page(figure))
    assert [tag for tag, _ in found.tags].count("script") == 3
    data = found.texts["script data"]
    assert not set("<>&") & set(data) and data.isascii()
    assert json.loads(data, parse_constant=refuse)["figure"]["data"]


def test_the_policy_runs_the_pages_own_script_and_no_other(figure: Figure) -> None:
    text = page(figure)
    (policy,) = (a["content"] for _, a in Tags(text).tags if "http-equiv" in a)
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy and f"'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy.split("style-src")[0]


def test_light_and_dark_are_both_in_the_page(figure: Figure) -> None:
    document = json.loads(Tags(page(figure)).texts["script data"])
    assert document["light"]["layout"]["paper_bgcolor"] == "#ffffff"
    assert document["dark"]["layout"]["paper_bgcolor"] == "#14171c"
    assert "template" not in document["figure"]["layout"]


def test_the_page_offers_no_other_site(figure: Figure) -> None:
    config = json.loads(Tags(page(figure)).texts["script data"])["config"]
    assert config["displaylogo"] is False and config["plotlyServerURL"] == ""


@pytest.mark.parametrize("name", FIGURES)
def test_the_same_table_gives_the_same_bytes(name: str) -> None:
    first, second = (FIGURES[name](hostile(), CONTRACT) for _ in range(2))
    assert figure_json(first) == figure_json(second)
    assert page(first) == page(second)


@pytest.mark.parametrize("name", FIGURES)
def test_pages_of_the_real_table_are_small_and_name_nobody(
    name: str, real_clean: pd.DataFrame
) -> None:
    text = page(FIGURES[name](real_clean, TELCO))
    assert len(text) < 30_000
    assert not [one for one in real_clean["customer_id"] if one in text]


def test_plotlys_script_is_that_of_the_installed_package() -> None:
    script = plotly_js_path().read_bytes()
    assert b"plotly.js v" in script[:200]
    assert len(script) > 1_000_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("figures")
    (path / "plotly.min.js").write_bytes(plotly_js_path().read_bytes())
    return path


def write(folder: Path, figure: Figure, name: str = "page") -> Path:
    path = folder / f"{name}.html"
    path.write_text(page(figure), encoding="utf-8")
    return path


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "width", "dark"),
    [
        ("correlation", 1200, False),
        ("tenure", 390, True),
        ("categories", 390, False),
        ("importance", 1200, True),
    ],
)
def test_a_browser_draws_the_page_without_a_network(
    browser: Browser, folder: Path, name: str, width: int, dark: bool
) -> None:
    path = write(folder, FIGURES[name](hostile(), CONTRACT), name)
    seen = visit(browser, path, width=width, dark=dark)
    seen.page.wait_for_selector("#figure .main-svg")
    ground = seen.page.evaluate("getComputedStyle(document.querySelector('.main-svg')).background")
    assert ("rgb(20, 23, 28)" if dark else "rgb(255, 255, 255)") in ground
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert seen.page.locator("#figure a[href^='http'], #figure img, h1 why").count() == 0
    assert (seen.troubles, seen.outside()) == ([], [])
    seen.page.context.close()


@pytest.mark.browser
def test_a_page_follows_a_change_from_light_to_dark(browser: Browser, folder: Path) -> None:
    seen = visit(browser, write(folder, feature_importance(FOREST)))
    seen.page.wait_for_selector("#figure .main-svg")
    seen.page.emulate_media(color_scheme="dark")
    # by selector, since the page's policy forbids a function made from text
    seen.page.wait_for_selector("#figure .main-svg[style*='20, 23, 28']")
    assert seen.troubles == []
    seen.page.context.close()


@pytest.mark.browser
def test_a_page_without_plotly_beside_it_says_so(browser: Browser, tmp_path: Path) -> None:
    seen = visit(browser, write(tmp_path, feature_importance(FOREST)))
    assert "needs the file plotly.min.js" in seen.page.inner_text("#figure")
    seen.page.context.close()
