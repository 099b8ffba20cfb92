"""What makes a result out of date, in words and as the code version that Dagster compares.

Neither `AutomationCondition` nor Dagster's own staleness decides what a tick recomputes. They say
that a code version or an upstream version is another one, not which setting or library it was, and
not what follows from it in the same run. They do not see a lost file, nor a changed contract, which
a running platform takes without a reload of its definitions. Conditions launch runs of their own,
beside those of the schedule.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from churn_platform.values import plain

Inputs = Mapping[str, Any]
_SCALARS = {"code": "code version", "contract": "contract"}
_WORDS = {"config": "setting", "libraries": "library", "upstream": "upstream"}


def code_version(inputs: Inputs) -> str:
    """Return the code version of a result for Dagster: that of the code, settings and libraries.

    The contract is none of it: it may change while Dagster's definitions stay loaded, and a result
    would be marked as unsynced that is not.

    Args:
        inputs: what goes into the result, with {code, config, libraries}.
    """
    text = json.dumps(plain([inputs["config"], inputs["libraries"]]), sort_keys=True)
    return f"{inputs['code']}-{sha256(text.encode()).hexdigest()[:8]}"


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
