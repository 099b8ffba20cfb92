"""Examples of quarantined values, for clients with the token."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from api.middleware.problems import ModelUnavailable
from api.schemas.checks import Checks
from api.serving.verification import as_recorded
from api.snapshot.snapshot import Snapshot
from churn_platform.storage.artifacts import ArtifactError, PublishedFile, open_verified

_QUARANTINE: Final = "quarantined_customers"
_BY_RULE: Final = "by_rule"
_MAX_RULES: Final = 5
_MAX_VALUES: Final = 3
_LONGEST: Final = 40


def with_examples(answer: Checks, snapshot: Snapshot, data_dir: Path) -> Checks:
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
                values = _values(data_dir, record.files[0])
            except ModelUnavailable:
                return answer
            examples = {key: values.get(key, []) for key in list(rules)[:_MAX_RULES]}
            item = item.model_copy(update={"details": {**item.details, "examples": examples}})
        items.append(item)
    return answer.model_copy(update={"items": items})


@lru_cache(maxsize=2)
def _values(data_dir: Path, file: PublishedFile) -> dict[str, list[str]]:
    """Return the first few values that broke each rule, read some rows at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    found: dict[str, list[str]] = {}
    with as_recorded(file), open_verified(data_dir, file) as opened:
        try:
            for rows in pq.ParquetFile(opened).iter_batches(columns=["rule", "column", "value"]):
                _add(rows, found)
        except (pa.ArrowException, OSError):
            raise ArtifactError(f"{file.path}: it is no table") from None
    return {key: [_short(value) for value in values] for key, values in found.items()}


def _add(rows: Any, found: dict[str, list[str]]) -> None:
    import pyarrow.compute as pc

    keys = pc.binary_join_element_wise(rows["rule"], rows["column"], " ")
    for key in pc.unique(keys).to_pylist():
        values = pc.unique(rows["value"].filter(pc.equal(keys, key))).drop_null().to_pylist()
        known = found.get(key, [])
        found[key] = [*known, *(one for one in values if one not in known)][:_MAX_VALUES]


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
