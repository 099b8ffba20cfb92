"""What the platform needs of Dagster beyond its public API, and whether a Dagster has it.

As a program it says, a line each, what the Dagster that it finds lacks; if nothing, it loads the
history and the API and reads a history: `python -m churn_platform_tests.history.dagster_names`.
"""

import ast
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import dagster
from sqlalchemy import MetaData

import api
import churn_platform
from churn_platform import history
from churn_platform.history import tables

_SCHEMAS = ("event_log", "runs", "schedules")


def private_imports() -> Iterator[tuple[Path, ast.ImportFrom]]:
    """Yield each import of a private name of Dagster with the file that it is in."""
    for package in (churn_platform, api):
        root = Path(package.__path__[0])
        for path in sorted(root.rglob("*.py")):
            text = path.read_text()
            for node in ast.walk(ast.parse(text)) if "dagster._" in text else ():
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dagster._"):
                    yield path.relative_to(root.parent), node


def missing() -> list[str]:
    """Return the private names, tables and columns that this Dagster lacks, a line each."""
    return [*_missing_names(), *_missing_columns()]


def _missing_names() -> Iterator[str]:
    for path, node in private_imports():
        for name in node.names:
            try:
                getattr(import_module(str(node.module)), name.name)
            except (ImportError, AttributeError):
                yield f"{path} needs {node.module}.{name.name}"


def _missing_columns() -> Iterator[str]:
    known: dict[str, set[str]] = {}
    for schema in _SCHEMAS:
        module = import_module(f"dagster._core.storage.{schema}.schema")
        for metadata in (each for each in vars(module).values() if isinstance(each, MetaData)):
            known |= {name: set(table.columns.keys()) for name, table in metadata.tables.items()}
    for table in tables.ALL:
        for name in sorted(set(table.c.keys()) - known.get(table.name, set())):
            yield f"churn_platform/history/tables.py needs the column {table.name}.{name}"


def load() -> None:
    """Import what reads the history and read one, which is made for it."""
    for package in (history, api):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)

    from churn_platform.config.settings import get_settings
    from churn_platform.history.reader import Reader
    from churn_platform.history.retention.prune import find_outdated
    from churn_platform.history.storage.project import open_history

    with open_history(get_settings()) as instance:
        instance.report_runless_asset_event(dagster.AssetMaterialization("raw_customers"))
        find_outdated(instance, get_settings())
    reader = Reader(get_settings())
    assert reader.read().newest == {}, "what no step recorded does not count"
    reader.close()


def main() -> int:
    """Return 1, after a line for each, if something is missing or cannot be loaded."""
    found = missing()
    try:
        if not found:
            load()
    except Exception as error:  # whatever another Dagster does
        found = [f"{type(error).__name__}: {' '.join(str(error).split())}"]
    for line in found:
        sys.stdout.write(f"Dagster {dagster.__version__}: {line}\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
