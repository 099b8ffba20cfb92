import gc
import weakref

import pandas as pd

from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.cleaning.joined import without_rows
from churn_platform_tests.telco import TELCO


def test_a_part_without_its_rows_does_not_hold_on_to_them(four: pd.DataFrame) -> None:
    part = clean_customers(four, TELCO)
    held = weakref.ref(part.customers["monthly_charges"].to_numpy().base)
    assert held() is not None
    small = without_rows(part)
    del part
    gc.collect()
    assert held() is None
    assert (len(small.customers), len(small.unlabelled), small.rows) == (0, 0, 4)
