"""Examples of quarantined values, for clients with the token."""

from typing import Any, Final

from api.middleware.problems import ModelUnavailable
from api.schemas.checks import Checks
from api.serving.tables import Tables
from api.snapshot.snapshot import Snapshot

_QUARANTINE: Final = "quarantined_customers"
_BY_RULE: Final = "by_rule"
_MAX_RULES: Final = 5
_MAX_VALUES: Final = 3
_LONGEST: Final = 40


def with_examples(answer: Checks, snapshot: Snapshot, tables: Tables) -> Checks:
    """Return the checks with some shortened values of each violated rule in their details.

    The quarantine must be of the run that evaluated the check; without its file there are none.
    """
    record = snapshot.facts.newest.get(_QUARANTINE)
    if record is None or not record.files:
        return answer
    items = []
    for item in answer.items:
        rules = item.details.get(_BY_RULE)
        if item.run_id == record.run_id and isinstance(rules, dict) and rules:
            try:
                table = tables.get(record.files[0], "id").table
            except ModelUnavailable:
                return answer
            examples = {key: _values(table, key) for key in list(rules)[:_MAX_RULES]}
            item = item.model_copy(update={"details": {**item.details, "examples": examples}})
        items.append(item)
    return answer.model_copy(update={"items": items})


def _values(table: Any, key: str) -> list[str]:
    import pyarrow.compute as pc

    rule, _, column = key.partition(" ")
    is_broken = pc.and_(pc.equal(table["rule"], rule), pc.equal(table["column"], column))
    values = pc.unique(table["value"].filter(is_broken)).drop_null().slice(0, _MAX_VALUES)
    return [_short(str(value)) for value in values.to_pylist()]


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
