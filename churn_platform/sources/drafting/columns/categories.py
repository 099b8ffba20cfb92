"""Flags and categories: their values, alternative spellings, and values that may be the same."""

import re
from collections import defaultdict
from itertools import islice, permutations
from typing import Final

from churn_platform.sources.drafting.facts.column import Facts
from churn_platform.sources.drafting.facts.guess import (
    Guess,
    describe_blanks,
    describe_missing,
    share,
)
from churn_platform.sources.drafting.facts.outcome_words import (
    NO,
    YES,
    folded,
    says_no,
    says_yes,
)
from churn_platform.sources.drafting.facts.words import shown, words

_BETWEEN_WORDS: Final = re.compile(r"(?<=\w)[\s_-]+(?=\w)")
_MAX_PAIRS: Final = 3


def is_flag(facts: Facts) -> bool:
    """Return whether a column has only yes and no, in any language."""
    texts = [text for text in facts.counts if folded(text) != "none"]
    yes, no = sum(map(says_yes, texts)), sum(map(says_no, texts))
    return bool(yes and no) and yes + no == len(texts)


def guess_flag(facts: Facts) -> Guess:
    """Return the guess for a flag."""
    guess = Guess({"kind": "flag", "header": facts.header})
    texts = [text for text in facts.counts if folded(text) != "none"]
    if not {folded(text) for text in texts} <= YES | NO:
        guess.keys["yes"] = [text for text in texts if says_yes(text)]
        guess.keys["no"] = [text for text in texts if not says_yes(text)]
    yes = sum(rows for text, rows in facts.counts.items() if says_yes(text))
    guess.notes.append(f"{share(yes, facts.rows)} are yes")
    describe_missing(guess, facts)
    nothing = sum(rows for text, rows in facts.counts.items() if folded(text) == "none")
    describe_blanks(guess, facts.blanks + nothing, facts.rows)
    return guess


def levels(facts: Facts) -> dict[str, list[str]]:
    """Return the sorted values in their most frequent spelling, with their other spellings.

    Texts that differ only in case, or in spaces, hyphens or underscores between words, are one
    value.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for text in facts.counts:  # most frequent first
        groups[_BETWEEN_WORDS.sub(" ", text.casefold())].append(text)
    return {texts[0]: texts[1:] for texts in sorted(groups.values())}


def guess_category(facts: Facts) -> Guess:
    """Return the guess for a category."""
    values = levels(facts)
    guess = Guess({"kind": "category", "header": facts.header, "values": list(values)})
    # cleaning recognizes other cases and spacing of a value without help
    spellings = {
        text: value
        for value, texts in values.items()
        for text in texts
        if folded(text) != folded(value)
    }
    if spellings:
        guess.keys["spellings"] = spellings
    if facts.are_numbers:
        guess.doubts.append("numbers that seem to be codes; if they measure, write kind as numeric")
    if "none" in map(folded, values):
        guess.doubts.append("'None' is read as a value: remove it if it means unknown")
    for few, many in _near(list(values)):
        guess.doubts.append(
            f"{shown(few)} and {shown(many)} may be the same: if so, make the first a spelling of"
            " the second"
        )
    describe_missing(guess, facts)
    describe_blanks(guess, facts.blanks, facts.rows)
    return guess


def _near(values: list[str]) -> list[tuple[str, str]]:
    """Return the first pairs where one value's words are part of the other's, or its initials."""
    split = {value: words(value) for value in values if folded(value) not in YES | NO}
    pairs = ((a, b) for a, b in permutations(split, 2) if _abbreviates(split[a], split[b]))
    return list(islice(pairs, _MAX_PAIRS))


def _abbreviates(short: list[str], long: list[str]) -> bool:
    if not short or len(short) >= len(long):
        return False
    starts = range(len(long) - len(short) + 1)
    is_within = any(long[start : start + len(short)] == short for start in starts)
    return is_within or short == ["".join(word[0] for word in long)]
