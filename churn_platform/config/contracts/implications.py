"""Implications: a value of one column that determines the value of another."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from churn_platform.config.contracts.column import Column

Typed = str | float


class Implication(NamedTuple):
    """A row with `value` in `column` has `implied` in `other`.

    Values have the types of the clean table: a category's text, 1.0 or 0.0 for a flag, a number.
    """

    column: str
    value: Typed
    other: str
    implied: Typed


def implications_of(columns: Mapping[str, Column]) -> tuple[Implication, ...]:
    """Return the implications in the `implies` keys of these columns, by name.

    Raises:
        ValueError: an unknown column or value, or contradictory implications.
    """
    found = tuple(
        Implication(name, _typed(value, column, name), other, _implied(name, other, text, columns))
        for name, column in columns.items()
        for value, others in column.implies.items()
        for other, text in others.items()
    )
    for each in dict.fromkeys((one.column, one.value) for one in found):
        _check_together(each, found)
    return found


def _implied(name: str, other: str, value: Typed, columns: Mapping[str, Column]) -> Typed:
    column = columns.get(other)
    if column is None or column.kind not in ("numeric", "flag", "category") or other == name:
        raise ValueError(f"{name}: implies names {other!r}, which is not another feature")
    return _typed(value, column, name)


def _typed(value: Typed, column: Column, name: str) -> Typed:
    """Return a value of `implies` of column `name`, typed as `column` is in the clean table."""
    if column.kind == "category" and value in column.values:
        return value
    if column.kind == "flag":
        for number, words in ((1.0, column.yes), (0.0, column.no)):
            if value == number or str(value).casefold() in (word.casefold() for word in words):
                return number
    if column.kind == "numeric" and isinstance(value, float) and column.allows(value):
        return value
    raise ValueError(f"{name}: implies names {value!r}, which {column.name} does not allow")


def _check_together(first: tuple[str, Typed], rules: Iterable[Implication]) -> None:
    """Check that a value implies, also indirectly, at most one value of each column."""
    known = dict([first])
    for other, implied in _following(first, rules):
        if known.setdefault(other, implied) != implied:
            raise ValueError(
                f"{first[0]}: {first[1]!r} implies both {known[other]!r} and {implied!r} of {other}"
            )


class Fact(NamedTuple):
    """A value with everything it implies, also indirectly: together they are one fact."""

    column: str
    value: Typed
    implied: tuple[tuple[str, Typed], ...]


def facts_of(rules: tuple[Implication, ...]) -> tuple[Fact, ...]:
    """Return the facts of these implications, those that imply most first.

    Among values that imply each other: the one with most implications, then the first.
    """
    first = Counter((rule.column, rule.value) for rule in rules)
    closures = {each: _following(each, rules) for each in first}
    order = sorted(first, key=lambda each: (-len(closures[each]), -first[each]))
    facts: list[Fact] = []
    for each in order:
        same = [one for one in facts if each in one.implied]
        if not any((one.column, one.value) in closures[each] for one in same):
            facts.append(Fact(*each, tuple(closures[each])))
    return tuple(facts)


def _following(first: tuple[str, Typed], rules: Iterable[Implication]) -> list[tuple[str, Typed]]:
    steps = [first]
    for column, value in steps:  # grows while it is iterated
        steps += [
            (rule.other, rule.implied)
            for rule in rules
            if (rule.column, rule.value) == (column, value)
            and (rule.other, rule.implied) not in steps
        ]
    return steps[1:]
