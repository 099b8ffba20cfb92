"""The example tables as the files that people have."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pandas as pd

from churn_platform_tests.tables.bank import bank
from churn_platform_tests.tables.ecommerce import ecommerce
from churn_platform_tests.tables.orange_telecom import orange_telecom
from churn_platform_tests.tables.saas import saas

TABLES: Final[dict[str, tuple[Callable[..., pd.DataFrame], str]]] = {
    "bank": (bank, ".csv"),
    "ecommerce": (ecommerce, ".xlsx"),
    "orange_telecom": (orange_telecom, ".csv"),
    "saas": (saas, ".csv"),
}
"""Name of the contract -> how the table is made, and the file's suffix."""


def write_table(folder: Path, name: str, rows: int | None = None) -> Path:
    """Write an example table into a folder and return its file; `rows` are the public file's."""
    make, suffix = TABLES[name]
    table = make() if rows is None else make(rows)
    path = folder / f"{name}{suffix}"
    if suffix == ".xlsx":
        table.to_excel(path, sheet_name="E Comm", index=False)
    elif name == "saas":
        table.to_csv(path, index=False, sep=";", decimal=",")
    else:
        table.to_csv(path, index=False)
    return path
