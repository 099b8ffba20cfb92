"""Currencies and units written next to numbers."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from churn_platform.analysis.parsing.number_format import NumberFormat
from churn_platform.analysis.parsing.written import BRACKETS, MINUS_BEHIND, TRUE_MINUS

_CURRENCIES: Final = frozenset(
    "usd eur gbp chf jpy cny rmb inr rs krw sek nok dkk kr isk pln zł czk kč huf ft ron lei bgn лв"
    " uah грн rub руб try tl ils aed sar egp zar ngn kes brl mxn ars clp cop pen cad aud nzd sgd"
    " hkd thb idr rp myr rm php vnd pkr bdt euro euros dollars fr sfr".split()
)
_UNITS: Final = frozenset(
    "% ‰ kb mb gb tb pb kib mib gib tib b s sec min mins h hr hrs d day days wk wks mo mos yr yrs y"
    " m km mi ft kg g lb mbps gbps kbps mbit/s gbit/s k mn bn mio mrd x pct percent ms 年 月 日 天 "
    "個月 个月 ヶ月 か月 개월 元 円 원 万 億 시간 小时 分 分钟 mes ans an".split()
)
_SCALES: Final = frozenset("% ‰ pct percent k m mn bn b mio mrd x 万 億".split())
_SAME: Final = {"€": "eur", "euro": "eur", "euros": "eur", "£": "gbp", "zł": "pln", "₹": "inr"}
_WORD: Final = re.compile(r"[^\W\d_]{2,}\.?(?:\s?/\s?[^\W\d_]+)?")
_SIGN: Final = f"[+{TRUE_MINUS}-]?"
_AMOUNT: Final = re.compile(
    rf"(?P<minus>{_SIGN})\s*(?P<front>[^0-9\s+()\-{TRUE_MINUS}.,][^0-9\s+()\-{TRUE_MINUS},]{{0,5}})?"
    rf"\s*(?P<inner>{_SIGN})\s*(?P<digits>[0-9.,](?:[0-9.,'’\s]*[0-9.,])?(?:[eE][+-]?[0-9]+)?)"
    r"(?P<gap>\s*)(?P<back>[^0-9\s+()\-.,][^0-9+()\-,]{0,18}?)?\s*(?P<behind>-?)",
)
_PLAIN: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_LEADING_ZERO: Final = re.compile(r"0[0-9]")
_BOTH: Final = (NumberFormat(".", is_known=True), NumberFormat(",", is_known=True))


@dataclass(frozen=True)
class Amount:
    """A number with its unit ("" for none) and other marks such as brackets."""

    digits: str
    unit: str
    others: tuple[str, ...]


def amount_of(text: str) -> Amount | None:
    """Parse a number with a unit; None for anything else, such as a code."""
    if _PLAIN.fullmatch(text):
        return Amount(text, "", ())  # as most are
    is_bracketed = text.startswith("(") and text.endswith(")")
    match = _AMOUNT.fullmatch(text[1:-1].strip() if is_bracketed else text)
    if match is None:
        return None
    number_format = [sign for sign in (match["minus"], match["inner"], match["behind"]) if sign]
    units = [unit.strip() for unit in (match["front"], match["back"]) if unit and unit.strip()]
    digits, gap = match["digits"], match["gap"]
    if len(number_format) + is_bracketed > 1 or not _is_number(digits):
        return None
    if len(units) > 1 and not all(map(is_currency, units)):
        return None
    if units and (_LEADING_ZERO.match(digits) or not _is_unit(units[0], match["front"], gap)):
        return None
    others = (*units[1:], *(BRACKETS,) * is_bracketed + (MINUS_BEHIND,) * bool(match["behind"]))
    return Amount(digits, units[0] if units else "", others)


def _is_number(digits: str) -> bool:
    return any(number_format.is_number(digits) for number_format in _BOTH)


def _is_unit(unit: str, front: str | None, gap: str) -> bool:
    if is_currency(unit):
        return True
    if front:
        return False  # such as the "C" of an id
    return unit.casefold().rstrip(".") in _UNITS or bool(gap and _WORD.fullmatch(unit))


def is_currency(unit: str) -> bool:
    """Return whether a unit is a currency code or sign, also with letters as in "US$"."""
    has_sign = any(unicodedata.category(sign) == "Sc" for sign in unit)
    return has_sign or unit.casefold().rstrip(".") in _CURRENCIES


def is_scale(unit: str) -> bool:
    """Return whether a unit is a factor such as "%" or "K", which parsing ignores."""
    return unit.casefold().rstrip(".") in _SCALES


def is_same(one: str, other: str) -> bool:
    """Return whether two units are the same, such as "month" and "Months", or "€" and "EUR".

    Single letters are case-sensitive: M may be millions and m minutes.
    """
    if one == other:
        return True
    short, long = sorted((_folded(one), _folded(other)), key=len)
    if len(short) < 2:
        return False
    maximum = 2 if len(short) > 2 else 1
    rest = long[len(short) :] if long.startswith(short) else None
    return rest is not None and (rest in ("", "s") or (maximum == 2 and len(rest) <= maximum))


def _folded(unit: str) -> str:
    folded = unit.casefold().rstrip(".")
    return _SAME.get(folded, folded)
