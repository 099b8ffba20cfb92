from typing import Any

from churn_platform.analysis.report.blocks import Card
from churn_platform.analysis.report.headline import compared_with, headline, headline_cards, since
from churn_platform_tests.analysis.report.made import (
    champion,
    clean,
    facts,
    metrics,
    summary,
    totals,
)


def cards(**changes: Any) -> dict[str, Card]:
    return {card.label: card for card in headline_cards(facts(**changes)).cards}


def before(**changes: Any) -> dict[str, Any]:
    return headline(facts()) | {"data_version": "old", "customers": 5000} | changes


def test_the_headline_is_what_the_documents_say() -> None:
    shown = {label: card.value for label, card in cards().items()}
    assert shown == {
        "Current customers": "5,174",
        "Like those who left": "921",
        "Revenue at risk a month": "$65,330",
        "At high risk": "404",
        "Churn rate": "26.5%",
        "Model quality": "0.846 ± 0.005",
    }
    assert cards()["Model quality"].note == (
        "ROC AUC of the logistic regression, mean and standard deviation of 6 fits on folds; this"
        " fit on the held-out customers 0.857 (0.840 to 0.873)"
    )
    assert not any(card.change for card in cards().values())
    assert "no earlier data" in since(None)


def test_each_number_has_its_change_since_the_data_before() -> None:
    old = before(
        expected_leavers=900.0,
        revenue_at_risk=66329.91,
        churn_rate=0.25537,
        champion="gradient_boosting",
        roc_auc_folds=0.8486,
    )
    shown = {label: card.change for label, card in cards(before=old).items()}
    assert shown == {
        "Current customers": "+174",
        "Like those who left": "+21",
        "Revenue at risk a month": "−$1,000",
        "At high risk": "no change",
        "Churn rate": "+1.0 points",
        "Model quality": "−0.003 was gradient boosting",
    }
    assert "version old, read on 25 Nov 2026" in since(old)


def test_data_of_another_kind_is_not_compared() -> None:
    for other in (before(contract="bank"), before(is_sample=True), before(unit="€")):
        assert compared_with(facts(before=other)) is None
        assert cards(before=other)["Current customers"].change == ""
    assert compared_with(facts(before=before())) == before()


def test_what_is_not_known_is_a_dash_with_its_reason_and_has_no_change() -> None:
    why = {"revenue_at_risk": "the contract names no revenue column"}
    nothing = summary(totals=totals(revenue_at_risk=None), undefined=why)
    card = cards(summary=nothing, before=before())["Revenue at risk a month"]
    assert card == Card("Revenue at risk a month", "–", "", "The contract names no revenue column.")


def test_it_says_whether_the_customers_exist() -> None:
    assert headline(facts())["is_sample"] is False
    assert headline(facts(clean=clean(is_sample=True)))["is_sample"] is True


def test_a_champion_without_folds_is_shown_by_the_held_out_customers() -> None:
    older = {key: value for key, value in champion().items() if key != "cross_validation"}
    given = {"dossier": {"champion": older, "metrics": metrics(), "details": {}}}
    card = cards(**given, before=headline(facts(**given)) | {"roc_auc": 0.85696})["Model quality"]
    assert card.value == "0.857 (0.840 to 0.873)"
    assert card.change == "+0.00004"
    assert card.note == "ROC AUC of the champion, the logistic regression, held out"


def test_what_was_recorded_before_the_folds_has_no_change_of_them() -> None:
    old = {key: value for key, value in before().items() if key != "roc_auc_folds"}
    assert cards(before=old)["Model quality"].change == ""
