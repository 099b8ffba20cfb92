"""What one column of the source is assumed to be."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from churn_platform.sources.drafting.facts.column import Facts


@dataclass
class Guess:
    """A column's keys in the contract, the findings about it, and the doubts to check."""

    keys: dict[str, Any]
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def share(count: int, rows: int) -> str:
    """Return a count as a comment shows it: `11 of 7,043`."""
    return f"{count:,} of {rows:,}"


def describe_blanks(guess: Guess, blanks: int, rows: int) -> None:
    """Treat blanks as missing, if there are any, and note how many."""
    if blanks:
        guess.keys["blank"] = "missing"
        found = share(blanks, rows)
        guess.notes.append(f'{found} are blank and stay so; blank = "refuse" would quarantine them')


def describe_missing(guess: Guess, facts: "Facts") -> None:
    """Record the words that are read as missing, and ask whether they are."""
    words = facts.writing.missing
    if not words:
        return
    guess.keys["missing"] = list(words)
    rows = sum(int((facts.text == word).sum()) for word in words)
    found = ", ".join(map(repr, words))
    guess.doubts.append(f"{share(rows, facts.rows)} are {found}: does that mean unknown?")
