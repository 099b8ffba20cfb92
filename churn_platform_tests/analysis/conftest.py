"""Tables of text that several tests share."""

from pathlib import Path

import pandas as pd
import pytest

from churn_platform.sources.formats.format import Format
from churn_platform.sources.formats.text import read_text
from churn_platform_tests.telco import TELCO


@pytest.fixture
def four(raw: pd.DataFrame) -> pd.DataFrame:
    """Four customers as text, numbered from 1; the third is new and was not billed yet."""
    return raw[TELCO.names()].set_axis(range(1, 5))


@pytest.fixture(scope="session")
def stock(real_csv: Path) -> pd.DataFrame:
    """The real table as text."""
    form = Format("csv", encoding="utf-8", delimiter=",", quote='"')
    return read_text(real_csv, form, TELCO).frame
