"""Detect the outcomes of a target, and which of them is churn."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

import numpy as np

from churn_platform.sources.drafting.facts.column import Facts, Numbers
from churn_platform.sources.drafting.facts.outcome_words import (
    LETTERS,
    contradicts_itself,
    folded,
    leans,
    says_no,
    says_yes,
)
from churn_platform.sources.drafting.facts.words import listed, shown

_Texts = list[str]
_TWO: Final = 2


@dataclass
class Outcome:
    """The texts that mean churned and retained, and doubts about them."""

    yes: _Texts
    no: _Texts
    doubts: list[str] = field(default_factory=list)


def outcomes(facts: Facts) -> list[_Texts]:
    """Return the texts of each outcome, the most frequent outcome first.

    The words for yes are one outcome and those for no another. "None" is not an outcome.
    """
    groups: dict[str, _Texts] = {}
    for text in facts.counts:
        key = folded(text)
        if key != "none":
            group = "yes" if says_yes(text) else "no" if says_no(text) else key
            groups.setdefault(group, []).append(text)
    return sorted(groups.values(), key=lambda texts: -sum(facts.counts[text] for text in texts))


def decide(header: str, groups: Sequence[_Texts]) -> Outcome | None:
    """Return which outcomes mean leaving, by their words and the header; None if nothing tells.

    Of two outcomes without such words the rarer one is taken as leaving, with a doubt, unless the
    header means staying, or both staying and leaving.

    Args:
        header: of the column.
        groups: texts of each outcome, the most frequent one first; at least two.
    """
    left = [texts for texts in groups if leans(texts[0]) > 0]
    stayed = [texts for texts in groups if leans(texts[0]) < 0]
    if left and len(left) < len(groups):
        return with_rest(left, groups, [])
    if stayed and len(stayed) < len(groups) and (leans(header) > 0 or len(groups) == _TWO):
        rest = [texts for texts in groups if texts not in stayed]
        why = f"{_named(rest)} is taken as leaving, since {_named(stayed)} is staying"
        return with_rest(rest, groups, [why])
    if contradicts_itself(header):
        return None
    return _by_header(header, groups) or (_by_count(groups) if leans(header) >= 0 else None)


def _by_header(header: str, groups: Sequence[_Texts]) -> Outcome | None:
    """Return the outcome for yes and no, which answer the header."""
    yes = [texts for texts in groups if says_yes(texts[0])]
    no = [texts for texts in groups if says_no(texts[0])]
    side = leans(header)
    doubts: list[str] = []
    if len(groups) == _TWO and {folded(texts[0]) for texts in groups} in LETTERS:
        yes = [texts for texts in groups if texts not in no]
        doubts.append(f"{_named(yes)} and {_named(no)} are taken as yes and no")
    elif no and not yes and side > 0 and not _are_numbers(groups):
        yes = [texts for texts in groups if texts not in no]  # each a way of leaving
        doubts.append(f"every value but {_named(no)} is taken as leaving")
    if not (yes and no) or (len(groups) > _TWO and _are_numbers(groups)):
        return None
    if side < 0:
        doubts.append(f"{shown(header)} names who stayed, so {_named(no)} is taken as leaving")
    elif side == 0:
        doubts.append(f"{shown(header)} does not say whether {_named(yes)} means leaving")
    return with_rest(no if side < 0 else yes, groups, doubts)


def _by_count(groups: Sequence[_Texts]) -> Outcome | None:
    if len(groups) != _TWO:
        return None
    common, rare = groups
    what = "codes: " if _are_numbers(groups) else ""
    why = f"{what}{shown(rare[0])} is taken as leaving only since it is rarer than"
    return Outcome(rare, common, [f"{why} {shown(common[0])}; the other way round: give YES="])


def with_rest(left: Sequence[_Texts], groups: Sequence[_Texts], doubts: list[str]) -> Outcome:
    """Return the outcome in which these groups left and all others stayed."""
    rest = [texts for texts in groups if texts not in left]
    if len(groups) > _TWO and rest:
        doubts = [*doubts, f"{_named(left)} counted as leaving, {_named(rest)} as staying: right?"]
    return Outcome([*chain(*left)], [*chain(*rest)], doubts)


def _named(groups: Sequence[_Texts]) -> str:
    return listed([texts[0] for texts in groups], 4)


def _are_numbers(groups: Sequence[_Texts]) -> bool:
    texts = chain(*groups)
    return all(text.lstrip("+-").replace(".", "", 1).isdigit() for text in texts)


def labels_of(facts: Facts, yes: _Texts, no: _Texts) -> Numbers:
    """Return labels, (n_rows,): 1 for churned, 0 for retained, NaN for unlabelled."""
    numbers = dict.fromkeys(yes, 1.0) | dict.fromkeys(no, 0.0)
    return np.array([numbers.get(text, np.nan) for text in facts.text], dtype=np.float64)
