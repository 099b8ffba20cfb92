import pytest

from churn_platform.analysis.display import label
from churn_platform.config.contracts.column import Column
from churn_platform.sources.drafting.facts.words import (
    column_names,
    listed,
    own_name,
    shown,
    snake_name,
    words,
)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("customerID", "customer_id"),
        ("StreamingTV", "streaming_tv"),
        ("HasCrCard", "has_cr_card"),
        ("Total day minutes", "total_day_minutes"),
        ("Preis (€)", "preis"),
        ("Größe", "groe"),
        ("Ancienneté", "anciennete"),
        ("2023 Spend", "column_2023_spend"),
        ("年齢", "column"),
        ("x" * 80, "x" * 56),
    ],
)
def test_a_header_becomes_a_name_in_snake_case(header: str, name: str) -> None:
    assert snake_name(header, "column") == name


def test_no_name_is_there_twice_or_is_the_platforms_own() -> None:
    found = column_names(["Plan", "plan!", "PLAN?", "Value", "Row"])
    assert found == ["plan", "plan_2", "plan_3", "value_2", "row_2"]


def test_words_are_split_at_signs_and_humps() -> None:
    assert words("NumOfProducts per-Year") == ["num", "of", "products", "per", "year"]


def test_a_value_is_shown_on_one_line_and_cut() -> None:
    assert shown("a\nb\x7f") == r"'a\nb\x7f'"
    assert shown("x" * 50) == repr("x" * 40)


def test_a_list_shows_three() -> None:
    assert listed(["a", "b"]) == "'a', 'b'"
    assert listed(list("abcde")) == "'a', 'b', 'c' and 2 more"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("customerID", "customer_id"),
        ("Срок обслуживания", "срок_обслуживания"),
        ("月消费", "月消费"),
        ("ग्राहक संख्या", "ग्राहक_संख्या"),
        ("Kündigungsfrist (Monate)", "kündigungsfrist_monate"),
        ("고객 ID", "고객_id"),
        ("ＩＤ", "id"),
        ("2023 Выручка", "column_2023_выручка"),
        ("%", "column"),
    ],
)
def test_a_header_of_any_script_is_legible_in_its_name(header: str, name: str) -> None:
    assert own_name(header) == name
    column = Column.model_validate({"name": name, "kind": "flag", "header": header})
    assert label(column.name).casefold() == name.replace("_", " ")
