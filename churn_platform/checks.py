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
            "can_be_read has_the_contracted_columns encoding_is_known is_not_the_sample "
            "is_asked_in_time"
        ),
        "the batch: is every customer there, exactly once": (
            "every_row_is_one_customer ids_are_unique few_rows_are_quarantined "
            "batch_is_not_cut_short batch_is_like_the_last_one"
        ),
        "the values: is each one known and plausible": (
            "numbers_are_within_their_ranges values_are_allowed every_feature_holds_values "
            "products_agree_with_their_factors implied_values_hold"
        ),
        "the outcome: can a model learn from it without a leak": (
            "both_classes_are_large_enough share_of_leavers_is_plausible "
            "no_column_alone_tells_the_outcome no_column_nearly_tells_the_outcome"
        ),
        "the training: is the model-ready table sound": (
            "no_value_is_missing_or_infinite numbers_are_scaled no_customer_is_on_both_sides "
            "every_feature_reached_the_encoder"
        ),
        "the serving model: is only a good model promoted": (
            "candidate_reaches_the_floors candidate_beats_the_baseline "
            "candidate_is_not_too_good candidate_is_not_worse_than_the_champion"
        ),
        "the use of the scores: is the model still valid for this batch": (
            "some_but_not_all_are_at_high_risk features_have_not_drifted "
            "scores_have_not_drifted predictions_match_outcomes"
        ),
    }.items()
    for name in names.split()
}
"""Check -> its purpose."""
IN_TIME: Final = Check(
    "is_asked_in_time",
    "raw_customers",
    False,
    "The source responded, with or without new data, within the last three ticks.",
)
"""A check of the platform, not of the data, so no run evaluates it and it is not in `CHECKS`."""


_BLOCKING, _WARNING = True, False
_CHECKS: Final[dict[tuple[str, bool], dict[str, str]]] = {
    ("raw_customers", _BLOCKING): {
        "can_be_read": "The source's file can be read as one table.",
        "has_the_contracted_columns": "Every column of the contract is there, once.",
    },
    ("raw_customers", _WARNING): {
        "encoding_is_known": (
            "The text is in Unicode, or in the code page that the contract states; none was"
            " guessed."
        ),
        "is_not_the_sample": "The table is the source's own data, not the synthetic sample.",
    },
    ("clean_customers", _BLOCKING): {
        "every_row_is_one_customer": (
            "No other column holds ids of customers that repeat, as in a table of orders or of"
            " months, and no row holds the sums of the others. Totals, notes and repeated headers"
            " are set aside."
        ),
        "ids_are_unique": (
            f"No id stands for two customers: rows with the same id are equal. {_VALUES}"
        ),
        "few_rows_are_quarantined": (
            f"The share of rows that cannot be used is below the contract's limit. {_VALUES}"
        ),
        "both_classes_are_large_enough": (
            "There are enough churned and enough retained customers to train and to test on."
        ),
        "batch_is_not_cut_short": (
            "The table did not lose a large part of its rows since the last good batch."
        ),
    },
    ("clean_customers", _WARNING): {
        "numbers_are_within_their_ranges": (
            f"No row was quarantined for an invalid number or one out of range. {_VALUES}"
        ),
        "values_are_allowed": (
            f"No row was quarantined for a value that is not in the contract, or a blank. {_VALUES}"
        ),
        "every_feature_holds_values": "No column is empty or constant.",
        "products_agree_with_their_factors": (
            "A column that the contract calls a product of others is close to it in almost every"
            " row."
        ),
        "implied_values_hold": (
            "Where a value implies others by the contract, almost every row agrees."
        ),
        "share_of_leavers_is_plausible": ("The churn rate is within the contract's bounds."),
        "no_column_alone_tells_the_outcome": (
            "No single column predicts churn almost perfectly, which would indicate a leak."
        ),
        "no_column_nearly_tells_the_outcome": (
            "No column seems to be known only once a customer has left: filled for those who"
            " left, or far better than the others at telling who did."
        ),
        "batch_is_like_the_last_one": (
            "Columns, shares and medians changed little since the last good batch."
        ),
    },
    ("processed_customers", _BLOCKING): {
        "no_value_is_missing_or_infinite": "Every model-ready value is a finite number.",
        "numbers_are_scaled": (
            "Each numeric column has mean 0 and variance 1 on the training rows, or is constant."
        ),
        "no_customer_is_on_both_sides": "No customer's id is among the training and the test rows.",
        "every_feature_reached_the_encoder": (
            "Every feature of the contract has its model-ready columns, and nothing else has."
        ),
    },
    ("champion_model", _BLOCKING): {
        "candidate_reaches_the_floors": ("The candidate is as good as the contract requires."),
        "candidate_beats_the_baseline": (
            "The candidate is better than predicting the churn rate for everybody."
        ),
        "candidate_is_not_too_good": (
            "The model that would serve is not better than honest models get, which points at a"
            " leak."
        ),
        "candidate_is_not_worse_than_the_champion": (
            "The candidate is not worse than the last champion on the same customers."
        ),
    },
    ("churn_scores", _WARNING): {
        "some_but_not_all_are_at_high_risk": (
            "The scores separate the current customers: some, but not all, are at high risk."
        ),
    },
    ("batch_drift", _WARNING): {
        "features_have_not_drifted": (
            "Each feature's distribution is that of the batch that the model was trained on."
        ),
        "scores_have_not_drifted": (
            "The scores that one model gives to this batch are spread as those it gave to the"
            " customers it learned from."
        ),
        "predictions_match_outcomes": (
            "As many customers of this batch churned as the previously serving model predicted."
        ),
    },
}
"""Asset, and whether its checks stop a run -> name of each check -> what it checks."""
CHECKS: Final[dict[tuple[str, str], Check]] = {
    (asset, name): Check(name, asset, blocking, description)
    for (asset, blocking), checks in _CHECKS.items()
    for name, description in checks.items()
}
