"""Clean customers of any number."""

import pandas as pd

from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.sources.sample.telco import make_sample
from churn_platform_tests.telco import TELCO


def customers(rows: int, seed: int) -> pd.DataFrame:
    """Return the clean table of a sample."""
    names = {column.source: column.name for column in TELCO.columns}
    text = make_sample(rows, seed).astype(str).rename(columns=names)
    return clean_customers(text, TELCO).customers
