from collections.abc import Sequence

import pytest

from churn_platform.sources.drafting.columns.unused import why_too_late, why_unused
from churn_platform_tests.sources.drafting.made_columns import column


@pytest.mark.parametrize(
    ("header", "texts", "why"),
    [
        ("x", ["", "NA", ""], "empty"),
        ("Country", ["US", "us", "US"], "holds 'US' in every row"),
        ("x", ["5", "", "5.0"], "holds '5' or nothing in every row"),
        (
            "Started",
            ["2024-01-01", "2024-02-01"],
            "dates; a number of days or months could be used",
        ),
        ("Surname", ["Li", "Wu", "Xu", "Li", "Ma"], "4 different texts"),
        ("City", [f"c{i % 101}" for i in range(500)], "101 different texts"),
        ("Zip", range(94000, 94200), "200 different codes"),
        ("Note", ["x" * 201, "y", "y", "y"], "long texts"),
    ],
)
def test_a_column_without_use_gives_its_reason(
    header: str, texts: Sequence[object], why: str
) -> None:
    assert why_unused(column(header, texts)) == why


@pytest.mark.parametrize(
    ("header", "texts"),
    [
        ("Price", [f"{i}.5" for i in range(500)]),
        ("State", [f"s{i % 100}" for i in range(500)]),
        ("Partner", ["Yes", "No"]),
        ("Plan", ["a", "b", "a", "b"]),
    ],
)
def test_a_measure_and_a_column_of_few_values_may_be_of_use(
    header: str, texts: Sequence[object]
) -> None:
    assert why_unused(column(header, texts)) is None


@pytest.mark.parametrize("header", ["Churn Score", "ExitDate", "churn_reason", "Churn Value"])
def test_some_names_say_that_it_is_known_too_late(header: str) -> None:
    why = why_too_late(column(header, ["a", "b"] * 20), 0.5)
    assert why == "by its name, known only once a customer has left"


@pytest.mark.parametrize(("area", "is_told"), [(0.99, False), (0.991, True)])
def test_a_column_that_tells_the_outcome_alone_is_known_too_late(
    area: float, is_told: bool
) -> None:
    why = why_too_late(column("closing", ["a", "b"]), area)
    assert (why is not None) is is_told
