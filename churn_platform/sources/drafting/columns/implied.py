"""Detect values that imply others without exception, such as "no internet service"."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from churn_platform.sources.drafting.columns.categories import levels
from churn_platform.sources.drafting.facts.column import Facts, Numbers
from churn_platform.sources.drafting.facts.guess import Guess, share
from churn_platform.sources.drafting.facts.outcome_words import says_no, says_yes
from churn_platform.sources.drafting.facts.words import shown

_LEAST_SHARE: Final = 0.01
_LEAST_ROWS: Final = 30
_MAX_VALUES: Final = 30
_ONLY_THERE: Final = 0.98
_LOOK: Final = 30  # a few rows that quickly rule out most columns

_Place = tuple[str, float]
"""Our name for a column and the code of one of its values."""
_Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Coded:
    """A table as numbers: (n_rows,) per column, NaN for no value; and the values that codes mean.

    A numeric column has no values: its codes are its numbers.
    """

    rows: int
    codes: dict[str, Numbers]
    values: dict[str, list[str]]


def find_implications(facts: Mapping[str, Facts], guesses: Mapping[str, Guess]) -> None:
    """Add to the guesses, by our names, which values imply a value of another column.

    A value implies another if all its rows (at least 30, and 1 % of the table) have that value of
    the other column, and 98 % of the other value's rows share it, so that a common value does not
    match by chance. Among values that imply each other, one states all the others, and each of them
    states it.
    """
    table = _coded(facts, guesses)
    least = max(_LEAST_ROWS, _LEAST_SHARE * table.rows)
    found = {
        (name, float(code)): others
        for name, values in table.values.items()
        if 2 <= len(values) <= _MAX_VALUES
        for code in range(len(values))
        if (others := _implied(table, name, table.codes[name] == code, least))
    }
    for first, others in _least_of(found, table).items():
        _state(guesses[first[0]], first, others, table)


def _coded(facts: Mapping[str, Facts], guesses: Mapping[str, Guess]) -> _Coded:
    columns, values = {}, {}
    for name, one in facts.items():
        kind = guesses[name].keys["kind"]
        if kind == "numeric":
            columns[name] = one.numbers
        elif kind in ("flag", "category"):
            values[name] = ["No", "Yes"] if kind == "flag" else list(guesses[name].keys["values"])
            codes = _codes(one, values[name], is_flag=kind == "flag")
            columns[name] = np.asarray(one.text.map(codes), dtype=np.float64)
    return _Coded(next(iter(facts.values())).rows, columns, values)


def _codes(facts: Facts, values: list[str], is_flag: bool) -> dict[str, float]:
    if is_flag:
        known = [text for text in facts.counts if says_yes(text) or says_no(text)]
        return {text: float(says_yes(text)) for text in known}
    places = {value: float(place) for place, value in enumerate(values)}
    spelled = {text: value for value, texts in levels(facts).items() for text in (value, *texts)}
    return {text: places[value] for text, value in spelled.items() if value in places}


def _implied(table: _Coded, name: str, rows: _Mask, least: float) -> list[_Place]:
    """Return the values that other columns have in all of these rows and almost nowhere else."""
    count = int(rows.sum())
    if count < least or len(rows) - count < least:
        return []
    chosen = np.flatnonzero(rows)
    found = []
    for other, codes in table.codes.items():
        code = codes[chosen[0]]
        if other == name or not (codes[chosen[:_LOOK]] == code).all():
            continue
        same = codes == code
        if same[chosen].all() and count >= _ONLY_THERE * int(same.sum()):
            found.append((other, float(code)))
    return found


def _least_of(found: Mapping[_Place, list[_Place]], table: _Coded) -> dict[_Place, list[_Place]]:
    """Return the smallest equivalent set of implications: one value of each group comes first.

    That is the value with the rarest text: "No" among one "No" and six "No internet service". Ties
    go to the first column.
    """
    stated: dict[_Place, list[_Place]] = {}
    for place, others in found.items():
        mutual = [one for one in others if place in found.get(one, ())]
        together = [place, *mutual]
        texts = Counter(_text(one, table) for one in together)
        order = list(table.codes)
        first = min(together, key=lambda one: (texts[_text(one, table)], order.index(one[0])))
        stated[place] = others if first == place else [first]
    return stated


def _text(place: _Place, table: _Coded) -> Any:
    name, code = place
    if name in table.values:
        return table.values[name][int(code)]
    return int(code) if code.is_integer() else code


def _state(guess: Guess, first: _Place, others: list[_Place], table: _Coded) -> None:
    value = _text(first, table)
    guess.keys.setdefault("implies", {})[value] = {one[0]: _text(one, table) for one in others}
    rows = share(int((table.codes[first[0]] == first[1]).sum()), table.rows)
    guess.notes.append(f"{rows} are {shown(value)}, and without exception {_all(others, table)}")


def _all(others: list[_Place], table: _Coded) -> str:
    texts = [f"{name} is then {_text((name, code), table)!r}" for name, code in others[:2]]
    rest = len(others) - len(texts)
    return ", ".join(texts) + (f" and so on for {rest} more columns" if rest else "")
