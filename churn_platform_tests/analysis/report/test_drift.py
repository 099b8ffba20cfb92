from churn_platform.analysis.report.blocks import Chart, Table, Text
from churn_platform.analysis.report.drift import drift_section
from churn_platform_tests.analysis.report.made import drift, drifting, facts, quality


def test_it_says_what_drifted_and_how() -> None:
    rows = [drifting("gender", 0.02, "none"), drifting("tenure", 0.31, "large")]
    section = drift_section(facts(drift=drift(features=rows, drifted=["tenure"])))
    opening, _, table, chart = section.blocks
    assert isinstance(opening, Text) and isinstance(table, Table) and isinstance(chart, Chart)
    assert "1 of 2 features drifted among the 7,043 of this data" in opening.text
    assert table.rows == [
        ["Score", "none", "mean 32.1 → 32.4", "0.00"],
        ["Tenure (months)", "large", "mean 32.1 → 32.4", "0.31"],
    ]


def test_without_drift_the_features_that_moved_most_come_first() -> None:
    table = drift_section(facts()).blocks[2]
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == ["Score", "Gender", "Tenure (months)"]


def test_bars_without_length_are_not_drawn() -> None:
    still = drift(features=[drifting("tenure", 0.0, "none")])
    assert "nothing to draw" in str(drift_section(facts(drift=still)).blocks[-1])


def test_a_feature_that_cannot_be_compared_says_why() -> None:
    odd = {**drifting("tenure", 0.0, "not comparable"), "psi_corrected": None, "shift": None}
    report = drift(features=[odd | {"reason": "no value in the batch"}])
    table = drift_section(facts(drift=report)).blocks[2]
    assert isinstance(table, Table)
    assert table.rows[1] == ["Tenure (months)", "not comparable", "no value in the batch", "–"]


def test_predictions_are_held_against_outcomes_or_the_reason_is_said() -> None:
    said = drift_section(facts()).blocks[1]
    assert isinstance(said, Text)
    assert "expected 542, 561 left (25.63% and 26.55% of 2,113 customers)" in said.text
    assert "99% interval 0.94 to 1.14; ROC AUC 0.857" in said.text
    none = quality(customers=0, undefined={"observed_share": "all customers trained it"})
    said = drift_section(facts(quality=none)).blocks[1]
    assert isinstance(said, Text) and said.text.endswith("All customers trained it.")
