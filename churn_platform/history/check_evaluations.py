"""What the history says of the checks: the newest evaluation of each that counts."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, DateTime, Select, column, func, select, table

from churn_platform.checks import CHECKS
from churn_platform.history.partition_log import runs_of
from churn_platform.history.provenance import OwnEvents, text_of

NAMES: Final = {(text_of(asset), name): (asset, name) for asset, name in CHECKS}
"""A check as Dagster's columns name it -> as `CHECKS` does."""
EVALUATED: Final = ("SUCCEEDED", "FAILED")
# Dagster's tables, as far as they are read here
_table = table(
    "asset_check_executions",
    column("id"),
    column("asset_key"),
    column("check_name"),
    column("run_id"),
    column("execution_status"),
    column("evaluation_event"),
    column("evaluation_event_timestamp", DateTime),
    column("evaluation_event_storage_id"),
)
executions: Final = _table.c
_log = table("event_logs", column("id"), column("run_id"), column("step_key"))


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
        .join_from(_table, _log, _log.c.id == executions.evaluation_event_storage_id)
        .where(executions.asset_key.in_(assets), executions.check_name.in_(names))
        .where(executions.execution_status.in_(EVALUATED))
        .where(own.check_counts(executions, _log.c), *more)
        .group_by(executions.asset_key, executions.check_name)
    )
    return select(
        executions.id,
        executions.run_id,
        executions.asset_key,
        executions.check_name,
        executions.evaluation_event_storage_id,
    ).where(executions.id.in_(last))


def evaluations_of(ids: Iterable[int]) -> Select[Any]:
    """Return the query of whole evaluations; their events are long."""
    return select(*executions).where(executions.id.in_(list(ids)))
