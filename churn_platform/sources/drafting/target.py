"""Detect the target column, and which of its values mean churned."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from churn_platform.analysis.errors import DataError
from churn_platform.config.contracts.headers import shown_list
from churn_platform.config.contracts.id_headers import plain
from churn_platform.config.contracts.spelling import normalised
from churn_platform.sources.drafting.facts.column import Facts, Numbers
from churn_platform.sources.drafting.facts.guess import Guess, share
from churn_platform.sources.drafting.facts.outcome_words import (
    NO,
    YES,
    folded,
    is_about_outcome_alone,
    leans,
)
from churn_platform.sources.drafting.facts.words import listed, shown
from churn_platform.sources.drafting.labels import Outcome, decide, labels_of, outcomes, with_rest

_NAMES: Final = (
    "churn", "churnlabel", "churned", "ischurn", "ischurned", "haschurned", "churnflag",
    "churnstatus", "churnvalue", "exited", "hasexited", "attrition", "attritionflag", "attrited",
    "left", "hasleft", "leaver", "cancelled", "canceled", "unsubscribed", "customerstatus",
)  # fmt: skip
_STAYING: Final = (
    "stayed", "retained", "isretained", "retention", "renewed", "active", "isactive", "stillactive",
    "aktiv", "istaktiv", "actif", "activo", "ativo", "attivo", "активен", "在网", "是否在网",
)  # fmt: skip
_STATUS: Final = (
    "status", "accountstatus", "subscriptionstatus", "memberstatus", "kundenstatus", "statut",
    "estado", "stato", "статус", "状态", "ステータス", "상태",
)  # fmt: skip
_ABOUT: Final = {
    "score", "reason", "date", "day", "days", "category", "type", "time", "probability", "prob",
    "prediction", "risk", "rate", "month", "months", "count", "number", "inactive", "grund",
    "datum", "motif", "motivo", "fecha", "data", "причина", "дата",
}  # fmt: skip
_MAX: Final = 12
_TWO: Final = 2
_ASK: Final = "name the column to predict with TARGET="


def find_column(columns: Sequence[Facts], chosen: str, asked_by: str) -> Facts:
    """Return the column with a header, ignoring case, spaces and punctuation.

    Raises:
        DataError: no such column.
    """
    for one in columns:
        if normalised(one.header) == normalised(chosen):
            return one
    found = shown_list([one.header for one in columns])
    raise DataError(f"{asked_by}={shown(chosen)}: no such column; expected one of {found}")


def find_target(columns: Sequence[Facts], chosen: str | None) -> Facts:
    """Return the target column: the chosen one, or the most likely one with known outcomes.

    Headers with words for churn or leaving come first, then columns whose values say who left and
    who stayed, then headers that only mean being active or staying.

    Raises:
        DataError: no such column, or not just a few outcomes in it.
    """
    if chosen is not None:
        return _with_outcomes(find_column(columns, chosen, "TARGET"))
    by_name = _named(columns, _NAMES)
    likely = [*by_name, *filter(_is_about_leaving, columns), *_named(columns, _STAYING)]
    for one in likely:
        if _is_understood(one):
            return one
    for one in (*_named(columns, _STATUS), *columns):
        if _says_both(one):
            return one
    alone = [one for one in columns if is_about_outcome_alone(one.header)]
    for one in alone:
        if _is_understood(one):
            return one
    if by_name:
        return _with_outcomes(by_name[0])
    for one in alone:
        if len(outcomes(one)) == _TWO:
            return one  # the user has to say which of them means leaving
    found = shown_list([one.header for one in columns])
    raise DataError(f"no column named like churn has two values; found {found}; {_ASK}")


def _named(columns: Sequence[Facts], names: Sequence[str]) -> list[Facts]:
    found = [one for one in columns if normalised(one.header) in names]
    return sorted(found, key=lambda one: names.index(normalised(one.header)))


def _is_about_leaving(facts: Facts) -> bool:
    found = {*facts.words, *map(plain, facts.header.split())}
    return leans(facts.header) > 0 and not found & _ABOUT


def _is_understood(facts: Facts) -> bool:
    groups = outcomes(facts)
    return 2 <= len(groups) <= _MAX and decide(facts.header, groups) is not None


def _says_both(facts: Facts) -> bool:
    """Return whether some values mean leaving and others mean staying."""
    groups = outcomes(facts)
    return len(groups) <= _MAX and {1, -1} <= {leans(texts[0]) for texts in groups}


def _with_outcomes(facts: Facts) -> Facts:
    values = [texts[0] for texts in outcomes(facts)]
    if 2 <= len(values) <= _MAX:
        return facts
    raise DataError(
        f"column {facts.header}: {len(values):,} values{': ' * bool(values)}{listed(values)};"
        f" expected two, for churned and retained customers; {_ASK}"
    )


def guess_target(facts: Facts, leaving: Sequence[str] | None = None) -> tuple[Guess, Numbers]:
    """Return the guess for the target, and labels: 1 churned, 0 retained, NaN unlabelled.

    `leaving` are the values that the user said mean leaving; all others mean staying.

    Raises:
        DataError: nothing tells which values mean leaving, or a given value does not occur.
    """
    outcome = _understood(facts) if leaving is None else _chosen(facts, leaving)
    yes, no = outcome.yes, outcome.no
    labels = labels_of(facts, yes, no)
    labelled, left = int((~np.isnan(labels)).sum()), int(np.nansum(labels))
    guess = Guess({"kind": "target", "header": facts.header}, doubts=outcome.doubts)
    if not (set(map(folded, yes)) <= YES and set(map(folded, no)) <= NO):
        guess.keys |= {"yes": yes, "no": no}
    guess.notes.append(f"{listed(yes, 4)} left: {share(left, labelled)} ({left / labelled:.1%})")
    if left > labelled / 2 and leaving is None:
        guess.doubts.append("more than half churned: if it is the other way round, swap yes and no")
    if blank := facts.rows - labelled:
        rows = share(blank, facts.rows)
        guess.notes.append(f"{rows} are blank: unlabelled customers, not used for training")
    return guess, labels


def describe_target(guess: Guess, facts: Facts) -> str:
    """Return a sentence on who counts as churned and as retained, and how to change that."""
    no = guess.keys.get("no") or [text for text in facts.counts if folded(text) in NO]
    return (
        f"left: customers whose {facts.header!r} is {guess.notes[0].replace(' left:', ':')};"
        f" stayed: {listed(no, 4)}. Is that so? If not, say YES= or another TARGET="
    )


def _understood(facts: Facts) -> Outcome:
    groups = outcomes(facts)
    if outcome := decide(facts.header, groups):
        return outcome
    values = [texts[0] for texts in groups]
    why = "expected two, for churned and retained customers"
    if len(values) == _TWO:
        why = "neither these nor the header clearly say who left"
    raise DataError(
        f"column {facts.header}: {len(values):,} values: {listed(values, 6)}; {why}; say which of"
        f' them mean leaving, such as YES="{values[-1]}"'
    )


def _chosen(facts: Facts, leaving: Sequence[str]) -> Outcome:
    groups = outcomes(facts)
    wanted = set(map(folded, leaving))
    chosen = [texts for texts in groups if wanted & set(map(folded, texts))]
    unknown = wanted - {folded(text) for texts in chosen for text in texts}
    if unknown or len(chosen) == len(groups):
        values = listed([texts[0] for texts in groups], 6)
        raise DataError(
            f"YES={shown(','.join(leaving))}: expected some of the values of column {facts.header},"
            f" those that mean leaving; found {values}"
        )
    message = with_rest(chosen, groups, [])
    return Outcome(message.yes, message.no)
