from churn_platform.analysis.figures.previews.canvas import draw_nothing
from churn_platform_tests.analysis.figures.previews.test_figures import texts


def test_it_says_that_there_is_not_enough_and_what_was_found() -> None:
    assert texts(draw_nothing("found 2 & <1>")) == ["Not enough data", "found 2 & <1>"]
