"""What the history says of the checks: the newest evaluation of each that counts."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select

from churn_platform.checks import CHECKS
from churn_platform.history.event_log.parser import evaluation_in
from churn_platform.history.partition_log import runs_of
from churn_platform.history.provenance import OwnEvents
from churn_platform.history.records import CheckKey, Evaluation
from churn_platform.history.tables import EVALUATIONS, EVENTS, key_text

NAMES: Final = {(key_text(asset), name): (asset, name) for asset, name in CHECKS}
"""A check as Dagster's columns name it -> as `CHECKS` does."""
IS_MADE: Final = ("SUCCEEDED", "FAILED")
"""Status of an execution that has evaluated its check."""
executions: Final = EVALUATIONS.c


def newest_evaluations(
    own: OwnEvents, partition: str | None = None, *more: ColumnElement[bool]
) -> Select[Any]:
    """Return the query, for `OwnEvents.rows`, of the newest evaluation of each check.

    Args:
        own: the events that count.
        partition: of a dated source, the one whose runs are asked for.
        more: further conditions.
    """
    if partition is not None:
        more = (*more, executions.run_id.in_(runs_of(partition)))
    assets, names = ({key[place] for key in NAMES} for place in (0, 1))
    last = (
        select(func.max(executions.id))
        .join_from(EVALUATIONS, EVENTS, EVENTS.c.id == executions.evaluation_event_storage_id)
        .where(executions.asset_key.in_(assets), executions.check_name.in_(names))
        .where(executions.execution_status.in_(IS_MADE))
        .where(own.check_counts(executions, EVENTS.c), *more)
        .group_by(executions.asset_key, executions.check_name)
    )
    return select(
        executions.id,
        executions.run_id,
        executions.asset_key,
        executions.check_name,
        executions.evaluation_event_storage_id,
    ).where(executions.id.in_(last))


def evaluations_by_check(
    own: OwnEvents, partition: str | None = None
) -> dict[CheckKey, Evaluation]:
    """Return the newest evaluation of each check that has one; see `newest_evaluations`."""
    found = own.rows(lambda: newest_evaluations(own, partition))
    rows = own.execute(evaluations_of(row.id for row in found))
    checks = {(row.asset_key, row.check_name): row for row in rows}
    return {NAMES[key]: evaluation_in(row) for key, row in checks.items() if key in NAMES}


def evaluations_of(ids: Iterable[int]) -> Select[Any]:
    """Return the query of whole evaluations; their events are long."""
    return select(*executions).where(executions.id.in_(list(ids)))
