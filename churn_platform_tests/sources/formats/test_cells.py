from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from churn_platform.sources.formats.cells import cell_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        (" 0029 ", " 0029 "),
        (True, "True"),
        (False, "False"),
        (29, "29"),
        (29.0, "29"),
        (-0.0, "0"),
        (29.85, "29.85"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e20, "1e+20"),
        (float("nan"), ""),
        (float("inf"), "inf"),
        (Decimal("29.50"), "29.5"),
        (Decimal("2900"), "2900"),
        (Decimal("-0.05"), "-0.05"),
        (date(2024, 1, 5), "2024-01-05"),
        (datetime(2024, 1, 5, 6, 7), "2024-01-05T06:07:00"),
        (time(6, 7), "06:07:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_a_value_becomes_the_text_that_csv_would_have(value: object, text: str) -> None:
    assert cell_text(value) == text
