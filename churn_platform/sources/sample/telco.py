"""A synthetic customer table in the Telco format, for use without a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from churn_platform.config.contracts.load import FOLDER, load_contract

if TYPE_CHECKING:
    import pandas as pd

CONTRACT = load_contract(FOLDER / "telco.toml")
_ROWS = 7043
_PART = 1_000_000


def make_sample(rows: int = _ROWS, seed: int = 42) -> pd.DataFrame:
    """Return synthetic customers under the source's headers, (rows, 21); reproducible by seed.

    11 in 7,043 customers, at least one, are new: tenure 0 and a single space as total charges. 26.5
    % have churned.

    Raises:
        ValueError: fewer than one row.
    """
    if rows < 1:
        raise ValueError(f"rows is {rows}; expected at least 1")
    return _made(rows, seed, part=0, parts=1)


def _made(rows: int, seed: int, part: int, parts: int) -> pd.DataFrame:
    import pandas as pd

    from churn_platform.sources.sample.synthesis import Customers

    table = Customers(CONTRACT, rows, seed, part, parts).draw()
    return pd.DataFrame({column.source: table[column.name] for column in CONTRACT.columns})


def write_sample(path: Path, rows: int = _ROWS, seed: int = 42) -> None:
    """Write `make_sample` as a CSV file, spelled as the source spells it.

    More than a million rows are generated and written in parts of a million.

    Raises:
        ValueError: fewer than one row.
    """
    parts = max(-(-rows // _PART), 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        for part in range(parts):
            some = min(rows - part * _PART, _PART)
            made = make_sample(rows, seed) if parts == 1 else _made(some, seed, part, parts)
            made.to_csv(file, header=not part, index=False, lineterminator="\n", float_format="%g")
