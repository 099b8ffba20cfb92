"""Reading what `python -X importtime` says."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

_LINE = re.compile(r"import time: +(\d+) \| +\d+ \| ( *)(\S+)")
OTHERS = "others"


def seconds_by_group(lines: Iterable[str], groups: Mapping[str, str]) -> dict[str, float]:
    """Return the seconds that imports took, by group.

    A module belongs to the group of its top-level package; one of a package without a group
    belongs to the module that imported it first, or to `OTHERS`.

    Args:
        lines: what Python wrote; a module stands below those that it imported, two spaces further
            to the left. Other lines do not matter.
        groups: top-level package -> group.
    """
    found: dict[str, float] = defaultdict(float)
    above: list[tuple[int, str]] = []
    for match in filter(None, map(_LINE.match, reversed(list(lines)))):
        microseconds, indent, module = match.groups()
        depth = len(indent)
        while above and above[-1][0] >= depth:
            above.pop()
        importer = above[-1][1] if above else OTHERS
        group = groups.get(module.partition(".")[0], importer)
        above.append((depth, group))
        found[group] += int(microseconds) / 1e6
    return dict(found)
