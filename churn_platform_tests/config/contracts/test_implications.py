"""What a value of one column says of another one."""

from typing import Any

import pytest

from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.implications import Fact, Implication
from churn_platform.config.contracts.load import ContractError, parse_contract
from churn_platform_tests.telco import TELCO

NONE = "none"
LINES = {
    "online": '{kind = "flag", header = "Online", implies = {"No" = {tv = "none", films = 0}}}',
    "tv": '{kind = "category", header = "TV", values = ["Yes", "No", "none"],'
    ' implies = {"none" = {online = "no"}}}',
    "films": '{kind = "numeric", header = "Films", low = 0, whole = true}',
}


def contract(**columns: str) -> Contract:
    """A contract of three features, some of them described otherwise."""
    lines = [f"columns.{name} = {line}" for name, line in {**LINES, **columns}.items()]
    ends = ['columns.id = {kind = "identifier", header = "Id"}']
    ends.append('columns.left = {kind = "target", header = "Left"}')
    return parse_contract("\n".join(['name = "small"', *lines, *ends]), "small.toml")


def test_values_are_typed_as_cleaning_types_them() -> None:
    assert contract().implications == (
        Implication("online", 0.0, "tv", NONE),
        Implication("online", 0.0, "films", 0.0),
        Implication("tv", NONE, "online", 0.0),
    )


def flag(implies: str) -> str:
    return f'{{kind = "flag", header = "Online", implies = {implies}}}'


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"online": flag('{"No" = {sky = 1}}')}, "implies names 'sky', which is not another"),
        ({"online": flag('{"No" = {online = "Yes"}}')}, "names 'online', which is not another"),
        ({"online": flag('{"No" = {left = "Yes"}}')}, "names 'left', which is not another"),
        ({"online": flag('{"Maybe" = {films = 0}}')}, "'Maybe', which online does not allow"),
        ({"online": flag('{"No" = {tv = "None"}}')}, "'None', which tv does not allow"),
        ({"online": flag('{"No" = {films = -1}}')}, "-1.0, which films does not allow"),
        ({"online": flag('{"No" = {films = "0"}}')}, "'0', which films does not allow"),
        (
            {"online": flag('{"Yes" = {tv = "none"}}')},
            "online: 1.0 implies both 1.0 and 0.0 of online",
        ),
        (
            {
                "tv": '{kind = "category", header = "TV", values = ["Yes", "none"],'
                ' implies = {"none" = {films = 3}}}'
            },
            "online: 0.0 implies both",
        ),
        (
            {"films": '{kind = "numeric", header = "Films", implies = {"0" = {tv = "none"}}}'},
            "a numeric column has no ['implies']",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_column_and_value(
    columns: dict[str, str], said: str
) -> None:
    with pytest.raises(ContractError) as caught:
        contract(**columns)
    assert said in str(caught.value)


def test_of_values_that_imply_each_other_one_stands_for_all() -> None:
    assert contract().facts == (Fact("online", 0.0, (("tv", NONE), ("films", 0.0))),)
    found: dict[tuple[str, Any], int] = {
        (one.column, one.value): len(one.implied) for one in TELCO.facts
    }
    assert found == {("internet_service", "No"): 6, ("phone_service", 0.0): 1}


def test_what_follows_does_so_step_by_step() -> None:
    chain = contract(
        online=flag('{"No" = {tv = "none"}}'),
        tv='{kind = "category", header = "TV", values = ["Yes", "none"],'
        ' implies = {"none" = {films = 0}}}',
    )
    assert chain.facts == (
        Fact("online", 0.0, (("tv", NONE), ("films", 0.0))),
        Fact("tv", NONE, (("films", 0.0),)),
    )
