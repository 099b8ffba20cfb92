"""What makes a result out of date, in words."""

from collections.abc import Mapping
from typing import Any

Inputs = Mapping[str, Any]
_SCALARS = {"code": "code version", "contract": "contract"}
_WORDS = {"config": "setting", "libraries": "library", "upstream": "upstream"}


def reasons(recorded: Inputs | None, current: Inputs) -> list[str]:
    """Return why a result made from `recorded` inputs is not what `current` would give.

    Inputs are {code, contract, upstream, config, libraries} as a materialization records them; an
    empty list means that nothing that went into the result has changed.
    """
    if recorded is None:
        return ["it was never materialized"]
    found = []
    for part, words in _SCALARS.items():
        if recorded.get(part) != current[part]:
            found.append(f"{words} changed from {recorded.get(part)} to {current[part]}")
    for part, word in _WORDS.items():
        before, now = recorded.get(part) or {}, current[part]
        found += [
            f"{word} {name} changed from {before.get(name)} to {now.get(name)}"
            for name in sorted(before.keys() | now.keys())
            if before.get(name) != now.get(name)
        ]
    return found
