"""A synthetic customer table in the Telco shape, for work without the network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from churn_platform.contracts.load import FOLDER, load_contract

if TYPE_CHECKING:
    import pandas as pd

CONTRACT = load_contract(FOLDER / "telco.toml")
_ROWS = 7043


def make_sample(rows: int = _ROWS, seed: int = 42) -> pd.DataFrame:
    """Return synthetic customers under the source's headers, (rows, 21); same seed, same rows.

    11 in 7043 customers, one at least, are new: tenure 0 and a single space as total charges.
    26.5 % have left.

    Raises:
        ValueError: fewer than one row.
    """
    import pandas as pd

    from churn_platform.sample.synthesis import Customers

    if rows < 1:
        raise ValueError(f"rows is {rows}; expected at least 1")
    table = Customers(CONTRACT, rows, seed).draw()
    return pd.DataFrame({column.source: table[column.name] for column in CONTRACT.columns})


def write_sample(path: Path, rows: int = _ROWS, seed: int = 42) -> None:
    """Write `make_sample` as a CSV file, spelled as the source spells it."""
    make_sample(rows, seed).to_csv(path, index=False, lineterminator="\n", float_format="%g")
