"""A column as codes, and whether it can hold ids at all: by its values and its header."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from churn_platform.analysis.parsing.cells import is_blank

_TIMES: Final = frozenset(
    ("date day week month year quarter period time snapshot monat jahr datum woche fecha mes ano"
     " semana mois annee semaine data miesiac rok dt ds asof yyyymm yearmonth mth wk qtr wave"
     " welle stichtag quartal periode periodo trimestre maand"
     " дата месяц год неделя 日期 月份 月 年 年月 날짜")
    .split()
)  # fmt: skip
_MEASURES: Final = frozenset(
    ("tenure age charge charges amount total price fee spend salary income balance score minutes"
     " calls count usage visits limit seconds value cost revenue sum avg average rate number num")
    .split()
)  # fmt: skip
_LEAST_CODE: Final = 1_000
_FEW: Final = 20
_DATE: Final = re.compile(
    r"(?:19|20)\d\d[-/.]?(?:0[1-9]|1[0-2])(?:[-/.]?[0-3]\d)?(?:\D|$)"  # 2024-01, 20240131
    r"|(?:[0-3]?\d[-/.])?[0-3]?\d[-/.](?:19|20)\d\d(?:\D|$)"  # 31.01.2024, 01/2024
    r"|(?:(?:19|20)\d\d\W?)?(?:Q[1-4]|M0?[1-9]|M1[0-2]|W[0-5]?\d)(?:\W?(?:19|20)\d\d)?$"  # 2024-Q1
    r"|(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]{0,6}\W{0,2}\d*$",
    re.IGNORECASE,
)
_LONG_TIMES: Final = tuple(one for one in _TIMES if len(one) > 3 or not one.isascii())

Codes = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Coded:
    """A column's values as numbers from 0 on, -1 for a blank, and the distinct ones in order.

    `codes` are (n_rows,), `found` (n_distinct,).
    """

    header: str
    codes: Codes
    found: npt.NDArray[np.object_]

    @property
    def are_codes(self) -> bool:
        """Whether the values are whole numbers or single words: a measure is no id."""
        known = self._numbers[np.isfinite(self._numbers)]
        if len(known) > len(self.found) / 2:
            return bool((known == np.floor(known)).all())
        return not any(" " in str(one) for one in self.found[:_FEW])

    @property
    def is_measure(self) -> bool:
        """Whether most values are numbers, which measure by their header."""
        are_numbers = np.isnan(self._numbers).mean() <= 0.5
        return bool(are_numbers) and bool(_MEASURES & set(self._words))

    @property
    def is_small(self) -> bool:
        """Whether most values are numbers, and all of these below 1,000."""
        if np.isnan(self._numbers).mean() > 0.5:
            return False
        return bool(np.nanmax(np.abs(self._numbers)) < _LEAST_CODE)

    @property
    def is_time(self) -> bool:
        """Whether the header speaks of a time, or the values are dates or months."""
        named = bool(_TIMES & set(self._words)) or "".join(self._words).endswith(_LONG_TIMES)
        return named or all(_DATE.match(str(one)) for one in self.found[:_FEW])

    @cached_property
    def _numbers(self) -> npt.NDArray[np.float64]:
        numbers = pd.to_numeric(pd.Series(self.found, dtype=object), errors="coerce")
        return numbers.to_numpy().astype(np.float64)

    @cached_property
    def _words(self) -> list[str]:
        """The words of the header; `MonthlyCharges` is monthly, charges."""
        parts = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", self.header)
        return "".join(sign if sign.isalnum() else " " for sign in parts.casefold()).split()


def coded(header: str, values: pd.Series) -> Coded:
    """Return the codes of a column; blanks are words for nothing, None and NaN."""
    codes, found = pd.factorize(values.to_numpy(dtype=object), use_na_sentinel=True)
    known = np.array([not _is_blank(one) for one in found], dtype=np.bool_)
    places = np.append(np.where(known, np.cumsum(known) - 1, -1), -1)
    return Coded(header, places[codes].astype(np.intp), found[known])


def _is_blank(value: object) -> bool:
    return isinstance(value, str) and is_blank(value.strip().casefold())
