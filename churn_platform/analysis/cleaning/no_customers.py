"""Rows that are not customers: totals, averages, notes, repeated headers.

Spreadsheets and reports put them among, above or below the customers.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from churn_platform.analysis.parsing.cells import Mask, distinct, is_blank
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.spelling import normalised

RULE: Final = "not_a_customer"
_MIN_COLUMNS: Final = 4
_MAX_FILLED: Final = 0.1
_MAX_CELLS: Final = 3
_TOTALS: Final = (
    "total totals totale totali totales totaux totaal totalt total subtotal grandtotal sum sums"
    " summe summa somme soma suma gesamt gesamtsumme zwischensumme endsumme gesamtergebnis"
    " insgesamt razem ogolem lacznie celkem spolu osszesen yhteensa toplam ukupno итого всего"
    " итог сумма разом усього всього общо συνολο αθροισμα kokku kopa"
    " totalsumma المجموع الاجمالي סהכ 合计 总计 總計 小计 小計 合計 総計 합계 총계 소계"
    " average averages avg mean median mittelwert durchschnitt moyenne promedio media medio"
    " srednia prumer gemiddelde medelvarde genomsnitt ortalama среднее средняя 平均 平均值 평균"
).split()  # fmt: skip
_FORMULAS: Final = ("=", "@", "\uff1d", "\uff20")  # ＝ and ＠
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class _Seen:
    """Per row: the number of filled cells, of cells equal to their header, and whether one is a
    total.

    Each is (n_rows,).
    """

    filled: npt.NDArray[np.intp]
    headers: npt.NDArray[np.intp]
    total: Mask


def not_customers(text: pd.DataFrame, contract: Contract, candidates: Mask) -> Mask:
    """Return which rows are not customers, (n_rows,).

    A row that names a total or an average, that repeats the header, or that is almost empty.

    Args:
        text: trimmed, under our names.
        contract: of the table.
        candidates: the rows without a label that is understood, (n_rows,); no others are looked at.
    """
    found: Mask = np.zeros(len(text), dtype=np.bool_)
    places = np.flatnonzero(candidates)
    if not len(places):
        return found
    rows = text.iloc[places]
    seen = _look(
        rows,
        {c.name: (c.name, c.source, *c.aliases) for c in contract.from_source},
        {c.name: {*c.values, *c.spellings} for c in contract.from_source},
    )
    found[places] = seen.total | _are_notes(seen, rows.shape[1])
    return found


def no_customers_of(table: pd.DataFrame) -> Mask:
    """Return which rows of a table without a contract are not customers, (n_rows,).

    A total is one only if its row also has more blanks than most rows, or a sum of its column.
    """
    seen = _look(table, {str(h): (str(h),) for h in table.columns}, {})
    found = _are_notes(seen, table.shape[1])
    if seen.total.any():
        fewer = seen.filled < np.median(seen.filled)
        found |= seen.total & (fewer | _hold_sums(table, seen.total))
    # if most rows are like that, it is normal for this table
    return found if found.mean() < 0.5 else np.zeros_like(found)


def _are_notes(seen: _Seen, columns: int) -> Mask:
    again = (seen.headers > 1) & (2 * seen.headers >= seen.filled)
    if columns < _MIN_COLUMNS:
        return again
    empty: Mask = seen.filled <= max(1.0, min(_MAX_CELLS, _MAX_FILLED * columns))
    return again | empty & (seen.filled > 0)


def _look(
    rows: pd.DataFrame,
    headers: Mapping[str, Collection[str]],
    values: Mapping[str, Collection[str]],
) -> _Seen:
    filled = np.zeros(len(rows), dtype=np.intp)
    again = np.zeros(len(rows), dtype=np.intp)
    total: Mask = np.zeros(len(rows), dtype=np.bool_)
    for name, spellings in headers.items():
        codes, found = distinct(rows[name])
        names, known = set(map(normalised, spellings)), values.get(name, ())
        texts = found.to_pylist()
        filled += _taken([not is_blank(one.casefold()) for one in texts], codes)
        again += _taken([bool(one) and normalised(one) in names for one in texts], codes)
        total |= _taken([one not in known and _is_total(one) for one in texts], codes)
    return _Seen(filled, again, total)


def _taken(holds: list[bool], codes: npt.NDArray[np.intp]) -> Mask:
    return np.array(holds, dtype=np.bool_)[codes]


def _is_total(text: str) -> bool:
    """Return whether a cell is the label of a total: "Grand Total", "Summe:", "North total"."""
    if not 2 <= len(text) <= 60 or text[0].isdigit() or text.startswith(_FORMULAS):
        return False
    found = [_plain(word) for word in _WORD.findall(text.casefold())]
    return bool(found) and len(found) <= 5 and (found[0] in _NAMES or found[-1] in _NAMES)


def _plain(word: str) -> str:
    return "".join(s for s in unicodedata.normalize("NFKD", word) if not unicodedata.combining(s))


_NAMES: Final = {_plain(word) for word in _TOTALS}


def _hold_sums(table: pd.DataFrame, rows: Mask) -> Mask:
    found: Mask = np.zeros(len(table), dtype=np.bool_)
    for header in table.columns:
        numbers = pd.to_numeric(table[header], errors="coerce").to_numpy(dtype=np.float64)
        with np.errstate(invalid="ignore", over="ignore"):  # of numbers that are not finite
            others = np.nansum(numbers) - numbers
            found |= rows & (others > 0) & (np.abs(numbers - others) <= 1e-4 * others)
    return found
