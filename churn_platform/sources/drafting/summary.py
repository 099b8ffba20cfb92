"""Summarize a draft in a few lines; similar doubts about many columns become one."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from churn_platform.sources.drafting.draft import Draft

MAX_LINES: Final = 10
_MAX_NAMED: Final = 3
_LONGEST: Final = 40
_KEYS: Final = ("identifier", "target")
_VARIES: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"[^\"]*\"|-?\d[\d,.]*%?")
_LESS: Final = ("whole numbers", "may be the same", "is read as a value", "seem to be codes")
"""Phrases of doubts that change results little."""
_SEE: Final = "see the file"


def summary_lines(draft: Draft) -> list[str]:
    """Return who counts as churned, what is left out, and all doubts, grouped.

    Doubts about the whole table come first, then those about the target, the id and the columns, in
    the table's order, minor ones last. If there are too many groups, the last ones become one line
    that names their columns.
    """
    lines = [f"  {draft.who_left}"]
    for what, headers in (
        ("of no use", draft.ignore),
        ("known only after the outcome", draft.after_outcome),
    ):
        lines += [f"  {line}" for line in _left_out(what, headers)]
    return lines + [f"  CHECK {line}" for line in _doubts(draft)]


def _left_out(what: str, headers: Mapping[str, str]) -> list[str]:
    groups: dict[str, list[str]] = defaultdict(list)
    for header, why in headers.items():
        groups[_template(why)].append(header)
    lines = []
    for found in groups.values():
        why = headers[found[0]]
        if len(found) == 1:
            lines.append(f"{found[0]!r} is left out as {what}: {why}")
        else:
            same = len({headers[header] for header in found}) == 1
            such = why if same else f"such as {why}"
            lines.append(f"{len(found)} columns are left out as {what}: {_named(found)}: {such}")
    if len(lines) <= MAX_LINES:
        return lines
    return [*lines[: MAX_LINES - 1], f"{len(lines) - MAX_LINES + 1} more reasons: {_SEE}"]


def _doubts(draft: Draft) -> list[str]:
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    # the target and the id first: all results depend on them
    keys = [name for name, one in draft.columns.items() if one.keys["kind"] in _KEYS]
    for name in dict.fromkeys([*reversed(keys), *draft.columns]):
        for doubt in draft.columns[name].doubts:
            groups[f"{name in keys} {_template(doubt)}"].append((name, doubt))
    found = sorted(groups.values(), key=lambda group: any(one in group[0][1] for one in _LESS))
    room = max(MAX_LINES - len(draft.doubts), 1)
    if len(found) <= room:
        return [*draft.doubts, *map(_line, found)]
    names = list(dict.fromkeys(name for group in found[room - 1 :] for name, _ in group))
    rest = f"other doubts of {len(names)} columns, {_named(names)}: {_SEE}"
    return [*draft.doubts, *map(_line, found[: room - 1]), rest]


def _line(group: Sequence[tuple[str, str]]) -> str:
    names = list(dict.fromkeys(name for name, _ in group))
    first = group[0][1]
    if len(names) == 1 and len(group) == 1:
        return f"{names[0]}: {first}"
    more = "" if len({doubt for _, doubt in group}) == 1 else f" (and the like; {_SEE})"
    return f"{len(names)} columns, {_named(names)}: {first}{more}"


def _template(text: str) -> str:
    return _VARIES.sub("…", text)


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MAX_NAMED} more" if len(names) > _MAX_NAMED else ""
    return ", ".join(name[:_LONGEST] for name in names[:_MAX_NAMED]) + more
