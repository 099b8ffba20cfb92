import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser

from churn_platform.analysis.figures.campaign import campaign_profit
from churn_platform.analysis.figures.previews.evaluation import (
    campaign_preview,
    reliability_preview,
)
from churn_platform.analysis.figures.reliability import reliability_curve
from churn_platform.analysis.figures.shared.drawing import Figure
from churn_platform.analysis.figures.shared.pages import figure_json, figure_page, plotly_js_path
from churn_platform_tests.analysis.figures.evaluations import MODELS, compact, details, nothing
from churn_platform_tests.browser import visit

SVG = "{http://www.w3.org/2000/svg}"
PREVIEWS: dict[str, Callable[[dict[str, Any], dict[str, Any]], str]] = {
    "reliability": reliability_preview,
    "campaign": campaign_preview,
}
FIGURES: dict[str, Callable[[dict[str, Any], dict[str, Any]], Figure]] = {
    "reliability": reliability_curve,
    "campaign": campaign_profit,
}


def texts(svg: str) -> list[str]:
    return [str(element.text) for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", PREVIEWS)
def test_a_preview_is_a_small_picture_that_is_always_the_same(name: str) -> None:
    first, second = (PREVIEWS[name](details(), compact()) for _ in range(2))
    assert first == second
    assert ElementTree.fromstring(first).attrib["width"] == "420"
    assert len(first.encode()) < 15_000


@pytest.mark.parametrize("name", PREVIEWS)
def test_without_data_a_preview_says_so(name: str) -> None:
    assert "Not enough data" in texts(PREVIEWS[name](nothing(), compact()))


def test_the_reliability_picture_names_the_models_and_both_shares() -> None:
    found = texts(reliability_preview(details(), compact()))
    assert {
        "1,234 held-out customers (dotted: exact)",
        "Logistic regression (mean gap 1.7%)",
        "Gradient boosting",
        "Predicted probability of churning",
        "Observed churn rate",
    } <= set(found)


def test_the_campaign_picture_has_profit_and_gain_beside_each_other() -> None:
    found = texts(campaign_preview(details(), compact()))
    assert {
        "Logistic regression: 10.50 at 25.0%",
        "Gradient boosting: 9.00 at 50.0%",
        "Profit per customer",
        "Churned customers reached",
        "30% of would-be churners accept",
    } <= set(found)
    assert found.count("Share of customers contacted") == 2


def test_the_campaign_picture_lacks_the_gain_when_nobody_left() -> None:
    lost = details()
    for model in lost["models"].values():
        model["deciles"] = [{**one, "gain": None} for one in model["deciles"]]
    assert "Profit per customer" in texts(campaign_preview(lost, compact()))


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
