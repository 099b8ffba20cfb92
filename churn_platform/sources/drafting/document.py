"""Write a draft contract as TOML, with comments for findings and doubts."""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import tomlkit
from tomlkit.items import Array, Item, Table

from churn_platform.config.contracts.sections import Reading
from churn_platform.sources.drafting.draft import Draft
from churn_platform.sources.drafting.facts.guess import Guess

_WIDTH: Final = 100
_CHECK: Final = "CHECK: "
_IMPLIES: Final = "implies"


def write_document(draft: Draft, name: str, heading: Sequence[str], reading: Reading) -> str:
    """Return a contract in TOML; `reading` is what the user specified.

    Each doubt is a comment that begins with CHECK.
    """
    document = tomlkit.document()
    for line in heading:  # not wrapped: one of them is a command
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    _comment(document, [_CHECK + doubt for doubt in draft.doubts])
    document.add("name", tomlkit.item(name))
    for key, column in (("time_axis", draft.time_axis), ("revenue", draft.revenue)):
        if column:
            document.add(key, tomlkit.item(column))
    for key, headers in (("ignore", draft.ignore), ("after_outcome", draft.after_outcome)):
        if headers:
            document.add(key, _with_reasons(headers))
    if stated := _reading(draft, reading):
        document.add(tomlkit.nl())
        document.add("reading", stated)
    columns = tomlkit.table(is_super_table=True)
    for column, guess in draft.columns.items():
        columns.add(column, _column(guess))
    document.add("columns", columns)
    return tomlkit.dumps(document).rstrip() + "\n"


def _reading(draft: Draft, reading: Reading) -> Table | None:
    stated = draft.reading | reading.model_dump(exclude_none=True)
    table = tomlkit.table()
    for key, value in stated.items():
        table.add(key, tomlkit.item(value))
    return table if stated else None


def _column(guess: Guess) -> Table:
    table = tomlkit.table()
    _comment(table, [*guess.notes, *(_CHECK + doubt for doubt in guess.doubts)])
    for key, value in guess.keys.items():
        if key != _IMPLIES:
            table.add(key, _item(key, value))
    if implies := guess.keys.get(_IMPLIES):
        table.add(_IMPLIES, _implies(implies))
    table.add(tomlkit.nl())
    return table


def _implies(values: Mapping[str, Mapping[str, Any]]) -> Item:
    """Return the implications on one line, or as tables of their own if that is too long."""
    table = tomlkit.inline_table()
    for value, others in values.items():
        inner = tomlkit.inline_table()
        for name, text in others.items():
            inner.append(name, text)
        table.append(value, inner)
    if len(f"{_IMPLIES} = {table.as_string()}") <= _WIDTH:
        return table
    tables = tomlkit.table(is_super_table=True)
    for value, others in values.items():
        tables.add(value, dict(others))
    return tables


def _item(key: str, value: Any) -> Item:
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update(value)
        return table
    item = tomlkit.item(value)
    is_long = len(f"{key} = {item.as_string()}") > _WIDTH
    return _in_lines(value) if isinstance(item, Array) and is_long else item


def _in_lines(values: Iterable[str]) -> Array:
    lines: list[list[str]] = [[]]
    width = 0
    for value in values:
        width += len(tomlkit.item(value).as_string()) + len(", ")
        if lines[-1] and width > _WIDTH - len("  "):
            lines.append([])
            width = len(tomlkit.item(value).as_string()) + len(", ")
        lines[-1].append(value)
    array = tomlkit.array()
    for line in lines:
        array.add_line(*line, indent="  ")
    array.add_line(indent="")
    return array


def _with_reasons(headers: Mapping[str, str]) -> Array:
    array = tomlkit.array()
    for header, reason in headers.items():
        array.add_line(header, indent="  ", comment=reason)
    array.add_line(indent="")
    return array


def _comment(container: tomlkit.TOMLDocument | Table, texts: Iterable[str]) -> None:
    for text in texts:
        for line in textwrap.wrap(text, _WIDTH - 2, break_long_words=False):
            container.add(tomlkit.comment(line))
