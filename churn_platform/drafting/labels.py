"""The two outcomes that a target holds, and which of them is leaving."""

from typing import Final

import numpy as np

from churn_platform.contracts.column import Column
from churn_platform.drafting.facts import Facts, Numbers
from churn_platform.drafting.words import words

_STEMS: Final = ("churn", "exit", "left", "leav", "attrit", "cancel", "lost", "unsubscri")
_NOT: Final = {"no", "not", "non", "never"}


def folded(text: str) -> str:
    """Return a text as cleaning compares it: without case and repeated spaces."""
    return " ".join(text.casefold().split())


YES: Final = {folded(spelling) for spelling in Column.model_fields["yes"].default}
NO: Final = {folded(spelling) for spelling in Column.model_fields["no"].default}


def outcomes(facts: Facts) -> list[list[str]]:
    """Return the texts of each outcome, the most frequent one first.

    The default spellings of yes are one outcome, and those of no another. "None" is none.
    """
    groups: dict[str, list[str]] = {}
    for text in facts.counts:
        key = folded(text)
        if key != "none":
            groups.setdefault("yes" if key in YES else "no" if key in NO else key, []).append(text)
    return sorted(groups.values(), key=lambda texts: -sum(facts.counts[text] for text in texts))


def yes_and_no(pair: list[list[str]]) -> tuple[list[str], list[str], bool]:
    """Return the texts of leaving and of staying, and whether their words say so.

    Where they do not, the rarer outcome is leaving.
    """
    common, rare = pair
    likely, less = _says_left(common[0]), _says_left(rare[0])
    yes, no = (common, rare) if likely > less else (rare, common)
    return yes, no, likely != less


def labels_of(facts: Facts, yes: list[str], no: list[str]) -> Numbers:
    """Return 1 for who left, 0 for who stayed and NaN for who has no label, (n_rows,)."""
    numbers = dict.fromkeys(yes, 1.0) | dict.fromkeys(no, 0.0)
    return np.array([numbers.get(text, np.nan) for text in facts.text], dtype=np.float64)


def _says_left(text: str) -> int:
    """Return 1 for a word of leaving, -1 for one of staying, 0 for any other."""
    if folded(text) in YES | NO:
        return 1 if folded(text) in YES else -1
    found = words(text)
    left = any(word.startswith(_STEMS) for word in found)
    return 0 if not left else -1 if _NOT & set(found) else 1
