from dataclasses import replace

from churn_platform.analysis.report.notices import notices
from churn_platform_tests.analysis.report.made import clean, decision, drift, facts


def test_nothing_out_of_the_ordinary_needs_no_notice() -> None:
    assert notices(facts()) == []


def test_the_sample_is_called_one() -> None:
    (said,) = notices(facts(clean=clean(is_sample=True)))
    assert "do not exist" in said


def test_a_refused_candidate_is_named_with_its_reason() -> None:
    (said,) = notices(facts(decision=decision(verdict="refused", reason="ROC AUC 0.61")))
    assert "refused" in said and said.endswith("ROC AUC 0.61.")


def test_a_champion_that_a_person_holds_is_named() -> None:
    (said,) = notices(facts(decision=decision(verdict="held", held=True)))
    assert "logistic regression" in said


def test_drifted_features_are_counted_and_the_first_are_named() -> None:
    names = [f"column_{number}" for number in range(7)]
    (said,) = notices(facts(drift=drift(drifted=names)))
    assert said.startswith("7 features drifted")
    assert "Column 0, Column 1, Column 2, Column 3, Column 4 and 2 more" in said


def test_results_of_other_data_are_said_to_be_left_out() -> None:
    origin = replace(facts().origin, missing=["segment_churn", "tenure_curves"])
    (said,) = notices(facts(origin=origin))
    assert said.endswith("segment churn and tenure curves.")
