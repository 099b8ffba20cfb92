"""Doubts about a table as a whole: its encoding and its number format."""

from collections.abc import Iterable, Sequence
from typing import Final

from churn_platform.analysis.parsing.number_format import NumberFormat
from churn_platform.sources.drafting.facts.column import Facts
from churn_platform.sources.drafting.facts.words import listed, shown
from churn_platform.sources.formats.encodings.code_pages import words_beyond_ascii
from churn_platform.sources.formats.format import Format

_MAX_EXAMPLES: Final = 3
_SIGN: Final = {",": "comma", ".": "point"}


def table_doubts(
    columns: Sequence[Facts],
    number_format: NumberFormat,
    unsure: Sequence[str],
    written: Format | None,
) -> list[str]:
    """Return the questions about the table that the user has to settle, a sentence each.

    Args:
        columns: of the table.
        number_format: how its numbers are written.
        unsure: numbers that can be read in two ways.
        written: how the file is written, if it is known.
    """
    doubts = []
    if written and written.encoding and written.encoding_doubt:
        doubts.append(_encoding_doubt(columns, written.encoding))
    if unsure:
        doubts.append(
            f"{listed(list(unsure))} can be read in two ways, and the decimal sign is assumed to be"
            f" the {_SIGN[number_format.decimal]}: is it? Else draft again with DECIMAL="
        )
    doubts += _decimal_doubts(columns, number_format)
    doubts += [
        f"{one.header!r} is left out: {one.writing.problem}; use one unit in the source"
        for one in columns
        if one.writing.problem
    ]
    return doubts


def _encoding_doubt(columns: Sequence[Facts], encoding: str) -> str:
    words = list(_telling_words(columns))
    found = f"such as {listed(words, _MAX_EXAMPLES)}: " if words else ""
    return (
        f"the text is not Unicode and is read as {encoding}, judging by its letters, {found}is this"
        " right? Else draft again with ENCODING="
    )


def _telling_words(columns: Sequence[Facts]) -> Iterable[str]:
    """Yield distinct words with non-ASCII letters, from values first and then headers."""
    found: dict[str, None] = {}
    texts = (text for one in columns if one.unique_share < 1 for text in one.counts)
    for text in (*texts, *(one.header for one in columns)):
        found |= dict.fromkeys(words_beyond_ascii(text))
        if len(found) >= _MAX_EXAMPLES:
            break
    return list(found)[:_MAX_EXAMPLES]


def _decimal_doubts(columns: Sequence[Facts], number_format: NumberFormat) -> list[str]:
    others = [one.header for one in columns if one.writing.decimal]
    if not others:
        return []
    other = "," if number_format.decimal == "." else "."
    return [
        f"the decimal sign is a {_SIGN[other]} in {', '.join(map(shown, others))} and a"
        f" {_SIGN[number_format.decimal]} in other columns: each is read with its own sign; is that"
        " right?"
    ]
