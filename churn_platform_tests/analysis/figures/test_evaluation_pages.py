import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from churn_platform.analysis.figures.campaign import campaign_profit
from churn_platform.analysis.figures.reliability import reliability_curve
from churn_platform.analysis.figures.shared.drawing import Figure
from churn_platform.analysis.figures.shared.pages import figure_json, figure_page, plotly_js_path
from churn_platform_tests.analysis.figures.evaluations import MODELS, compact, details
from churn_platform_tests.browser import visit

FIGURES: dict[str, Callable[[dict[str, Any], dict[str, Any]], Figure]] = {
    "reliability": reliability_curve,
    "campaign": campaign_profit,
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_small_strict_json(name: str) -> None:
    text = figure_json(FIGURES[name](details(), compact()))
    assert len(json.loads(text)["data"]) >= 4
    assert len(text) < 15_000


@pytest.mark.browser
@pytest.mark.parametrize("name", FIGURES)
def test_a_browser_draws_the_page_on_a_telephone(
    browser: Browser, tmp_path: Path, name: str
) -> None:
    calibration = {"ece_if_calibrated": {"low": 0.1011, "high": 0.1282}}
    models = {model: {"ece": 0.1174, "calibration": calibration} for model in MODELS}
    (tmp_path / "plotly.min.js").write_bytes(plotly_js_path().read_bytes())
    page = tmp_path / "page.html"
    figure = FIGURES[name](details(), {**compact(), "models": models})
    page.write_text(figure_page(figure, "Title", "Text."))
    seen = visit(browser, page, width=390)
    seen.page.wait_for_selector("#figure .main-svg")
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert seen.cut_texts() == []
    assert "1,234 held-out customers" in seen.page.inner_text("#of")
    assert (seen.troubles, seen.outside()) == ([], [])
    seen.page.context.close()
