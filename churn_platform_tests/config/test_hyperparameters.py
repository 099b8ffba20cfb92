from churn_platform.config.hyperparameters import DEFAULTS, chosen


def test_what_a_person_set_comes_before_what_was_found_and_that_before_the_defaults() -> None:
    given = {"max_depth": 4, "learning_rate": None}
    found = {"max_depth": 1, "learning_rate": 0.1}
    got = chosen("gradient_boosting", given, found)
    assert got == {**DEFAULTS["gradient_boosting"], "max_depth": 4, "learning_rate": 0.1}
    assert chosen("logistic_regression", {}, None) == DEFAULTS["logistic_regression"]


def test_zero_is_a_value() -> None:
    given = {"l2_regularization": 0.0}
    assert chosen("gradient_boosting", given, {"l2_regularization": 5.0})["l2_regularization"] == 0


def test_what_the_search_does_not_know_is_not_passed_on() -> None:
    assert (
        chosen("logistic_regression", {"folds": 5}, {"old": 1}) == DEFAULTS["logistic_regression"]
    )
