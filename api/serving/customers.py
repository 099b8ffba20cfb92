"""The scored customers and their values as answers."""

from typing import Any, Final

from api.schemas.base import Answer
from api.schemas.customers import AtRisk, CustomerAnswer, ScoredCustomer, ScoresOrigin
from api.serving.tables import CustomerTable, Tables, plain_rows
from api.snapshot.snapshot import Snapshot
from churn_platform.catalog import CURRENT, REASON_COLUMNS, SEGMENT_PREFIX, page_key
from churn_platform.config.contracts.contract import Contract
from churn_platform.history.records import Materialization
from churn_platform.metadata import Meta

SCORES: Final = "churn_scores"


def at_risk(
    tables: Tables,
    snapshot: Snapshot,
    identifier: str,
    limit: int,
    band: str | None = None,
    segment: tuple[str, str] | None = None,
) -> bytes:
    """Return an answer with the customers most at risk, of a band or of a segment's label, as JSON.

    Args:
        tables: where they are read from.
        snapshot: names the newest scores.
        identifier: our name of the id.
        limit: most customers to return.
        band: only these.
        segment: our name of the column, and the label.

    Raises:
        LookupError: the scores have no such segment column; the text lists those they have.
        ModelUnavailable: the file is gone, or is not the recorded one.
    """
    record = snapshot.facts.newest.get(SCORES)
    if record is None:
        return _json(AtRisk(state="no data yet", scored=_origin(None), total=0, items=[]))
    scores, (column, label) = tables.get(record), segment or (None, None)
    key = page_key(band, column and SEGMENT_PREFIX + column, label)

    def answer() -> bytes:
        page = scores.page(key)
        if page is None:
            _check_segment(scores, column)
        rows = plain_rows(page.rows.slice(0, limit)) if page else []
        items = [ScoredCustomer(**_scored(row, identifier)) for row in rows]
        total = page.total if page else 0
        return _json(AtRisk(state="ok", scored=_origin(record), total=total, items=items))

    return tables.pages.get((record.id, identifier, key, limit), answer)


def _json(answer: Answer) -> bytes:
    return answer.model_dump_json().encode()


def _check_segment(scores: CustomerTable, column: str | None) -> None:
    everyone = scores.page(page_key(None, None, None))
    columns = everyone.rows.column_names if everyone else []
    names = [
        name.removeprefix(SEGMENT_PREFIX) for name in columns if name.startswith(SEGMENT_PREFIX)
    ]
    if column is not None and column not in names:
        raise LookupError(f"{column[:40]!r} is no segment column; expected one of {names}")


def customer(tables: Tables, snapshot: Snapshot, contract: Contract, id: str) -> bytes | None:
    """Return an answer with a current customer's score and values, as JSON.

    None if there is no such customer.
    """
    record = snapshot.facts.newest.get(SCORES)
    row = tables.get(record).row(id) if record else None
    if row is None:
        return None
    answer = CustomerAnswer(
        **_scored(row, contract.identifier),
        scored=_origin(record),
        values=values_in(newest_row(tables, snapshot, id), contract)
        if _is_current(snapshot)
        else None,
    )
    return _json(answer)


def newest_row(tables: Tables, snapshot: Snapshot, id: str) -> dict[str, Any] | None:
    """Return a customer's row of the newest tables, or None for an id that is in neither.

    Raises:
        ModelUnavailable: a file is gone, or is not the recorded one.
    """
    for key in CURRENT:
        record = snapshot.facts.newest.get(key)
        row = tables.get(record).row(id) if record else None
        if row is not None:
            return row
    return None


def values_in(row: dict[str, Any] | None, contract: Contract) -> dict[str, Any] | None:
    """Return the values of the features in a row; None without a row that has all of them."""
    if row is None or not set(contract.features) <= row.keys():
        return None
    return {name: row[name] for name in contract.features}


def has_left(row: dict[str, Any] | None, contract: Contract) -> bool:
    """Return whether a row is that of a customer who left."""
    return row is not None and row.get(contract.target) == 1


def _is_current(snapshot: Snapshot) -> bool:
    """Return whether the newest scores were made from the newest tables, as far as they say."""
    newest = snapshot.facts.newest
    made_from = newest[SCORES].upstream
    return all(
        made_from.get(key, newest[key].data_version) == newest[key].data_version
        for key in CURRENT
        if key in newest
    )


def _scored(row: dict[str, Any], identifier: str) -> dict[str, Any]:
    return {
        **row,
        "id": str(row[identifier]),
        "reasons": [row[name] for name in REASON_COLUMNS if row.get(name)],
        "segments": {
            name.removeprefix(SEGMENT_PREFIX): label
            for name, label in row.items()
            if name.startswith(SEGMENT_PREFIX)
        },
    }


def _origin(record: Materialization | None) -> ScoresOrigin:
    if record is None:
        return ScoresOrigin(model=None, model_version=None, run_id=None, time=None)
    model, version = (record.metadata.get(name) for name in (Meta.MODEL, Meta.MODEL_VERSION))
    return ScoresOrigin(
        model=None if model is None else str(model),
        model_version=None if version is None else str(version),
        run_id=record.run_id,
        time=record.time,
    )
