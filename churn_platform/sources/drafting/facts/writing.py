"""How one column's numbers are written: their units, and words for missing among them.

Detected from the texts alone, in terms of the contract's keys.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from churn_platform.analysis.parsing.cells import is_blank
from churn_platform.sources.drafting.facts.units import Amount, amount_of, is_currency, is_same
from churn_platform.sources.drafting.facts.words import shown

NUMBER_SHARE: Final = 0.98
"""Minimum share of texts that are numbers in a numeric column."""
_MAX_WORDS: Final = 0.5
"""Maximum share of words for missing among the texts of a numeric column."""
_MAX_NUMBERS: Final = 0.75
"""Minimum share of numbers for a column's other texts to be reported."""
_FEW: Final = 10
_SAMPLE: Final = 500
_MAX_UNITS: Final = 4
# MySQL, Excel in English and German, pivot tables
_SIGNS_FOR_NOTHING: Final = frozenset(
    "? ?? ??? \\n #div/0! #n/a #ref! #value! #name? #num! #null! #nv #bezug! #wert! #zahl! - -- ---"
    " – — . .. ... … (blank) (empty) (null) (none) (leer) [null] <null> n.a. n.a".split()
)
_WORDS_FOR_NOTHING: Final = frozenset(
    {
        *("unknown", "missing", "not available", "not applicable", "undefined", "nil", "empty"),
        *("n/d", "nd", "n.d.", "k.a.", "k. a.", "n.v.", "s/o", "s/d", "no data", "not known"),
        *("unbekannt", "keine angabe", "inconnu", "non renseigné", "desconocido", "sconosciuto"),
        *("onbekend", "nieznany", "неизвестно", "нет данных", "不明", "未知", "なし", "*", "x"),
    }
)


@dataclass(frozen=True)
class Writing:
    """How a column's numbers are written, as keys of a contract's column.

    `format`, `missing` and `decimal` are those keys; without `decimal` the table's sign applies.
    `bare` counts rows whose numbers lack the unit that others have. `problem` says why the numbers
    cannot be read as one measure. `words` are the other texts of a mostly numeric column.
    """

    format: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    is_of_numbers: bool = False
    decimal: str | None = None
    bare: int = 0
    problem: str | None = None
    words: tuple[str, ...] = ()


def writing_of(counts: Mapping[str, int]) -> Writing:
    """Return how a column's numbers are written; `counts` are rows by trimmed text."""
    filled = {text: rows for text, rows in counts.items() if not is_blank(text.casefold())}
    number_format = _within(filled, _SIGNS_FOR_NOTHING)
    texts = {text: rows for text, rows in filled.items() if text not in number_format}
    amounts = _amounts(list(texts))
    words = _within([text for text in texts if text not in amounts], _WORDS_FOR_NOTHING)
    if _rows(words, texts) > _MAX_WORDS * _rows(texts, texts):
        words = ()
    rest = [text for text in texts if text not in words]
    found = Writing(missing=number_format)
    if not amounts or _rows(amounts, texts) < NUMBER_SHARE * _rows(rest, texts):
        mostly = bool(amounts) and _rows(amounts, texts) >= _MAX_NUMBERS * _rows(rest, texts)
        odd = [text for text in rest if text not in amounts] if mostly else []
        return replace(found, words=tuple(sorted(odd, key=lambda text: -texts[text])))
    units = {text: one.unit for text, one in amounts.items()}
    if set(units.values()) != {""} and len({one.digits for one in amounts.values()}) <= _FEW:
        return found  # a few amounts are names, such as of plans
    found = Writing(missing=number_format + words, is_of_numbers=True)
    return _described(found, amounts, texts)


def _amounts(texts: Sequence[str]) -> dict[str, Amount]:
    """Return the texts that are amounts; none if a sample shows that they are something else."""
    sample = texts[:: len(texts) // _SAMPLE + 1]
    if sum(amount_of(text) is not None for text in sample) * 4 < len(sample):
        return {}
    return {text: amount for text in texts if (amount := amount_of(text))}


def _within(texts: Iterable[str], words: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(text for text in texts if text.casefold() in words))


def _rows(texts: Iterable[str], counts: Mapping[str, int]) -> int:
    return sum(counts[text] for text in texts)


def _described(found: Writing, amounts: Mapping[str, Amount], counts: Mapping[str, int]) -> Writing:
    rows: Counter[str] = Counter()
    others: dict[str, None] = {}
    for text, amount in amounts.items():
        others |= dict.fromkeys(amount.others)
        if amount.unit or any(digit in amount.digits for digit in "123456789"):
            rows[amount.unit] += counts[text]  # 0 is 0 in any unit
    bare = rows.pop("", 0)
    spellings = [unit for unit, _ in rows.most_common()]
    kinds = [one for place, one in enumerate(spellings) if not _is_known(one, spellings[:place])]
    if len(kinds) > _MAX_UNITS:
        return Writing(missing=found.missing)
    if len(kinds) > 1 or (bare and kinds and not is_currency(kinds[0])):
        return replace(found, problem=_several(rows, bare))
    folded = {one if len(one) == 1 else one.casefold(): one for one in reversed(spellings)}
    format = (*reversed(folded.values()), *others)
    return replace(found, format=format, bare=bare if kinds else 0)


def _is_known(unit: str, earlier: list[str]) -> bool:
    return any(is_same(unit, one) for one in earlier)


def _several(rows: Counter[str], bare: int) -> str:
    each = [f"{shown(unit)} in {count:,} rows" for unit, count in rows.most_common()]
    each += [f"none in {bare:,}"] * bool(bare)
    return f"numbers in several units: {', '.join(each)}"
