"""Columns of dates, as text or as numbers."""

import re
from typing import Final

import numpy as np
import numpy.typing as npt

from churn_platform.config.contracts.id_headers import plain
from churn_platform.sources.drafting.facts.column import Facts, Numbers

_SHARE: Final = 0.95
_DATE: Final = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"  # 2024-01-31
    r"|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"  # 31.01.2024
    r"|\d{1,2}[ -][^\W\d]{3,9}[ -](?:\d{4}|\d{2})"  # 31 Jan 2024
    r"|[^\W\d]{3,9} \d{1,2},? \d{4}"  # January 31, 2024
    r"|(?:19|20)\d{2}[-/](?:0?[1-9]|1[0-2])"  # 2024-01
    r"|\d{4}年\d{1,2}月(?:\d{1,2}日)?)"
    r"(?:[T ].*)?"
)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_EPOCHS: Final = ((946_684_800, 4_102_444_800), (946_684_800_000, 4_102_444_800_000))
"""2000 to 2100 in seconds, and in milliseconds, since 1970."""
_SERIALS: Final = (20_000, 73_051)
"""Days since 1899-12-30, as spreadsheets count them: 1954 to 2100."""
_TIMES: Final = (
    "date", "time", "stamp", "epoch", "created", "updated", "since", "login", "datum", "zeit",
    "fecha", "data", "дата", "время", "日期", "时间", "日時", "날짜",
)  # fmt: skip


def are_dates(facts: Facts) -> bool:
    """Return whether almost every text is a date, or a number that encodes one.

    20170331, 31032017, 03312017 and 201703 are dates if almost all numbers are like that. Seconds
    since 1970 and spreadsheet serial dates count only if the header mentions a time.
    """
    filled = sum(facts.counts.values())
    dates = sum(rows for text, rows in facts.counts.items() if _DATE.fullmatch(text))
    return dates > 0 and dates >= _SHARE * filled or _are_numbers_of_dates(facts)


def _are_numbers_of_dates(facts: Facts) -> bool:
    known = facts.numbers[~np.isnan(facts.numbers)]
    if not facts.are_numbers or not facts.are_whole or len(facts.known) < 2:
        return False
    year_first = _days(known // 10_000, known // 100 % 100, known % 100)
    day_first = _days(known % 10_000, known // 10_000 % 100, known // 1_000_000)
    month_first = _days(known % 10_000, known // 1_000_000, known // 10_000 % 100)
    months = _written(known // 100, known % 100)
    if max(each.mean() for each in (year_first, day_first, month_first, months)) >= _SHARE:
        return True
    if not any(word in plain(facts.header) for word in _TIMES):
        return False
    ranges = (*_EPOCHS, _SERIALS)
    return any(((known >= low) & (known <= high)).mean() >= _SHARE for low, high in ranges)


def _days(year: Numbers, month: Numbers, day: Numbers) -> npt.NDArray[np.bool_]:
    return _written(year, month) & (day >= 1) & (day <= 31)


def _written(year: Numbers, month: Numbers) -> npt.NDArray[np.bool_]:
    in_years: npt.NDArray[np.bool_] = (year >= _FIRST_YEAR) & (year <= _LAST_YEAR)
    return in_years & (month >= 1) & (month <= 12)
