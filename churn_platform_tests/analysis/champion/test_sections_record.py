from churn_platform.analysis.champion.sections_record import limits, making
from churn_platform_tests.analysis.champion.dossiers import dossier
from churn_platform_tests.analysis.figures.tables import CONTRACT


def test_the_limits_are_all_there_with_the_share_in_sample_and_the_label() -> None:
    text = limits(dossier()["metrics"], CONTRACT)
    for limit in (
        "Association, not cause",
        "No learned uplift",
        "Other customers",
        "Training customers",
        "The label",
        "Drift",
    ):
        assert f"- **{limit}.**" in text
    assert "80% of the labelled customers" in text  # 40 of 50
    assert "It is left as the table has it." in text


def test_the_record_has_split_seeds_parameters_and_libraries() -> None:
    of = dossier()
    of["champion"]["parameters"] = {"C": 0.00001, "max_iter": 1000, "warm": None}
    text = making(of["champion"], of["metrics"])
    assert "Split: 20% of the customers held out" in text
    assert "Seed 7; seed of the resamples 8." in text
    lines = text.split("\n")
    for line in ("| C | 1e-05 |", "| max\\_iter | 1000 |", "| warm | None |"):
        assert line in lines
    assert lines[-1] == "| scikit-learn | 1.6.0 |"
