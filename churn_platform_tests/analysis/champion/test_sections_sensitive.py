from typing import Any

from churn_platform.analysis.champion.sections_sensitive import sensitive_groups
from churn_platform_tests.analysis.champion.dossiers import dossier, sensitive
from churn_platform_tests.analysis.figures.tables import CONTRACT

INERT = "&lt;b&gt;a\\|b&lt;/b&gt; \\[x\\](http:\u2060//e.example)"


def lines(**changes: Any) -> list[str]:
    tables = {"sensitive": sensitive() | changes}
    return sensitive_groups(tables, CONTRACT).split("\n")


def test_what_differs_by_more_than_chance_is_said_in_words() -> None:
    said = (
        f"- The false-positive rate of Plan: b is 34.9 points higher than that of Plan: {INERT}"
        " (95% interval 27.6 to 41.4)."
    )
    assert [line for line in lines() if line.startswith("- ")] == [said]
    assert "at the campaign's threshold, from 14.8% on." in lines()[2]


def test_each_group_has_its_rates_and_how_far_they_are_from_the_largest_group() -> None:
    assert lines()[6:] == [
        "| Plan | Customers | Left | Selection rate | True-positive rate | False-positive rate"
        " | Precision | Note |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        f"| {INERT} | 6 | 2 | 46.9% | 88.2% | 34.2% | 44.2% | largest group |",
        "| b | 4 | 2 | 50.0% (+3.1; −5.0 to +11.2) | 90.0% (+1.8; −30.0 to +30.0)"
        " | 69.1% (+34.9; +27.6 to +41.4) | – |  |",
    ]


def test_a_small_group_is_flagged_and_its_difference_is_not_said_in_words() -> None:
    found = sensitive()
    found["columns"]["plan"][1]["small"] = True
    text = "\n".join(lines(**found))
    assert text.endswith("| – | few customers |")
    # the interval in the table, 27.6 to 41.4 points, leaves zero out
    assert "(+34.9; +27.6 to +41.4)" in text
    assert "No group differs" not in text
    assert "small groups are not judged, whatever their differences" in text


def test_groups_that_chance_explains_are_said_to_be_alike() -> None:
    found = sensitive()
    difference = {"value": 0.1, "low": -0.1, "high": 0.3}
    found["columns"]["plan"][1]["false_positive_rate"]["difference"] = difference
    text = "\n".join(lines(**found))
    assert "No group differs from the largest one by more than chance explains." in text


def test_a_lower_rate_is_said_to_be_lower() -> None:
    found = sensitive()
    difference = {"value": -0.349, "low": -0.414, "high": -0.276}
    found["columns"]["plan"][1]["false_positive_rate"]["difference"] = difference
    (said,) = [line for line in lines(**found) if line.startswith("- ")]
    assert "34.9 points lower" in said and "(95% interval 27.6 to 41.4)" in said


def test_a_campaign_that_contacts_nobody_says_so() -> None:
    assert "threshold, nobody is contacted." in lines(threshold=None)[2]


def test_without_a_sensitive_column_the_section_says_how_to_mark_one() -> None:
    assert "`sensitive = true`" in "\n".join(lines(columns={}))
    assert lines(columns={}) == lines(columns={"months": []})


def test_documents_without_such_a_part_have_no_section() -> None:
    assert sensitive_groups({}, CONTRACT) == ""
    assert "sensitive" in dossier()["details"]["models"]["logistic_regression"]
