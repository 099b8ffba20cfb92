from collections.abc import Callable
from xml.etree import ElementTree

import pandas as pd
import pytest

from churn_platform.analysis.figures.previews.customers import (
    segment_churn_preview,
    tenure_curves_preview,
)
from churn_platform.analysis.figures.segments import SMALLEST_SEGMENT, segment_rates
from churn_platform.analysis.figures.tenure_curves import survival
from churn_platform.analysis.segment_churn import segment_churn
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.figures.many import many
from churn_platform_tests.analysis.figures.previews.test_figures import texts
from churn_platform_tests.analysis.figures.shapes import SHAPES, shape
from churn_platform_tests.analysis.figures.tables import CONTRACT, table, tiny
from churn_platform_tests.telco import TELCO


def segments_drawn(
    clean: pd.DataFrame, contract: Contract, smallest: int = SMALLEST_SEGMENT
) -> str:
    every = segment_churn(clean, contract, smallest)
    return segment_churn_preview(segment_rates(clean, contract, every, smallest))


def curves_drawn(clean: pd.DataFrame, contract: Contract) -> str:
    return tenure_curves_preview(survival(clean, contract))


PREVIEWS: dict[str, Callable[[pd.DataFrame, Contract], str]] = {
    "curves": curves_drawn,
    "segments": segments_drawn,
}
EACH = pytest.mark.parametrize("preview", PREVIEWS.values(), ids=PREVIEWS)


@EACH
def test_a_preview_is_a_small_picture_that_names_nobody(
    preview: Callable[[pd.DataFrame, Contract], str], real_clean: pd.DataFrame
) -> None:
    svg = preview(real_clean, TELCO)
    assert ElementTree.fromstring(svg).attrib["width"] == "420"
    assert len(svg.encode()) < 15_000
    assert not [one for one in real_clean["customer_id"] if one in svg]


@EACH
def test_values_of_the_data_are_text_and_the_bytes_are_the_same_each_time(
    preview: Callable[[pd.DataFrame, Contract], str],
) -> None:
    one = many()
    svg = preview(one.clean, one.contract)
    assert svg == preview(one.clean, one.contract)
    tags = {element.tag.partition("}")[2] for element in ElementTree.fromstring(svg).iter()}
    assert tags <= {"svg", "defs", "style", "g", "path", "text", "tspan", "use", "clipPath", "rect"}
    assert "SECRET" not in svg
    assert "<img src=x on" in " ".join(texts(svg))


@EACH
@pytest.mark.parametrize("rows", [0, 1, 2])
def test_a_tiny_table_gives_a_picture_that_says_so(
    preview: Callable[[pd.DataFrame, Contract], str], rows: int
) -> None:
    assert "Not enough data" in texts(preview(tiny(rows), CONTRACT))


@EACH
@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_of_contract_gives_a_picture_or_the_reason(
    preview: Callable[[pd.DataFrame, Contract], str], name: str
) -> None:
    one = SHAPES[name]
    found = texts(preview(one.clean, one.contract))
    without_axis = preview is curves_drawn and one.contract.time_axis is None
    assert ("The contract names no time axis" in found) == without_axis
    assert ("Not enough data" in found) == without_axis


def test_the_curves_have_headings_names_and_the_unit(real_clean: pd.DataFrame) -> None:
    found = texts(tenure_curves_preview(survival(real_clean, TELCO)))
    assert {"Contract", "Month-to-month", "Internet service", "Fiber optic"} <= set(found)
    assert {"Tenure (months)", "How long customers stay", "100%"} <= set(found)
    # both panels have the same times
    assert found.count("20") == found.count("60") == 2


def test_a_time_that_is_zero_for_all_is_still_drawn() -> None:
    assert "100%" in texts(tenure_curves_preview(survival(table(months=[0, 0, 0]), CONTRACT)))


def test_the_segments_have_rates_and_say_what_is_dotted_and_faded() -> None:
    clean = table(plan=["a", "a", "a", "b"], left=[1, 0, 0, 1])
    found = texts(segments_drawn(clean, CONTRACT, smallest=3))
    assert {"Plan: a", "33.3%", "Plan: b", "100.0%", "Loyal: Yes", "50.0%"} <= set(found)
    title = "Churn rate of 4 segments, 50.0% overall (dotted); faded: under 3 customers"
    assert title in found


def test_at_most_24_segments_are_drawn() -> None:
    one = many()
    found = texts(segments_drawn(one.clean, one.contract))
    assert len([text for text in found if ": " in text and "faded" not in text]) == 24


def test_a_contract_without_segments_gives_the_reason() -> None:
    document = shape("numeric").contract.model_dump(exclude_defaults=True)
    bare = Contract.model_validate({**document, "time_axis": None})
    found = texts(segments_drawn(shape("numeric").clean, bare))
    assert "The contract names no segments" in found
