from collections import Counter

import pytest
from pydantic import ValidationError

from churn_platform.config.contracts.column import Column
from churn_platform.config.contracts.load import ContractError, parse_contract
from churn_platform_tests.config.contracts.small import SMALL
from churn_platform_tests.telco import TELCO


def test_names_come_in_the_order_of_the_document() -> None:
    contract = parse_contract(SMALL, "small.toml")
    assert contract.names() == ["id", "months", "price", "total", "plan", "left"]
    assert contract.features == ["months", "price", "total", "plan"]
    assert (contract.identifier, contract.target) == ("id", "left")
    assert contract.headers == ["Customer ID", "Months", "Price", "Total", "Plan", "Left"]
    assert contract["plan"].values == ("Basic", "Full")


def test_the_version_follows_what_it_says_and_nothing_else() -> None:
    contract = parse_contract(SMALL, "small.toml")
    assert parse_contract("# a comment\n" + SMALL, "x.toml").version == contract.version
    wider = SMALL.replace('"Basic", "Full"', '"Basic", "Full", "More"')
    assert parse_contract(wider, "small.toml").version != contract.version


def test_the_telco_contract_describes_the_21_classic_columns() -> None:
    kinds = Counter(column.kind for column in TELCO.columns)
    assert kinds == {"identifier": 1, "numeric": 3, "flag": 5, "category": 11, "target": 1}
    assert len(TELCO.headers) == 21
    assert TELCO.time_axis == "tenure"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "target"', 'kind = "flag"', "found 0 columns of kind target; expected one"),
        ('kind = "identifier"', 'kind = "target"', "found 0 columns of kind identifier"),
        ('time_axis = "months"', 'time_axis = "plan"', "time_axis 'plan' is not among the numeric"),
        (
            'product_of = ["months", "price"]',
            'product_of = ["months", "plan"]',
            "['plan'], which are not numeric",
        ),
        ('header = "Price"', 'header = "months "', "header 'months' is in months and in price"),
        (
            'header = "Price"',
            'header = "SURNAME"',
            "header 'surname' is in price and in ignore",
        ),
        ('time_axis = "months"', 'revenue = "plan"', "revenue 'plan' is not among the numeric"),
        ('time_axis = "months"', 'segments = ["left"]', "segments names ['left']"),
        (
            "[columns.id]",
            "[checks]\nlabel_share = [0.6, 0.1]\n[columns.id]",
            "label_share: found 0.6 to 0.1; expected the lowest share first",
        ),
        (
            "[columns.id]",
            "[gates]\nroc_auc = {floor = 0.9, ceiling = 0.8}\n[columns.id]",
            "floor 0.9 is above ceiling 0.8",
        ),
        (
            "[columns.id]",
            "[gates]\nauc = {floor = 0.9}\n[columns.id]",
            "Input should be 'roc_auc'",
        ),
        ("[columns.plan]", "[columns.split]", "the names ['split'] are reserved"),
        (
            "[columns.plan]",
            '[columns."Plan B"]',
            "columns.Plan B.name: String should match pattern",
        ),
        (
            'name = "small"',
            'name = "small"\nnonsense = 1',
            "nonsense: Extra inputs are not permitted",
        ),
        ('"Basic", "Full"]', '"Basic"]', "columns.plan: a category needs at least two values"),
        ('"Basic", "Full"]', '"Basic", "basic"]', "columns.plan: two values differ only by case"),
        ('{"all" = "Full"}', '{"all" = "Half"}', "columns.plan: spellings map to ['Half']"),
        (
            '{value = "Basic"}',
            '{value = "Half"}',
            "columns.plan: a blank means 'Half', which is not",
        ),
        ('{value = "Basic"}', "{value = 1}", "columns.plan: a blank of a category column cannot"),
        ('blank = "product"', 'blank = "zero"', "columns.total"),
        (
            'header = "Price"',
            'header = "Price"\nlow = 3\nhigh = 2',
            "columns.price: low 3 is above high 2",
        ),
        (
            'header = "Price"',
            'header = "Price"\nblank = {value = nan}',
            "columns.price: a blank means nan, which the column does not allow",
        ),
        (
            'header = "Price"',
            'header = "Price"\nlow = 1\nblank = {value = 0}',
            "columns.price: a blank means 0, which the column does not allow",
        ),
        ('header = "Price"', "", "columns.price: it needs a header"),
        (
            'header = "Left"',
            'header = "Left"\nyes = ["No"]',
            "columns.left: yes and no share ['no']",
        ),
        (
            'header = "Left"',
            'header = "Left"\nblank = "missing"',
            "a target column has no ['blank']",
        ),
        (
            'header = "Months"',
            'header = "Months"\nvalues = ["1"]',
            "a numeric column has no ['values']",
        ),
    ],
)
def test_a_contract_that_does_not_hang_together_is_refused_with_the_place(
    old: str, new: str, said: str
) -> None:
    assert old in SMALL
    with pytest.raises(ContractError) as caught:
        parse_contract(SMALL.replace(old, new, 1), "small.toml")
    assert any(
        line.startswith("small.toml: ") and said in line for line in str(caught.value).split("\n")
    ), str(caught.value)


def test_an_identifier_without_header_is_not_asked_of_the_file() -> None:
    text = SMALL.replace('header = "Customer ID"\naliases = ["Client"]\n', "")
    contract = parse_contract(text, "small.toml")
    assert contract.headers == ["Months", "Price", "Total", "Plan", "Left"]
    assert contract.identifier == "id"


def test_results_are_broken_down_by_the_time_axis_and_what_has_few_values() -> None:
    contract = parse_contract(SMALL, "small.toml")
    assert contract.segment_columns == ["months", "plan"]
    chosen = parse_contract('segments = ["plan"]\n' + SMALL, "small.toml")
    assert chosen.segment_columns == ["plan"]
    nine = ", ".join(f'"{number}"' for number in range(9))
    many = SMALL.replace('"Basic", "Full"]', f'"Basic", "Full", {nine}]')
    assert parse_contract(many, "small.toml").segment_columns == ["months"]


def test_gates_of_a_contract_without_them_are_wide() -> None:
    gates = parse_contract(SMALL, "small.toml").gates
    assert {name: (each.floor, each.ceiling) for name, each in gates.items()} == {
        "roc_auc": (0.6, 0.99)
    }


def test_a_word_for_nothing_is_none_for_something() -> None:
    column = {"name": "x", "kind": "category", "header": "x", "values": ["a", "b"]}
    assert Column.model_validate({**column, "missing": ["?"]}).missing_words == {"?"}
    with pytest.raises(ValidationError, match=r"missing has \['a'\], which already have a mean"):
        Column.model_validate({**column, "missing": ["A"]})


@pytest.mark.parametrize("name", ["срок", "月消费", "größe_2", "ग्राहक"])
def test_a_name_is_in_small_letters_of_any_script(name: str) -> None:
    assert Column.model_validate({"name": name, "kind": "flag", "header": "x"}).name == name


@pytest.mark.parametrize("name", ["Срок", "a b", "2a", "a-b", "_a", "a​b", ""])
def test_a_name_has_neither_capitals_nor_signs(name: str) -> None:
    with pytest.raises(ValidationError):
        Column.model_validate({"name": name, "kind": "flag", "header": "x"})
