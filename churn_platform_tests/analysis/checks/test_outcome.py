import pandas as pd

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.outcome import outcome_findings
from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.cleaning.evidence import evidence_of
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.checks.tables import CONTRACT, cleaned, held_to, text
from churn_platform_tests.telco import TELCO

LEFT = "y" * 20 + "n" * 60
NOTHING = pd.DataFrame(index=range(1, 81))


def _finding(done: Cleaned, others: pd.DataFrame, contract: Contract) -> Finding:
    evidence = evidence_of(done, others, 1.0, contract.identifier)
    return outcome_findings(evidence, done.decimal, contract)[0]


def _nearly(done: Cleaned, contract: Contract) -> Finding:
    evidence = evidence_of(done, pd.DataFrame(index=range(1, done.rows + 1)), 1.0, "id")
    return outcome_findings(evidence, done.decimal, contract)[1]


def test_a08_columns_that_are_known_after_the_outcome_are_named(stock: pd.DataFrame) -> None:
    left = stock["churn"] == "Yes"
    days = pd.Series(range(len(stock)), index=stock.index) % 72
    others = pd.DataFrame(
        {
            "exit_date": ("2024-03-" + days.astype(str)).where(left, ""),
            "Churn Reason": ("Moved " + (days % 20).astype(str)).where(left, ""),
            "Churn Value": left.map({True: "1", False: "0"}),
            "Zip Code": (90_001 + days).astype(str),
        },
        dtype=object,
    )
    finding = _finding(clean_customers(stock, TELCO), others, TELCO)
    assert not finding.passed
    assert finding.found == "'exit_date' 1.000, 'Churn Reason' 1.000, 'Churn Value' 1.000"
    assert finding.rows == 7043
    assert list(finding.details)[:3] == ["exit_date", "Churn Reason", "Churn Value"]
    assert finding.details["tenure"] == 0.7399


def test_the_real_table_gives_nothing_away(stock: pd.DataFrame) -> None:
    others = pd.DataFrame(index=stock.index)
    finding = _finding(clean_customers(stock, TELCO), others, TELCO)
    assert finding.passed
    assert finding.found == "highest: 'tenure' 0.740"
    assert finding.rows == 0


def test_a_contracted_feature_that_tells_the_outcome_is_named() -> None:
    plans = ["Full"] * 20 + ["Basic"] * 60
    months = ["5"] * 80
    finding = _finding(cleaned(LEFT, plan=plans, months=months), NOTHING, CONTRACT)
    assert not finding.passed
    assert finding.found == "'plan' 1.000"
    assert finding.expected == "ROC AUC of one column alone at most 0.99"


def test_other_columns_are_matched_by_row_number() -> None:
    # the ids run against the rows, and the first row is quarantined
    table = text(LEFT, months=["5"] * 80, id=[f"id-{number:03}" for number in range(80, 0, -1)])
    table.loc[1, "months"] = "-5"
    others = pd.DataFrame({"Note": ["x"] * 20 + ["y"] * 60}, index=table.index, dtype=object)
    finding = _finding(clean_customers(table, CONTRACT), others, CONTRACT)
    assert finding.found == "'Note' 1.000"
    assert finding.rows == 79


def test_two_columns_without_a_header_are_both_looked_at() -> None:
    others = pd.DataFrame([["1" if n < 20 else "0", "x"] for n in range(80)], dtype=object)
    others = others.set_axis(["", ""], axis="columns").set_axis(range(1, 81), axis="index")
    found = _finding(cleaned(LEFT, months=["5"] * 80), others, CONTRACT).found
    assert found == "'' 1.000"


def test_decimal_commas_of_the_file_are_read_as_such() -> None:
    # scores that come once each, so that nothing but their order tells
    prices = ["10,5", "20,5"] * 40
    scores = [f"0,{900 - number}" for number in range(80)]
    others = pd.DataFrame({"Score": scores}, index=range(1, 81), dtype=object)
    finding = _finding(cleaned(LEFT, price=prices, months=["5"] * 80), others, CONTRACT)
    assert finding.found == "'Score' 1.000"


def test_a_long_header_is_cut_and_a_break_in_it_does_not_break_the_line() -> None:
    header = "exit\n" + "x" * 60
    others = pd.DataFrame({header: ["1"] * 20 + [""] * 60}, index=range(1, 81), dtype=object)
    found = _finding(cleaned(LEFT, months=["5"] * 80), others, CONTRACT).found
    assert found == repr("exit\n" + "x" * 35) + " 1.000"


def test_without_both_classes_there_is_nothing_to_predict() -> None:
    others = pd.DataFrame(index=range(1, 21))
    finding = _finding(cleaned("n" * 20), others, CONTRACT)
    assert finding.passed
    assert finding.found == "nothing to predict: not both classes present"


def test_a_number_filled_for_churned_customers_alone_is_doubted_below_the_limit_of_a_leak() -> None:
    # 95 of 100 churners and none of 300 who stayed
    prices = [f"{i}" if i < 95 else "" for i in range(400)]
    done = cleaned("y" * 100 + "n" * 300, price=prices, months=["5"] * 400)
    finding = _nearly(done, CONTRACT)
    assert not finding.passed
    assert finding.found.startswith(
        "'price' filled for 95% of those who left and 0% of those who stayed"
    )
    assert finding.rows == 400


def test_a_column_far_better_than_the_next_is_doubted_and_the_contract_may_allow_it() -> None:
    # of 100 who left 86 pay more than all others: 0.86 + 0.14 / 2 = 0.93
    prices = [f"{500 - i}" if i < 86 else "50" for i in range(400)]
    done = cleaned("y" * 100 + "n" * 300, price=prices, months=["5"] * 400)
    assert not _nearly(done, CONTRACT).passed
    assert _nearly(done, held_to(suspect_auc=0.99)).details == {
        "price": "alone it tells who left with a ROC AUC of 0.93, the next best column with 0.50"
    }


def test_nothing_of_the_real_table_is_doubted(stock: pd.DataFrame) -> None:
    done = clean_customers(stock, TELCO)
    evidence = evidence_of(done, pd.DataFrame(index=stock.index), 1.0, TELCO.identifier)
    assert outcome_findings(evidence, done.decimal, TELCO)[1].passed
