"""The real table in every dress: the clean table has one content hash."""

import gzip
import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from churn_platform.catalog import CLEANED
from churn_platform.metadata import Meta
from churn_platform_tests.platform import Platform

_SNAKE = {"customerID": "customer_id", "SeniorCitizen": "senior_citizen", "Churn": "churn"}
_CUSTOMERS = 7043


def _csv(table: pd.DataFrame, **options: object) -> bytes:
    return table.to_csv(index=False, **options).encode()  # type: ignore[call-overload, no-any-return]


def _xlsx(table: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    numbers = {"tenure": int, "MonthlyCharges": float}
    table.astype(numbers).to_excel(out, index=False)
    return out.getvalue()


def _parquet(table: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    totals = pd.to_numeric(table["TotalCharges"], errors="coerce")
    table.astype({"MonthlyCharges": float}).assign(TotalCharges=totals).to_parquet(out)
    return out.getvalue()


VARIANTS: dict[str, Callable[[pd.DataFrame], bytes]] = {
    "a byte-order mark": lambda table: b"\xef\xbb\xbf" + _csv(table),
    "spaces around headers": lambda table: _csv(table.rename(columns=lambda name: f" {name}  ")),
    "snake-case headers": lambda table: _csv(table.rename(columns=_SNAKE)),
    "another column order": lambda table: _csv(table[sorted(table.columns)]),
    "another row order": lambda table: _csv(table.iloc[::-1]),
    "windows line ends": lambda table: _csv(table, lineterminator="\r\n"),
    "gzip": lambda table: gzip.compress(_csv(table)),
    "a workbook": _xlsx,
    "parquet": _parquet,
}


@pytest.fixture(scope="module")
def table(real_csv: Path) -> pd.DataFrame:
    """The real table as text."""
    return pd.read_csv(real_csv, dtype=str, keep_default_na=False)


def test_the_real_table_in_every_dress_gives_one_clean_table(
    platform: Platform, real_csv: Path, table: pd.DataFrame
) -> None:
    steps = ["raw_customers", *CLEANED]
    platform.source.write_bytes(real_csv.read_bytes())
    assert platform.run(select=steps).success
    plain = platform.newest("clean_customers")
    assert plain.metadata[Meta.ROWS] == _CUSTOMERS
    assert plain.metadata[Meta.REPAIRS] == {"blank_total_charges": 11}
    raw = {platform.newest("raw_customers").data_version}
    for what, write in VARIANTS.items():
        platform.source.write_bytes(write(table))
        assert platform.run(select=steps).success, what
        assert platform.newest("clean_customers").data_version == plain.data_version, what
        raw.add(platform.newest("raw_customers").data_version)
    assert len(raw) == len(VARIANTS) + 1  # each was another file
