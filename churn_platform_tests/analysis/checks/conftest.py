"""The real table as text under our names."""

from pathlib import Path

import pandas as pd
import pytest

from churn_platform.config.contracts.headers import match_headers
from churn_platform_tests.telco import TELCO


@pytest.fixture
def stock(real_csv: Path) -> pd.DataFrame:
    """The real table, trimmed, under our names, indexed by row number."""
    read = pd.read_csv(real_csv, dtype=str, keep_default_na=False, encoding="utf-8").astype(object)
    places = match_headers(list(read.columns), TELCO).positions
    table = pd.DataFrame({name: read.iloc[:, place].str.strip() for name, place in places.items()})
    return table.set_axis(range(1, len(table) + 1), axis="index")
