import json
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from playwright.sync_api import Browser

from churn_platform.analysis.figures.shared.pages import figure_json, figure_page, plotly_js_path
from churn_platform.analysis.figures.tenure_curves import survival, tenure_curves
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.figures.many import many
from churn_platform_tests.analysis.figures.shapes import SHAPES, shape
from churn_platform_tests.analysis.figures.tables import CONTRACT, table, tiny
from churn_platform_tests.browser import visit
from churn_platform_tests.telco import TELCO


def lines(figure: dict[str, Any]) -> list[dict[str, Any]]:
    return [trace for trace in figure["data"] if trace.get("showlegend", True)]


def headings(figure: dict[str, Any]) -> list[str]:
    return [one["text"] for one in figure["layout"]["annotations"]]


@pytest.fixture
def figure() -> dict[str, Any]:
    """Of plan a, 1 of 4 leaves after 1 month and 1 of the remaining 2 after 3; of b nobody."""
    clean = table(
        plan=["a"] * 4 + ["b"] * 3, months=[1, 2, 3, 5, 1, 1, 1], left=[1, 0, 1, 0, 0, 0, 0]
    )
    return tenure_curves(survival(clean, CONTRACT))


def test_a_panel_has_a_line_a_segment_with_survival_and_customers(figure: dict[str, Any]) -> None:
    first, second, *others = lines(figure)
    assert (first["name"], second["name"]) == ("a", "b")
    assert first["x"] == [0, 1, 2, 3, 5]
    assert first["y"] == [1, 0.75, 0.75, 0.375, 0.375]
    assert first["customdata"] == [4, 4, 3, 2, 1]
    assert second["y"] == [1, 1]
    assert [line["xaxis"] for line in (first, second, *others)] == ["x", "x", "x2"]
    assert headings(figure) == ["<b>Plan</b>", "<b>Loyal</b>"]


def test_each_line_has_a_band_of_its_interval(figure: dict[str, Any]) -> None:
    low, high = figure["data"][:2]
    # lifelines 0.30.3 on plan a
    assert low["y"] == pytest.approx([1, 0.1279, 0.1279, 0.011, 0.011], abs=5e-5)
    assert high["y"] == pytest.approx([1, 0.9605, 0.9605, 0.8080, 0.8080], abs=5e-5)
    assert high["fill"] == "tonexty" and low["legendgroup"] == lines(figure)[0]["legendgroup"]


def test_panels_do_not_overlap_and_each_has_its_legend(real_clean: pd.DataFrame) -> None:
    layout = tenure_curves(survival(real_clean, TELCO))["layout"]
    (low, top), (bottom, high) = layout["yaxis"]["domain"], layout["yaxis2"]["domain"]
    assert top == 1 and bottom == 0 and high < layout["legend"]["y"] < low
    assert layout["legend2"]["y"] < bottom
    inner = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
    assert [(top - low) * inner, (high - bottom) * inner] == pytest.approx([250, 250], abs=0.1)


def test_the_title_says_how_many_customers_are_drawn() -> None:
    clean = table(months=[1, 2, 3, None], left=[1, 0, 0, 1])
    title = tenure_curves(survival(clean, CONTRACT))["layout"]["title"]["text"]
    assert title == "3 customers, 33.3% churned; groups as of today"


def test_where_everybody_left_the_band_ends_as_null() -> None:
    figure = tenure_curves(survival(table(months=[1, 2, 3], left=[1, 1, 1]), CONTRACT))
    assert figure["data"][0]["y"][-1] is None and lines(figure)[0]["y"][-1] == 0


def test_of_many_segments_the_heading_says_how_many_are_drawn() -> None:
    one = many()
    figure = tenure_curves(survival(one.clean, one.contract))
    assert headings(figure) == [
        "<b>The plan of the customer, 6 of 8</b>",
        "<b>Region, 6 of 22</b>",
    ]
    assert len(lines(figure)) == 12
    assert len({line["line"]["color"] for line in lines(figure)[:6]}) == 6


def test_values_of_the_data_bring_no_tags() -> None:
    one = many()
    figure = tenure_curves(survival(one.clean, one.contract))
    names = [line["name"] for line in lines(figure)]
    assert names[1] == '&lt;a href="https://evil.example"&gt;…'
    texts = json.dumps([names, headings(figure)])
    assert not [tag for tag in ("<a", "<img", "<script", "</script") if tag in texts]


def test_without_segments_the_curve_of_all_customers_is_drawn() -> None:
    one = shape("numeric")
    figure = tenure_curves(survival(one.clean, one.contract))
    assert headings(figure) == ["<b>All customers</b>"] and len(lines(figure)) == 1
    assert figure["layout"]["xaxis"]["title"]["text"] == "Age (years)"


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_too_few_customers_give_a_figure_that_says_so(rows: int) -> None:
    assert "Not enough data" in figure_json(tenure_curves(survival(tiny(rows), CONTRACT)))


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_of_contract_gives_a_figure_or_the_reason(name: str) -> None:
    one = SHAPES[name]
    checked = go.Figure(tenure_curves(survival(one.clean, one.contract)))
    assert bool(checked.data) == (one.contract.time_axis is not None)
    if not checked.data:
        assert "The contract names no time axis" in checked.to_json()
    assert "SECRET" not in checked.to_json()


def test_a_unit_brings_no_tags() -> None:
    document = CONTRACT.model_dump(exclude_defaults=True)
    document["columns"][1]["unit"] = "<a href='x'>"
    figure = tenure_curves(survival(table(months=[0, 1, 2]), Contract.model_validate(document)))
    assert figure["layout"]["xaxis"]["title"]["text"] == "Months (&lt;a href='x'&gt;)"


def test_the_order_of_the_rows_changes_no_byte_and_nobody_is_named(
    real_clean: pd.DataFrame,
) -> None:
    first = figure_json(tenure_curves(survival(real_clean, TELCO)))
    assert first == figure_json(
        tenure_curves(survival(real_clean.sample(frac=1, random_state=1), TELCO))
    )
    assert not [one for one in real_clean["customer_id"] if one in first]
    assert len(first) < 30_000


@pytest.mark.browser
def test_a_browser_draws_both_panels_without_a_network(browser: Browser, tmp_path: Path) -> None:
    one = many()
    (tmp_path / "plotly.min.js").write_bytes(plotly_js_path().read_bytes())
    path = tmp_path / "page.html"
    page = figure_page(tenure_curves(survival(one.clean, one.contract)), "Curves", "One sentence.")
    path.write_text(page, encoding="utf-8")
    seen = visit(browser, path, width=390, dark=True)
    seen.page.wait_for_selector("#figure .y2title")
    assert seen.page.locator("#figure .legend2 .traces").count() == 6
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert seen.page.locator("#figure a[href^='http'], #figure img").count() == 0
    assert (seen.troubles, seen.outside()) == ([], [])
    seen.page.context.close()
