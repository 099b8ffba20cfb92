from churn_platform.analysis.figures.drift_lines import drift_lines, plain_line
from churn_platform_tests.analysis.figures.drifts import HOSTILE, MANY, REPORT


def test_a_line_that_drifted_takes_a_row_more() -> None:
    lines = drift_lines(REPORT)
    assert [(line.place, line.bottom) for line in lines] == [
        (0.5, 1),
        (1.5, 3),
        (3.5, 5),
        (5.5, 6),
        (6.5, 7),
    ]
    assert [bool(line.shift) for line in lines] == [False, True, True, False, False]


def test_so_many_features_as_asked_for_follow_the_scores() -> None:
    assert len(drift_lines(MANY)) == 26
    assert [line.name for line in drift_lines(MANY, 2)] == ["Scores", "Column 0", "Column 1"]


def test_the_numbers_after_a_long_value_are_kept() -> None:
    assert drift_lines(HOSTILE)[2].shift == f"{'w' * 29}… 0.123% -> 99.9%"


def test_a_long_line_is_cut_and_cleaned() -> None:
    assert plain_line("ab \u202ecd\n ef", 7) == "ab cd…"
    assert plain_line("ab cd", 5) == "ab cd"
