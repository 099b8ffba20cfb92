"""Declare assets and their checks: everything but their bodies comes from the catalog."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import wraps
from inspect import isgeneratorfunction, signature
from typing import Any

import dagster as dg

from churn_platform.catalog import ASSETS
from churn_platform.checks import CHECKS
from churn_platform.config.settings import get_settings
from churn_platform.defs.steps.run_tags import tell_why
from churn_platform.runtime import logs as logbook
from churn_platform.runtime.failures import kind_and_place

OWNERS = ["team:retention"]
_Decorator = Callable[[Callable[..., Any]], dg.AssetsDefinition]


def declare(
    key: str,
    kinds: set[str],
    table: dg.DagsterType | None = None,
    columns: dg.TableSchema | None = None,
    **more: Any,
) -> _Decorator:
    """Return the decorator of the asset `key`.

    A `table` type is enforced and its columns are shown in the UI; `columns` are only shown.
    """
    asset = ASSETS[key]

    def decorate(function: Callable[..., Any]) -> dg.AssetsDefinition:
        made: dg.AssetsDefinition = dg.asset(
            name=key,
            deps=list(asset.parents),
            check_specs=_checks(key),
            config_schema=_config_schema(function),
            **_facts(key, kinds, table, columns),
            **more,
        )(_explained(key, function))
        return made

    return decorate


def declare_together(
    step: str, kinds: set[str], tables: Mapping[str, tuple[dg.DagsterType | None, str]], **more: Any
) -> _Decorator:
    """Return the decorator of a step with several assets: key -> type and description."""
    parents = {parent for key in tables for parent in ASSETS[key].parents} - set(tables)

    def decorate(function: Callable[..., Any]) -> dg.AssetsDefinition:
        return dg.multi_asset(
            name=step,
            outs={
                key: dg.AssetOut(key=key, description=description, **_facts(key, kinds, table))
                for key, (table, description) in tables.items()
            },
            deps=sorted(parents),
            internal_asset_deps={
                key: {dg.AssetKey(parent) for parent in ASSETS[key].parents} for key in tables
            },
            check_specs=[spec for key in tables for spec in _checks(key)],
            config_schema=_config_schema(function),
            **more,
        )(_explained(step, function))

    return decorate


def _explained(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the step's function, wrapped so that any error becomes a one-line failure.

    Dagster shows the text of an error to everybody, which may quote a cell or an address; on the
    terminal it only shows that an error occurred.
    """
    if isgeneratorfunction(function):

        @wraps(function)
        def yielding(context: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
            with _in_one_line(name, context):
                yield from function(context, *args, **kwargs)

        return yielding

    @wraps(function)
    def returning(context: Any, *args: Any, **kwargs: Any) -> Any:
        with _in_one_line(name, context):
            return function(context, *args, **kwargs)

    return returning


@contextmanager
def _in_one_line(name: str, context: Any) -> Iterator[None]:
    try:
        yield
    except dg.RetryRequested:
        raise
    except dg.Failure as error:
        with suppress(Exception):
            tell_why(context, error.description or "")
        raise
    except Exception as error:
        root = get_settings().data_dir
        why = kind_and_place(error, root)
        with suppress(Exception):  # tagging may fail for the same reason, such as a full disk
            logbook.note(root, "failed", run_id=context.run.run_id, asset=name, error=why)
            tell_why(context, f"{name}: {why}")
        raise dg.Failure(f"{name}: {why}") from None


def _config_schema(function: Callable[..., Any]) -> dict[str, Any] | None:
    """Return an empty schema for a step without `config`: by default any key is accepted."""
    return None if "config" in signature(function).parameters else {}


def _facts(
    key: str,
    kinds: set[str],
    table: dg.DagsterType | None,
    columns: dg.TableSchema | None = None,
) -> dict[str, Any]:
    asset = ASSETS[key]
    shown: Any = None if columns is None else dg.MetadataValue.table_schema(columns)
    facts: dict[str, Any] = {
        "group_name": asset.group,
        "kinds": kinds,
        "owners": OWNERS,
        "tags": {"artifact": asset.type},
        "code_version": asset.code_version,
    }
    if table is not None:
        facts["dagster_type"] = table
        shown = table.metadata["columns"]
    if shown is not None:
        facts["metadata"] = {"dagster/column_schema": shown}
    return facts


def _checks(key: str) -> list[dg.AssetCheckSpec]:
    # Part of the asset's own step: a failed check is known before anything is published, so the
    # last good version stays the newest one.
    return [
        dg.AssetCheckSpec(check.name, asset=key, description=check.shown, blocking=check.blocking)
        for check in CHECKS.values()
        if check.asset == key
    ]
