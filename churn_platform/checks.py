"""The asset checks: their names, their purpose, and which of them stop a run."""

from typing import Final, NamedTuple


class Check(NamedTuple):
    """One asset check; if a `blocking` one fails, its asset is not updated."""

    name: str
    asset: str
    blocking: bool
    description: str

    @property
    def shown(self) -> str:
        """The description in the UI: its purpose, what is checked, and the effect of a failure.

        The UI lists checks by name without groups, so each description names its group.
        """
        effect = _STOPS if self.blocking else _WARNS
        return f"**Protects {_PROTECTS[self.name]}.** {self.description} {effect}"


_VALUES: Final = "The values are in `quarantined_customers`, which needs the token."
_STOPS: Final = "If it fails, the run ends here and everything keeps its last good version."
_WARNS: Final = "If it fails, it only warns."
_PROTECTS: Final = {
    name: what
    for what, names in {
        "the source: is there a table, is it the right one, is it checked regularly": (
            "can_be_read",
            "has_the_contracted_columns",
            "encoding_is_known",
            "is_not_the_sample",
            "is_asked_in_time",
        ),
        "the batch: is every customer there, exactly once": (
            "every_row_is_one_customer",
            "ids_are_unique",
            "few_rows_are_quarantined",
            "batch_is_not_cut_short",
            "batch_is_like_the_last_one",
        ),
        "the values: is each one known and plausible": (
            "numbers_are_within_their_ranges",
            "values_are_allowed",
            "every_feature_holds_values",
            "products_agree_with_their_factors",
            "implied_values_hold",
        ),
        "the outcome: can a model learn from it without a leak": (
            "both_classes_are_large_enough",
            "share_of_leavers_is_plausible",
            "no_column_alone_tells_the_outcome",
            "no_column_nearly_tells_the_outcome",
        ),
        "the training: is the model-ready table sound": (
            "no_value_is_missing_or_infinite",
            "numbers_are_scaled",
            "no_customer_is_on_both_sides",
            "every_feature_reached_the_encoder",
        ),
        "the serving model: is only a good model promoted": (
            "candidate_reaches_the_floors",
            "candidate_beats_the_baseline",
            "candidate_is_not_too_good",
            "candidate_is_not_worse_than_the_champion",
        ),
        "the use of the scores: is the model still valid for this batch": (
            "some_but_not_all_are_at_high_risk",
            "features_have_not_drifted",
            "scores_have_not_drifted",
            "predictions_match_outcomes",
        ),
    }.items()
    for name in names
}
"""Check -> its purpose."""
IN_TIME: Final = Check(
    "is_asked_in_time",
    "raw_customers",
    False,
    "The source responded, with or without new data, within the last three ticks.",
)
"""A check of the platform, not of the data, so no run evaluates it and it is not in `CHECKS`."""


_CHECKS = (
    Check("can_be_read", "raw_customers", True, "The source's file can be read as one table."),
    Check(
        "has_the_contracted_columns",
        "raw_customers",
        True,
        "Every column of the contract is there, once.",
    ),
    Check(
        "encoding_is_known",
        "raw_customers",
        False,
        "The text is in Unicode, or in the code page that the contract states; none was guessed.",
    ),
    Check(
        "is_not_the_sample",
        "raw_customers",
        False,
        "The table is the source's own data, not the synthetic sample.",
    ),
    Check(
        "every_row_is_one_customer",
        "clean_customers",
        True,
        "No other column holds ids of customers that repeat, as in a table of orders or of months,"
        " and no row is the sum of others. Totals, notes and repeated headers are set"
        " aside.",
    ),
    Check(
        "ids_are_unique",
        "clean_customers",
        True,
        f"No id stands for two customers: rows with the same id are equal. {_VALUES}",
    ),
    Check(
        "few_rows_are_quarantined",
        "clean_customers",
        True,
        f"The share of rows that cannot be used is below the contract's limit. {_VALUES}",
    ),
    Check(
        "both_classes_are_large_enough",
        "clean_customers",
        True,
        "There are enough churned and enough retained customers to train and to test on.",
    ),
    Check(
        "batch_is_not_cut_short",
        "clean_customers",
        True,
        "The table did not lose a large part of its rows since the last good batch.",
    ),
    Check(
        "numbers_are_within_their_ranges",
        "clean_customers",
        False,
        f"No row was quarantined for an invalid number or one out of range. {_VALUES}",
    ),
    Check(
        "values_are_allowed",
        "clean_customers",
        False,
        f"No row was quarantined for a value that is not in the contract, or a blank. {_VALUES}",
    ),
    Check(
        "every_feature_holds_values",
        "clean_customers",
        False,
        "No column is empty or constant.",
    ),
    Check(
        "products_agree_with_their_factors",
        "clean_customers",
        False,
        "A column declared as a product of others is close to it in almost every row.",
    ),
    Check(
        "implied_values_hold",
        "clean_customers",
        False,
        "Where a value implies others by the contract, almost every row agrees.",
    ),
    Check(
        "share_of_leavers_is_plausible",
        "clean_customers",
        False,
        "The churn rate is within the contract's bounds.",
    ),
    Check(
        "no_column_alone_tells_the_outcome",
        "clean_customers",
        False,
        "No single column predicts churn almost perfectly, which would indicate a leak.",
    ),
    Check(
        "no_column_nearly_tells_the_outcome",
        "clean_customers",
        False,
        "No column seems to be known only after churn: filled for churned customers, or"
        " far more predictive than the others.",
    ),
    Check(
        "batch_is_like_the_last_one",
        "clean_customers",
        False,
        "Columns, shares and medians changed little since the last good batch.",
    ),
    Check(
        "no_value_is_missing_or_infinite",
        "processed_customers",
        True,
        "Every model-ready value is a finite number.",
    ),
    Check(
        "numbers_are_scaled",
        "processed_customers",
        True,
        "Each numeric column has mean 0 and variance 1 on the training rows, or is constant.",
    ),
    Check(
        "no_customer_is_on_both_sides",
        "processed_customers",
        True,
        "No customer's id is among the training and the test rows.",
    ),
    Check(
        "every_feature_reached_the_encoder",
        "processed_customers",
        True,
        "Every feature of the contract has its model-ready columns, and nothing else has.",
    ),
    Check(
        "candidate_reaches_the_floors",
        "champion_model",
        True,
        "The candidate is as good as the contract requires.",
    ),
    Check(
        "candidate_beats_the_baseline",
        "champion_model",
        True,
        "The candidate is better than predicting the churn rate for everybody.",
    ),
    Check(
        "candidate_is_not_too_good",
        "champion_model",
        True,
        "The candidate is not implausibly good, which would indicate a leak.",
    ),
    Check(
        "candidate_is_not_worse_than_the_champion",
        "champion_model",
        True,
        "The candidate is not worse than the last champion on the same customers.",
    ),
    Check(
        "some_but_not_all_are_at_high_risk",
        "churn_scores",
        False,
        "The scores separate the current customers: some, but not all, are at high risk.",
    ),
    Check(
        "features_have_not_drifted",
        "batch_drift",
        False,
        "Each feature's distribution is that of the batch that the model was trained on.",
    ),
    Check(
        "scores_have_not_drifted",
        "batch_drift",
        False,
        "The distribution of the scores on this batch is that of the same model's scores on the"
        " customers it was trained on.",
    ),
    Check(
        "predictions_match_outcomes",
        "batch_drift",
        False,
        "As many customers of this batch churned as the previously serving model predicted.",
    ),
)
CHECKS: Final[dict[tuple[str, str], Check]] = {(each.asset, each.name): each for each in _CHECKS}
