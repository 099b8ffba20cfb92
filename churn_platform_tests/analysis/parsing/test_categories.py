import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.parsing.categories import CategoryRule, FlagRule, TargetRule
from churn_platform.analysis.parsing.cells import Cells
from churn_platform.config.contracts.column import BlankValue, Column
from churn_platform_tests.analysis.cleaning.texts import changed
from churn_platform_tests.telco import TELCO

PLAN = Column(
    name="plan", kind="category", header="Plan", values=("Basic", "Full"), spellings={"all": "Full"}
)
FLAG = Column(name="online", kind="flag", header="Online")
LEFT = Column(name="left", kind="target", header="Left")
SERVICES = (
    "multiple_lines", "online_security", "online_backup", "device_protection", "tech_support",
    "streaming_tv", "streaming_movies",
)  # fmt: skip


def _one(cells: Cells) -> tuple[object, set[str]]:
    """The value of a single cell, None where it is missing, and its rules."""
    value = cells.values[0]
    return None if pd.isna(value) else value, set(cells.marks)


@pytest.mark.parametrize(
    ("text", "value", "marks"),
    [
        ("Full", "Full", set()),
        ("FULL", "Full", {"respelled"}),
        (" full ", "Full", {"respelled"}),
        ("All", "Full", {"respelled"}),
        ("Fullest", None, {"value_not_allowed"}),
        ("12", None, {"value_not_allowed"}),
        ("-", None, {"value_not_allowed"}),
        ("", None, {"blank_not_allowed"}),
        ("N/A", None, {"na", "blank_not_allowed"}),
    ],
)
def test_a_category_is_one_of_its_values_in_any_case(
    text: str, value: str | None, marks: set[str]
) -> None:
    assert _one(CategoryRule(PLAN).table(pd.Series([text]))) == (value, marks)


def test_a_blank_category_means_what_the_contract_says() -> None:
    basic = PLAN.model_copy(update={"blank": BlankValue(value="Basic")})
    missing = PLAN.model_copy(update={"blank": "missing"})
    assert _one(CategoryRule(basic).table(pd.Series([""]))) == ("Basic", {"blank"})
    assert _one(CategoryRule(basic).table(pd.Series(["null"]))) == ("Basic", {"na", "blank"})
    assert _one(CategoryRule(missing).table(pd.Series([""]))) == (None, {"missing"})
    assert pd.isna(CategoryRule(missing).table(pd.Series([""])).values).tolist() == [True]


@pytest.mark.parametrize("word", ["None", "NA", "nan", "null", "N/A"])
def test_a_word_for_nothing_is_a_value_where_the_contract_has_it(word: str) -> None:
    column = Column(name="offer", kind="category", header="Offer", values=("A", word))
    assert _one(CategoryRule(column).table(pd.Series([word]))) == (word, set())


def test_a20_no_internet_service_stays_a_level_of_its_own(four: pd.DataFrame) -> None:
    words = ["No", "Yes", "No internet service", "no  internet service"]
    cleaned = clean_customers(four.assign(tech_support=words), TELCO)
    third = "No internet service"
    assert cleaned.customers["tech_support"].tolist() == ["Yes", third, "No", third]
    assert cleaned.repairs["respelled_tech_support"] == 1


def test_a20_the_seven_services_of_the_real_table_keep_their_three_levels(
    stock: pd.DataFrame,
) -> None:
    customers = clean_customers(stock, TELCO).customers
    for name in SERVICES:
        assert customers[name].value_counts().to_dict() == stock[name].value_counts().to_dict()
        assert customers[name].nunique() == 3
    assert (customers["tech_support"] == "No internet service").sum() == 1526


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0), ("1", 1), ("0.0", 0), ("1.0", 1), ("Yes", 1), ("NO", 0), ("true", 1),
        ("False", 0), ("y", 1), ("F", 0),
    ],
)  # fmt: skip
def test_a10_a_flag_has_many_spellings(text: str, number: int) -> None:
    assert _one(FlagRule(FLAG).table(pd.Series([text]))) == (number, set())


