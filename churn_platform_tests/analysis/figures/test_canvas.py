from churn_platform.analysis.figures.canvas import draw_nothing
from churn_platform_tests.analysis.figures.test_previews import texts


def test_it_says_that_there_is_not_enough_and_what_was_found() -> None:
    assert texts(draw_nothing("found 2 & <1>")) == ["Not enough data", "found 2 & <1>"]
