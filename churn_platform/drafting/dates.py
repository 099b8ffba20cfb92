"""Columns of dates."""

import re
from typing import Final

from churn_platform.drafting.facts import Facts

_SHARE: Final = 0.95
_DATE: Final = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"  # 2024-01-31
    r"|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"  # 31.01.2024
    r"|\d{1,2}[ -][^\W\d]{3,9}[ -](?:\d{4}|\d{2})"  # 31 Jan 2024
    r"|[^\W\d]{3,9} \d{1,2},? \d{4})"  # January 31, 2024
    r"(?:[T ].*)?"
)


def are_dates(facts: Facts) -> bool:
    """Say whether almost every text is written like a date."""
    dates = sum(rows for text, rows in facts.counts.items() if _DATE.fullmatch(text))
    return dates > 0 and dates >= _SHARE * sum(facts.counts.values())
