"""Tables that the figure tests share."""

from pathlib import Path

import pandas as pd
import pytest

from churn_platform_tests.browser import browser
from churn_platform_tests.telco import TELCO

__all__ = ["browser"]


@pytest.fixture(scope="session")
def real_clean(real_csv: Path) -> pd.DataFrame:
    """The real table as the figures expect it, made without the platform's own cleaning."""
    raw = pd.read_csv(real_csv)
    frame = raw.rename(columns={column.source: column.name for column in TELCO.columns})
    for name in TELCO.names("flag", "target"):
        frame[name] = frame[name].astype(str).isin(["1", "Yes"]).astype("int64")
    frame["total_charges"] = pd.to_numeric(frame["total_charges"], errors="coerce").fillna(0.0)
    return frame


@pytest.fixture(scope="session")
def real_processed(real_clean: pd.DataFrame) -> pd.DataFrame:
    """The real table one-hot encoded, every third row a test row."""
    ready = pd.get_dummies(
        real_clean[TELCO.features], columns=TELCO.names("category"), prefix_sep="=", dtype=float
    )
    split = ["test" if place % 3 == 0 else "train" for place in range(len(ready))]
    return pd.concat([real_clean[["customer_id", "churn"]], ready], axis=1).assign(split=split)