@pytest.mark.parametrize(
    ("zero", "one"), [("No", "Yes"), ("0.0", "1.0"), ("False", "TRUE"), ("0", "Yes")]
)
def test_a10_every_spelling_of_the_real_table_gives_the_same_customers(
    stock: pd.DataFrame, zero: str, one: str
) -> None:
    spelled = stock.assign(senior_citizen=stock["senior_citizen"].map({"0": zero, "1": one}))
    cleaned, plain = clean_customers(spelled, TELCO), clean_customers(stock, TELCO)
    pd.testing.assert_frame_equal(cleaned.customers, plain.customers)
    assert cleaned.customers["senior_citizen"].sum() == 1142
    assert cleaned.repairs == {"blank_total_charges": 11}


def test_a10_spellings_may_be_mixed(four: pd.DataFrame) -> None:
    cleaned = clean_customers(four.assign(senior_citizen=["0", "Yes", "false", "1.0"]), TELCO)
    assert cleaned.customers["senior_citizen"].tolist() == [1, 1, 0, 0]


def test_a10_any_other_word_for_a_flag_is_rejected_by_name_and_count(four: pd.DataFrame) -> None:
    cleaned = clean_customers(four.assign(senior_citizen=["0", "2", "maybe", "1"]), TELCO)
    assert cleaned.by_rule == {"value_not_allowed senior_citizen": 2}
    assert cleaned.quarantine["value"].tolist() == ["2", "maybe"]
    assert cleaned.quarantine["row"].tolist() == [2, 3]


def test_a_blank_flag_means_what_the_contract_says() -> None:
    missing = FLAG.model_copy(update={"blank": "missing"})
    no = FLAG.model_copy(update={"blank": BlankValue(value="No")})
    assert _one(FlagRule(FLAG).table(pd.Series([""]))) == (None, {"blank_not_allowed"})
    assert _one(FlagRule(missing).table(pd.Series(["NA"]))) == (None, {"na", "missing"})
    assert _one(FlagRule(no).table(pd.Series([""]))) == (0, {"blank"})


def test_a12_30_blank_labels_are_kept_apart_and_counted(stock: pd.DataFrame) -> None:
    label = stock["churn"].where(stock.index > 30, "")
    cleaned = clean_customers(stock.assign(churn=label), TELCO)
    assert (len(cleaned.customers), len(cleaned.unlabelled), cleaned.quarantined) == (7013, 30, 0)
    assert set(cleaned.unlabelled["customer_id"]) == set(stock["customer_id"].head(30))
    assert cleaned.customers["churn"].sum() == (stock["churn"].iloc[30:] == "Yes").sum()


def test_a12_unlabelled_customers_have_all_columns_but_the_label(four: pd.DataFrame) -> None:
    cleaned = clean_customers(four.assign(churn=["", "Yes", "No", "n/a"]), TELCO)
    assert cleaned.unlabelled["customer_id"].tolist() == ["0002-B", "0003-C"]
    assert list(cleaned.unlabelled.columns) == [n for n in TELCO.names() if n != "churn"]
    assert cleaned.unlabelled["total_charges"].tolist() == [1889.5, 820.0]
    assert cleaned.customers["churn"].tolist() == [1, 0]


@pytest.mark.parametrize(
    ("word", "label"), [(" yes", 1), ("NO", 0), ("True", 1), ("False", 0), ("1", 1), ("0", 0)]
)
def test_a12_a_label_in_another_case_or_word_is_understood(
    four: pd.DataFrame, word: str, label: int
) -> None:
    cleaned = clean_customers(changed(four, 2, churn=word), TELCO)
    assert cleaned.customers["churn"].tolist() == [label, 1, 0, 0]


@pytest.mark.parametrize("word", ["Perhaps", "2", "-", "Yes?", "0.5"])
def test_a12_a_label_that_nobody_knows_is_never_0(four: pd.DataFrame, word: str) -> None:
    cleaned = clean_customers(changed(four, 2, churn=word), TELCO)
    assert cleaned.by_rule == {"label_not_recognised churn": 1}
    assert cleaned.customers["customer_id"].tolist() == ["0002-B", "0003-C", "0004-D"]


def test_a_target_without_a_label_breaks_no_rule() -> None:
    cells = TargetRule(LEFT).table(pd.Series(["", "nan", "Yes"]))
    assert np.isnan(cells.values).tolist() == [True, True, False]
    assert cells.marks == {}
