"""Which model serves and why, short enough for the UI."""

from typing import Any

from churn_platform.analysis.evaluation.words import fits_of, over_folds
from churn_platform.analysis.inline import LONGEST, inline_table
from churn_platform.wording import decision_words, escape, model_words, sentence, within

_GATES = 600


def decision_at_a_glance(facts: dict[str, Any], decision: dict[str, Any]) -> str:
    """Return a summary of the newest candidate, the champion's performance, and the gates.

    Args:
        facts: of the champion: name, version, promoted_at, scores, their 95% intervals and
            `cross_validation`, which older ones do not have.
        decision: verdict, reason, candidate with its name, and gates, each with name and passed.
    """
    scores = ", ".join(
        f"{words} {within(facts['scores'][name], facts['intervals'].get(name))}"
        for name, words in (("roc_auc", "ROC AUC"), ("brier", "Brier score"))
    )
    folds = (
        f"ROC AUC {over_folds(facts, 'roc_auc')} over {fits_of(facts, 'roc_auc')} on folds; "
        if facts.get("cross_validation")
        else ""
    )
    since = str(facts["promoted_at"])[:16].replace("T", " ")
    opening = (
        f"**{sentence(model_words(facts['name']))[:-1]}** serves, version {facts['version']},"
        f" since {since} UTC: {folds}held out {scores}.\n\n"
        f"{_candidate(decision)} {_short(decision['reason'])}"
    )
    rows = [
        (model_words(each["name"]), "passed" if each["passed"] else "**broken**")
        for each in decision["gates"]
    ]
    return inline_table(opening, ["gate", "result"], rows, numbers=False)


def _candidate(decision: dict[str, Any]) -> str:
    return escape(decision_words(decision["verdict"], decision["candidate"]["name"]))


def _short(reason: str) -> str:
    line = escape(reason)
    longest = LONGEST - _GATES
    return sentence(line) if len(line) <= longest else f"{sentence(line[:longest])[:-1]}…"
