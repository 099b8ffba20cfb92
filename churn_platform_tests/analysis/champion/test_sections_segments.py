from typing import Any

import pytest

from churn_platform.analysis.champion.sections_segments import segments
from churn_platform_tests.analysis.champion.dossiers import dossier
from churn_platform_tests.analysis.figures.tables import CONTRACT

TABLES = dossier()["details"]["models"]["logistic_regression"]


def test_each_column_is_a_table_with_counts_and_small_groups_are_flagged() -> None:
    lines = segments(TABLES, CONTRACT).split("\n")
    assert lines[4].startswith("| Plan | Customers | Left | Churn rate |")
    assert lines[6:] == [
        # 2 of 6 are 33.3%, 2 of 4 are 50%
        "| &lt;b&gt;a\\|b&lt;/b&gt; \\[x\\](http:\u2060//e.example) | 6 | 2 | 33.3% | 31.0% | 0.750"
        " | 0.120 | 0.500 | 0.400 |  |",
        "| b | 4 | 2 | 50.0% | 31.0% | – | 0.120 | 0.500 | 0.400 | few customers |",
    ]


def test_a_numeric_column_has_its_unit() -> None:
    months = {"segments": {"months": TABLES["segments"]["plan"]}}
    assert "| Months (months) | Customers |" in segments(months, CONTRACT)


def test_a_column_that_the_contract_does_not_name_any_more_is_shown_all_the_same() -> None:
    gone = {"segments": {"old_plan": TABLES["segments"]["plan"]}}
    assert "| Old plan | Customers |" in segments(gone, CONTRACT)


@pytest.mark.parametrize("found", [{}, {"months": []}])
def test_without_columns_the_section_says_so(found: dict[str, Any]) -> None:
    text = segments({"segments": found}, CONTRACT)
    assert text.endswith("The contract has no column by which to break results down.")
