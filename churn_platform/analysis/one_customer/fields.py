"""The fields of a JSON object: which is which column of a contract, and what is to be said."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from churn_platform.analysis.one_customer.cell import shown
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.spelling import normalised

MAX_FIELDS: Final = 1_000
_REMEMBERED: Final = 64
_FEW: Final = 3
_MAX_NAMED: Final = 20
_MAX_SHOWN: Final = 200


@dataclass(frozen=True)
class Said:
    """What is said about one field: its name, what was found, and a sentence."""

    field: str
    found: str | None
    message: str


@dataclass(frozen=True)
class Fields:
    """How the fields of an object are read.

    `used` pairs our names of the given features with the fields, in the contract's order; `absent`
    are our names of the others.
    """

    used: tuple[tuple[str, str], ...]
    absent: tuple[str, ...]
    id_field: str | None
    warnings: tuple[Said, ...]
    problems: tuple[Said, ...]


class FieldMatcher:
    """Matches the fields of objects with one contract and remembers what it found."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._late = set(map(normalised, contract.after_outcome))
        self._columns = _columns(contract)
        self._known: dict[tuple[str, ...], Fields] = {}

    def match(self, fields: tuple[str, ...]) -> Fields:
        """Return how an object with these fields is read."""
        if (found := self._known.get(fields)) is None:
            found = self._match(fields)
            if len(self._known) < _REMEMBERED:
                self._known[fields] = found
        return found

    def _match(self, fields: tuple[str, ...]) -> Fields:
        if len(fields) > MAX_FIELDS:
            said = Said("*", f"{len(fields)} fields", f"expected at most {MAX_FIELDS}")
            return Fields((), (), None, (), (said,))
        given: dict[str, str] = {}
        problems: list[Said] = []
        unused: list[str] = []
        for each in fields:
            name = self._columns.get(normalised(each))
            if name is None:
                unused.append(each)
            elif name in given:
                other = shown(given[name])
                problems.append(Said(each, f"the field of {other} again", "expected it once"))
            else:
                given[name] = each
        features = self._contract.features
        return Fields(
            used=tuple((name, given[name]) for name in features if name in given),
            absent=tuple(name for name in features if name not in given),
            id_field=given.get(self._contract.identifier),
            warnings=tuple(self._not_used(given, unused)),
            problems=tuple(problems),
        )

    def _not_used(self, given: Mapping[str, str], unused: list[str]) -> list[Said]:
        said = []
        if target := given.get(self._contract.target):
            said.append(Said(target, None, "not used: it is what the model predicts"))
        for each in unused[:_MAX_NAMED]:
            why = "not used: the contract has no such field"
            if normalised(each) in self._late:
                why = "not used: it is known only after the outcome"
            # looked for among few alone: it takes long
            elif len(unused) <= _FEW and (close := self._closest(each)):
                why += f"; the closest is {close!r}"
            said.append(Said(each[:_MAX_SHOWN], None, why))
        if (rest := len(unused) - _MAX_NAMED) > 0:
            said.append(Said("*", f"{rest} more fields", "not used either"))
        return said

    def _closest(self, given: str) -> str | None:
        text = normalised(given[:_MAX_SHOWN])
        found = get_close_matches(text, self._columns, n=1, cutoff=0.7)
        return self._contract[self._columns[found[0]]].source if found else None


def _columns(contract: Contract) -> dict[str, str]:
    """Return our name by each normalised spelling; a header goes before another column's name."""
    not_used = set(map(normalised, (*contract.ignore, *contract.after_outcome)))
    ours = {normalised(name): name for name in contract.names()}
    headers = {
        normalised(header): column.name
        for column in contract.from_source
        for header in (column.source, *column.aliases)
    }
    return {each: name for each, name in ours.items() if each not in not_used} | headers
