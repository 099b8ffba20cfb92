"""How assets and their checks are declared: everything but their bodies comes from the catalog.

What follows from the settings or the contract, such as the defaults in the Launchpad, is added when
a pipeline makes an asset of the declaration.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import wraps
from inspect import isgeneratorfunction, signature
from typing import Any, Protocol

import dagster as dg

from churn_platform.catalog import ASSETS
from churn_platform.checks import CHECKS
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.settings import Settings
from churn_platform.defs.steps.configuration import expected_config, with_defaults
from churn_platform.defs.steps.run_tags import tell_why
from churn_platform.pipeline import Pipeline
from churn_platform.runtime import logs as logbook
from churn_platform.runtime.failures import kind_and_place

OWNERS = ["team:retention"]
_Columns = Callable[[Contract], dg.TableSchema]


class Table(Protocol):
    """What a table must be, such as those of `defs/tables/types.py`."""

    def of(self, pipeline: Pipeline) -> dg.DagsterType:
        """Return the type of a pipeline's table."""


@dataclass(frozen=True, eq=False)
class Declared:
    """A step of one or several assets as the code declares it."""

    of: Callable[[Pipeline], dg.AssetsDefinition]
    """Returns what Dagster loads of a pipeline."""


_Decorator = Callable[[Callable[..., Any]], Declared]


def declare(
    key: str,
    kinds: set[str],
    table: Table | None = None,
    columns: _Columns | None = None,
    **more: Any,
) -> _Decorator:
    """Return the decorator of the asset `key`.

    A `table` type is enforced and its columns are shown in the UI; `columns` are only shown.
    """
    asset = ASSETS[key]

    def decorate(function: Callable[..., Any]) -> Declared:
        def made(pipeline: Pipeline) -> dg.AssetsDefinition:
            found: dg.AssetsDefinition = dg.asset(
                name=key,
                deps=list(asset.parents),
                check_specs=_checks(key),
                config_schema=_config_schema(function),
                **_facts(key, kinds, pipeline, table, columns),
                **more,
            )(_body(key, function, pipeline.settings))
            return _with_arrows(found, asset.may_read) if asset.may_read else found

        return Declared(made)

    return decorate


def _with_arrows(made: dg.AssetsDefinition, parents: Sequence[str]) -> dg.AssetsDefinition:
    """Return the asset with more parents, which Dagster shows and whose versions it compares.

    A run does not wait for them: a dependency of the op would skip the step when one of them fails.
    """
    return dg.AssetsDefinition(
        keys_by_input_name=made.keys_by_input_name,
        keys_by_output_name=made.keys_by_output_name,
        node_def=made.node_def,
        specs=[spec.merge_attributes(deps=parents) for spec in made.specs],
    )


def declare_together(
    step: str, kinds: set[str], tables: Mapping[str, tuple[Table | None, str]], **more: Any
) -> _Decorator:
    """Return the decorator of a step with several assets: key -> type and description."""
    parents = {parent for key in tables for parent in ASSETS[key].parents} - set(tables)

    def decorate(function: Callable[..., Any]) -> Declared:
        def made(pipeline: Pipeline) -> dg.AssetsDefinition:
            return dg.multi_asset(
                name=step,
                outs={
                    key: dg.AssetOut(
                        key=key, description=description, **_facts(key, kinds, pipeline, table)
                    )
                    for key, (table, description) in tables.items()
                },
                deps=sorted(parents),
                internal_asset_deps={
                    key: {dg.AssetKey(parent) for parent in ASSETS[key].parents} for key in tables
                },
                check_specs=[spec for key in tables for spec in _checks(key)],
                config_schema=_config_schema(function),
                **more,
            )(_body(step, function, pipeline.settings))

        return Declared(made)

    return decorate


def _body(name: str, function: Callable[..., Any], settings: Settings) -> Callable[..., Any]:
    """Return the body of a step, whose configuration has the settings as its defaults."""
    body, known = _explained(name, function, settings), signature(function)
    if config := known.parameters.get("config"):
        kind = with_defaults(config.annotation, expected_config(settings).get(name, {}))
        changed = {**known.parameters, "config": config.replace(annotation=kind)}
        # which Dagster reads
        vars(body)["__signature__"] = known.replace(parameters=list(changed.values()))
    return body


def _explained(name: str, function: Callable[..., Any], settings: Settings) -> Callable[..., Any]:
    """Return the body of a step that fails in one line, which says why, whatever is raised in it.

    Dagster shows the text of an error to everybody, which may quote a cell or an address; on the
    terminal it only shows that an error occurred.
    """
    if isgeneratorfunction(function):

        @wraps(function)
        def yielding(context: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
            with _in_one_line(name, context, settings):
                yield from function(context, *args, **kwargs)

        return yielding

    @wraps(function)
    def returning(context: Any, *args: Any, **kwargs: Any) -> Any:
        with _in_one_line(name, context, settings):
            return function(context, *args, **kwargs)

    return returning


@contextmanager
def _in_one_line(name: str, context: Any, settings: Settings) -> Iterator[None]:
    try:
        yield
    except dg.RetryRequested:
        raise
    except dg.Failure as error:
        with suppress(Exception):
            tell_why(context, error.description or "")
        raise
    except Exception as error:
        why = kind_and_place(error, settings.data_dir)
        with suppress(Exception):  # tagging may fail for the same reason, such as a full disk
            logbook.note(settings, "failed", run_id=context.run.run_id, asset=name, error=why)
            tell_why(context, f"{name}: {why}")
        raise dg.Failure(f"{name}: {why}") from None


def _config_schema(function: Callable[..., Any]) -> dict[str, Any] | None:
    """Return an empty schema for a step without `config`: by default any key is accepted."""
    return None if "config" in signature(function).parameters else {}


def _facts(
    key: str,
    kinds: set[str],
    pipeline: Pipeline,
    table: Table | None,
    columns: _Columns | None = None,
) -> dict[str, Any]:
    asset = ASSETS[key]
    shown: Any = dg.MetadataValue.table_schema(columns(pipeline.contract)) if columns else None
    facts: dict[str, Any] = {
        "group_name": asset.group,
        "kinds": kinds,
        "owners": OWNERS,
        "tags": {"artifact": asset.type},
    }
    if table is not None:
        facts["dagster_type"] = kind = table.of(pipeline)
        shown = kind.metadata["columns"]
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
