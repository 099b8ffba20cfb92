"""Which column says who left, and with which words."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from churn_platform.analysis.errors import DataError
from churn_platform.contracts.headers import normalised, shown_list
from churn_platform.drafting.facts import Facts, Numbers
from churn_platform.drafting.guess import Guess, share
from churn_platform.drafting.labels import NO, YES, folded, labels_of, outcomes, yes_and_no
from churn_platform.drafting.words import listed, shown

_NAMES: Final = (
    "churn", "churnlabel", "churned", "ischurn", "ischurned", "haschurned", "churnflag",
    "churnstatus", "churnvalue", "exited", "hasexited", "attrition", "attritionflag", "attrited",
    "left", "hasleft", "leaver", "cancelled", "canceled", "unsubscribed", "customerstatus",
)  # fmt: skip
_ASK: Final = "name the column to predict with TARGET="


def find_column(columns: Sequence[Facts], chosen: str, asked_by: str) -> Facts:
    """Return the column of a header, whatever its case, spaces and signs.

    Raises:
        DataError: there is none.
    """
    for one in columns:
        if normalised(one.header) == normalised(chosen):
            return one
    found = shown_list([one.header for one in columns])
    raise DataError(f"{asked_by}={shown(chosen)}: no such column; expected one of {found}")


def find_target(columns: Sequence[Facts], chosen: str | None) -> Facts:
    """Return the column to predict: the chosen one, or the likeliest name with two values.

    Raises:
        DataError: there is none, or it does not hold two values.
    """
    if chosen is not None:
        return _with_two_values(find_column(columns, chosen, "TARGET"))
    by_name = [one for one in columns if normalised(one.header) in _NAMES]
    by_name.sort(key=lambda one: _NAMES.index(normalised(one.header)))
    by_word = [one for one in columns if {"churn", "attrition"} & set(one.words)]
    for one in (*by_name, *by_word):
        if len(outcomes(one)) == 2:
            return one
    if by_name:
        return _with_two_values(by_name[0])
    found = shown_list([one.header for one in columns])
    raise DataError(f"no column is named like churn and holds two values; found {found}; {_ASK}")


def _with_two_values(facts: Facts) -> Facts:
    values = [texts[0] for texts in outcomes(facts)]
    if len(values) == 2:
        return facts
    raise DataError(
        f"column {facts.header}: {len(values):,} values{': ' * bool(values)}{listed(values)};"
        f" expected two, of who left and who stayed; {_ASK}"
    )


def guess_target(facts: Facts) -> tuple[Guess, Numbers]:
    """Return the target's guess, and 1 for who left, 0 for who stayed, NaN for no label."""
    yes, no, is_said = yes_and_no(outcomes(facts))
    labels = labels_of(facts, yes, no)
    labelled, left = int((~np.isnan(labels)).sum()), int(np.nansum(labels))
    guess = Guess({"kind": "target", "header": facts.header})
    if not (folded(yes[0]) in YES and folded(no[0]) in NO):
        guess.keys |= {"yes": yes, "no": no}
    guess.notes.append(f"{shown(yes[0])} left: {share(left, labelled)} ({left / labelled:.1%})")
    if not is_said:
        guess.doubts.append(f"{shown(yes[0])} is taken for leaving since it is the rarer value")
    if left > labelled / 2:
        guess.doubts.append("more than half left: if it is the other way round, swap yes and no")
    if blank := facts.rows - labelled:
        rows = share(blank, facts.rows)
        guess.notes.append(f"{rows} are blank: unlabelled customers, kept apart and not trained on")
    return guess, labels
