from churn_platform.analysis.figures.previews_empty import empty_preview
from churn_platform_tests.analysis.figures.test_previews import texts


def test_it_says_that_there_is_not_enough_and_what_was_found() -> None:
    assert texts(empty_preview("found 2 & <1>")) == ["Not enough data", "found 2 & <1>"]
