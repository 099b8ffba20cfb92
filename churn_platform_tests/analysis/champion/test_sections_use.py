from churn_platform.analysis.champion.sections_use import (
    campaign,
    currency,
    ranking,
    thresholds,
)
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.champion.dossiers import dossier
from churn_platform_tests.analysis.figures.tables import CONTRACT
from churn_platform_tests.telco import TELCO

MODEL = dossier()["metrics"]["models"]["logistic_regression"]
TABLES = dossier()["details"]["models"]["logistic_regression"]


def test_each_threshold_is_a_row_and_nobody_is_one_too() -> None:
    assert thresholds(MODEL, CONTRACT).split("\n")[4:] == [
        "| Threshold | From | Customers | Share | Precision | Recall | F1 | Profit per customer |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| Best F1 | 0.300 | 4 | 40.0% | 0.500 | 0.250 | 0.333 | 1.25 |",
        "| Most profit | nobody | 0 | 0.0% | – | 0.250 | 0.333 | 0.00 |",
        "| One half | 0.500 | 2 | 20.0% | 0.500 | 0.250 | 0.333 | 1.25 |",
    ]


def test_the_ranking_has_deciles_the_top_and_the_bands() -> None:
    lines = ranking(MODEL, TABLES, {"medium": 0.4, "high": 0.7}).split("\n")
    assert "| 1 | 1 | 4 | 100.0% | 2.50 | 100.0% |" in lines
    assert "| 10 | 1 | 0 | 0.0% | – | 100.0% |" in lines
    assert "| Top 5% | 1 | 1.000 (0.500 to 1.000) | 0.250 |" in lines
    assert lines[-1] == "Risk bands by probability: medium from 40.0%, high from 70.0%."
    assert "Risk bands" not in ranking(MODEL, TABLES, {})


def test_the_campaign_has_its_terms_and_the_profit_at_most() -> None:
    text = campaign(MODEL, dossier()["metrics"]["campaign"], CONTRACT)
    assert text.split("\n")[6:] == [
        "| Value of a customer who is kept | 200.00 |",
        "| Cost of an accepted offer | 10.00 |",
        "| Cost of a contact | 1.00 |",
        "| Would-be churners who accept the offer, mean | 30.0% |",  # 6 / (6 + 14)
        "| Their distribution | Beta(6.0, 14.0) |",
        "| Expected maximum profit per customer | 3.46 |",
        "| Share of customers to contact for it | 30.0% |",
    ]


def test_money_has_the_unit_of_the_revenue_column() -> None:
    assert currency(CONTRACT) == ""
    assert currency(TELCO) == " (\\$)"
    hostile = CONTRACT.model_dump(exclude_defaults=True)
    hostile["columns"][2]["unit"] = "<b>"
    named = Contract.model_validate(hostile | {"revenue": "spend"})
    assert currency(named) == " (&lt;b&gt;)"
