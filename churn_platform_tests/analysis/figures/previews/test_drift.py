from typing import Any
from xml.etree import ElementTree

import pytest

from churn_platform.analysis.figures.previews.drift import drift_preview
from churn_platform_tests.analysis.figures.drifts import EMPTY, HOSTILE, MANY, REPORT
from churn_platform_tests.analysis.figures.previews.test_figures import SVG, texts


@pytest.mark.parametrize("report", [REPORT, MANY, HOSTILE, EMPTY])
def test_a_preview_is_a_small_picture_of_420_pixels(report: dict[str, Any]) -> None:
    svg = drift_preview(report)
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert root.attrib["width"] == "420"
    assert len(svg.encode()) < 15_000
    assert drift_preview(report) == svg


def test_names_verdicts_and_changes_are_written() -> None:
    found = texts(drift_preview(REPORT))
    assert {"Scores", "Internet service", "Contract", "Tenure", "Region"} <= set(found)
    assert {"1.30 large", "0.14 moderate", "0.02 none", "not comparable"} <= set(found)
    assert {"Fiber optic 44% -> 72.3%", "Month-to-month 55% -> 73.1%"} <= set(found)
    assert "2 of 4 features drifted; drift of scores: none" in found
    assert "mean 32.4 -> 32.5" not in found


def test_of_many_features_twelve_are_drawn() -> None:
    columns = [text for text in texts(drift_preview(MANY)) if text.startswith("Column")]
    assert columns == [f"Column {place}" for place in range(12)]


def test_values_of_the_data_are_text_and_nothing_else() -> None:
    svg = drift_preview(HOSTILE)
    tags = {element.tag.partition("}")[2] for element in ElementTree.fromstring(svg).iter()}
    assert tags <= {"svg", "defs", "style", "g", "path", "text", "tspan", "use", "clipPath", "rect"}


def test_a_report_without_anything_comparable_says_why() -> None:
    assert texts(drift_preview(EMPTY)) == [
        "Not enough data",
        "Nothing is comparable: the batch has no rows",
    ]
