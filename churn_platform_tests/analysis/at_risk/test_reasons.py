import numpy as np
import pytest

from churn_platform.analysis.at_risk.reasons import all_reasons, reason_texts
from churn_platform.analysis.scoring.encoded import Encoded, FloatArray, encode_table
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.composed import encode_customer, reasons_for_leaving
from churn_platform_tests.analysis.scoring.made import (
    MADE,
    boosted,
    customers,
    linear,
    scorer_of,
    strange_customers,
)

TABLE = customers(300, 1)
ANNA = encode_customer(
    {"age": 30, "plan": "plus", "active": None, "months": 5, "region": "r2", "spend": 9.5}, MADE
)


def added(**contributions: float) -> FloatArray:
    """Return the contributions of one customer to the made contract's features."""
    return np.array([[contributions.get(name, 0.0) for name in MADE.features]])


def test_the_strongest_reasons_come_first_and_what_lowers_the_risk_is_none() -> None:
    found = reasons_for_leaving(added(plan=0.2, months=0.9, spend=-3.0, age=0.5), ANNA, MADE)[0]
    assert [reason.text for reason in found] == [
        "Months: 5",
        "Age (years): 30",
        "Kind of plan: plus",
    ]
    assert [reason.contribution for reason in found] == [0.9, 0.5, 0.2]
    assert {reason.direction for reason in found} == {"raises"}


def test_there_are_at_most_as_many_as_are_asked_for() -> None:
    contributions = added(age=0.1, plan=0.2, active=0.3, months=0.4)
    assert [r.feature for r in reasons_for_leaving(contributions, ANNA, MADE)[0]] == [
        "months",
        "plan",
        "age",
    ]
    assert len(reasons_for_leaving(contributions, ANNA, MADE, maximum=1)[0]) == 1


def test_of_equal_reasons_the_first_column_comes_first() -> None:
    found = reasons_for_leaving(added(spend=0.1, region=0.1, age=0.1), ANNA, MADE)[0]
    assert [reason.feature for reason in found] == ["age", "region", "spend"]


def test_fewer_reasons_leave_places_empty() -> None:
    texts = reason_texts(added(spend=0.4, active=1e-12), ANNA, MADE)
    assert texts.tolist() == [["Spend: €9.50", None, None]]
    assert reasons_for_leaving(added(age=-0.1), ANNA, MADE) == [[]]


def test_all_reasons_say_which_way_they_go() -> None:
    found = all_reasons(added(plan=0.2, spend=-3.0), ANNA, MADE)[0]
    assert [(r.feature, r.contribution, r.direction) for r in found] == [
        ("spend", -3.0, "lowers"),
        ("plan", 0.2, "raises"),
    ]


@pytest.mark.parametrize("build", [linear, boosted])
def test_the_reasons_of_a_model_are_its_own(build: object) -> None:
    assert callable(build)
    scorer, rows = scorer_of(build(TABLE), TABLE), encode_table(strange_customers(), MADE)
    contributions = scorer.contributions(rows)
    found = reasons_for_leaving(contributions, rows, MADE)
    texts = [[reason.text for reason in each] for each in found]
    table = reason_texts(contributions, rows, MADE).tolist()
    assert [[text for text in row if text] for row in table] == texts
    for each, moved, total in zip(
        found, all_reasons(contributions, rows, MADE), scorer.log_odds(rows), strict=True
    ):
        assert scorer.base + sum(r.contribution for r in moved) == pytest.approx(total, abs=1e-8)
        raising = [reason for reason in moved if reason.direction == "raises"]
        raising.sort(key=lambda reason: (not reason.actionable, -reason.contribution))
        assert [r.contribution for r in each] == [r.contribution for r in raising[:3]]
    assert "SECRET" not in str(table)


def test_nobody_has_no_reasons() -> None:
    nobody = Encoded(tuple(MADE.features), np.empty((0, 6)))
    assert reason_texts(np.empty((0, 6)), nobody, MADE).shape == (0, 3)
    assert reasons_for_leaving(np.empty((0, 6)), nobody, MADE) == []


def marked(*, fixed: tuple[str, ...] = (), sensitive: tuple[str, ...] = ()) -> Contract:
    """Return the made contract with columns that nobody can act on and sensitive ones."""
    columns = tuple(
        column.model_copy(
            update={"actionable": column.name not in fixed, "sensitive": column.name in sensitive}
        )
        for column in MADE.columns
    )
    return Contract(**{**dict(MADE), "columns": columns})


def test_what_somebody_can_act_on_comes_first() -> None:
    contract = marked(fixed=("months", "age"))
    contributions = added(months=0.9, age=0.5, plan=0.2, spend=0.3, active=-1.0)
    found = reasons_for_leaving(contributions, ANNA, contract, maximum=4)[0]
    assert [(reason.feature, reason.actionable) for reason in found] == [
        ("spend", True),
        ("plan", True),
        ("months", False),
        ("age", False),
    ]
    texts = reason_texts(contributions, ANNA, contract).tolist()
    assert texts == [["Spend: €9.50", "Kind of plan: plus", "Months: 5"]]


def test_nobody_can_act_on_what_is_not_known() -> None:
    found = reasons_for_leaving(added(active=2.0, plan=0.2), ANNA, MADE)[0]  # active is not known
    assert [(reason.text, reason.actionable) for reason in found] == [
        ("Kind of plan: plus", True),
        ("Active: not known", False),
    ]


def test_what_is_about_who_somebody_is_is_never_a_reason() -> None:
    contract = marked(sensitive=("age",))
    contributions = added(age=5.0, plan=0.2)
    assert reason_texts(contributions, ANNA, contract).tolist() == [
        ["Kind of plan: plus", None, None]
    ]
    moved = all_reasons(added(age=-5.0, plan=-0.2), ANNA, contract)[0]
    assert [reason.feature for reason in moved] == ["plan"]


def test_few_customers_and_many_have_the_same_reasons() -> None:
    contract = marked(fixed=("months",), sensitive=("age",))
    table = customers(200, 4)
    rows, scorer = encode_table(table, contract), scorer_of(boosted(TABLE), TABLE)
    contributions = scorer.contributions(rows)
    together = reason_texts(contributions, rows, contract).tolist()
    for place in range(len(table)):
        alone = Encoded(rows.features, rows.values[[place]])
        found = reason_texts(contributions[[place]], alone, contract).tolist()
        assert found == [together[place]]
